"""The cast-cases form: a value's Python class tells its type, so a case is a test of the class."""

from __future__ import annotations

import ast

from scorelet.pfa import typed as t
from scorelet.pfa import values
from scorelet.pfa.lower import build as b
from scorelet.pfa.lower.emitter import Emitter, Target
from scorelet.pfa.lower.forms import choice
from scorelet.pfa.types import NULL, Type, Union, members


def cast_cases(emitter: Emitter, node: t.CastCases) -> ast.expr:
    """``a if type(v := value) is str else b if type(v) is float else c``"""
    value = emitter.expr(node.value)
    cases = _live(node, value)
    tested = len(cases) > 1 or node.partial
    if b.stable(value) or not tested:
        subject = emitter.saved(value, "value")
        return _cast_from(emitter, node, subject, subject, cases, 0)
    subject = b.load(emitter.program.name("value"))
    return _cast_from(emitter, node, b.walrus(subject.id, value), subject, cases, 0)


def _live(node: t.CastCases, value: ast.expr) -> list[t.CastCase]:
    """The cases that may be taken: of a constant, the one that is."""
    cases = [case for case in node.cases if case.members]
    if not isinstance(value, ast.Constant) or not isinstance(node.value.type, Union):
        return cases
    boxes = values.boxed(node.value.type)
    kind = type(value.value)
    return [case for case in cases if any(values.class_of(m) is kind and m.tag not in boxes for m in case.members)]


def _cast_from(
    emitter: Emitter, node: t.CastCases, first: ast.expr, subject: ast.expr, cases: list[t.CastCase], i: int
) -> ast.expr:
    """The cases from the i-th on; `first` is the subject where it is tested first."""
    if i == len(cases):
        return b.constant(None)
    body = _case_branch(emitter, node, subject, cases[i])
    if i == len(cases) - 1 and (not node.partial or isinstance(subject, ast.Constant)):
        emitter.out += body[0]
        return body[1]
    with emitter.captured() as otherwise:
        other = _cast_from(emitter, node, subject, subject, cases, i + 1)
    test = _case_test(node.value.type, first, subject, cases[i].members)
    return choice(emitter, node.at, test, body, (otherwise, other))


def cast_cases_into(emitter: Emitter, node: t.CastCases, target: Target) -> None:
    subject = emitter.saved(emitter.expr(node.value), "value")
    _cast_into_from(emitter, node, subject, _live(node, subject), 0, target)


def _cast_into_from(
    emitter: Emitter, node: t.CastCases, subject: ast.expr, cases: list[t.CastCase], i: int, target: Target
) -> None:
    if i == len(cases):
        emitter.add(target(b.constant(None)), node.at)
        return
    with emitter.captured() as body:
        _bind_case(emitter, node, subject, cases[i])
        emitter.into(cases[i].body, target)
    if i == len(cases) - 1 and (not node.partial or isinstance(subject, ast.Constant)):
        emitter.out += body
        return
    with emitter.captured() as otherwise:
        _cast_into_from(emitter, node, subject, cases, i + 1, target)
    test = _case_test(node.value.type, subject, subject, cases[i].members)
    emitter.add(ast.If(test, b.block(body), otherwise), node.at)


def _case_branch(
    emitter: Emitter, node: t.CastCases, subject: ast.expr, case: t.CastCase
) -> tuple[list[ast.stmt], ast.expr]:
    with emitter.captured() as statements:
        _bind_case(emitter, node, subject, case)
        value = emitter.expr(case.body)
    return statements, value


def _bind_case(emitter: Emitter, node: t.CastCases, subject: ast.expr, case: t.CastCase) -> None:
    """The case's variable: the subject itself where it has the representation of the case's type."""
    value = _narrowed(emitter, node.value.type, subject, case)
    temporary = not isinstance(node.value, t.Get) or emitter.once(node.value.name)
    if b.stable(value) and temporary and emitter.once(case.name):
        emitter.alias(case.name, value)
    else:
        emitter.add(b.assign(emitter.declare(case.name), value), node.at)


def _narrowed(emitter: Emitter, given: Type, subject: ast.expr, case: t.CastCase) -> ast.expr:
    if not isinstance(given, Union):
        return _converted(emitter, subject, given, case.type)
    boxes = values.boxed(given)
    if len(case.members) == 1:
        only = case.members[0]
        bare = b.subscript(subject, b.constant(1)) if only.tag in boxes else subject
        return _converted(emitter, bare, only, case.type)
    if not boxes and all(values.convert_step(member, case.type) is None for member in case.members):
        return subject
    narrow = emitter.program.bind("narrow", "narrow", given.schema, case.type.schema)
    return b.call(narrow, subject)


def _converted(emitter: Emitter, value: ast.expr, given: Type, wanted: Type) -> ast.expr:
    if values.convert_step(given, wanted) is None:
        return value
    return b.call(emitter.program.converter(given, wanted), value)


def _case_test(given: Type, first: ast.expr, subject: ast.expr, taken: tuple[Type, ...]) -> ast.expr:
    """Whether the subject, of a type `given`, is one of the members that are taken."""
    if not isinstance(given, Union) or len(taken) == len(members(given)):
        return (
            b.constant(True) if first is subject else b.any_of([b.compare(first, ast.Is(), subject), b.constant(True)])
        )
    boxes = values.boxed(given)
    tests = []
    for member in taken:
        tests.append(_member_test(first, subject, member, boxes))
        first = subject
    return b.any_of(tests)


def _member_test(first: ast.expr, subject: ast.expr, member: Type, boxes: frozenset[str]) -> ast.expr:
    if member.tag in boxes:
        tag = b.compare(b.subscript(subject, b.constant(0)), ast.Eq(), b.constant(member.tag))
        return b.all_of([b.is_class(first, "tuple"), tag])
    if member is NULL:
        return b.is_none(first)
    return b.is_class(first, values.class_of(member).__name__)
