"""Many binary classifiers as one classifier (sklearn.multiclass)."""

from __future__ import annotations

from typing import Any

from scorelet.convert.arithmetic import minus, over, plus, squared, times, zipped
from scorelet.convert.builder import DOUBLES, Builder, inline, item
from scorelet.convert.converted import Json
from scorelet.convert.linear import classes_of, several_classes_of, two
from scorelet.convert.outputs import Classification, Lazy, MultiLabel, Outputs, Regression, argmax, labels_above, once
from scorelet.convert.path import Conversion
from scorelet.convert.rows import Row
from scorelet.errors import NotConvertibleError


class Binary:
    """One binary classifier (or regressor): its score, and the score above which it says yes."""

    def __init__(self, found: Outputs, doc: Builder) -> None:
        self.found = found
        self.threshold = 0.5
        if isinstance(found, Regression):
            self.score: Lazy = found.value
        elif isinstance(found, Classification) and found.decision is not None and found.decision_width == 1:
            self.score, self.threshold = found.decision, 0.0
        elif isinstance(found, Classification) and found.probabilities is not None:
            probabilities = found.probabilities
            self.score = once(lambda: doc.let("score", item(probabilities(), 1)))
        else:
            raise NotConvertibleError("one of its estimators has neither a decision function nor probabilities")


def _members(model: Any, row: Row, conversion: Conversion) -> list[Binary]:
    if getattr(model, "pairwise_indices_", None) is not None:
        raise NotConvertibleError("its estimators read a precomputed kernel")
    return [
        Binary(conversion.outputs(member, row, f"estimators_[{i}]"), conversion.doc)
        for i, member in enumerate(model.estimators_)
    ]


def constant(model: Any, row: Row, conversion: Conversion) -> Classification:
    """What stands for the classifier of a class that all rows, or none, were of."""
    y = float(model.y_.ravel()[0])
    probabilities: Json = {"type": DOUBLES, "new": [1.0 - y, y]}
    return Classification((0, 1), lambda: int(y), lambda: probabilities, lambda: y)


def one_vs_rest(model: Any, row: Row, conversion: Conversion) -> Outputs:
    """OneVsRestClassifier: the class whose classifier has the highest score; of several labels each one's own say."""
    doc = conversion.doc
    members = _members(model, row, conversion)
    if model.multilabel_:
        return _labels(model, members, doc)
    classes = several_classes_of(model)
    probabilities = once(lambda: _rest_probabilities(doc, members)) if _all_likely(members) else None
    decided = _all_decided(members)
    if len(members) == 1:
        (member,) = members
        index = once(lambda: {"if": {">": [member.score(), member.threshold]}, "then": 1, "else": 0})
        return Classification(classes, index, probabilities, member.score if decided else None)
    scores = once(lambda: doc.array("scores", [member.score() for member in members]))
    return Classification(classes, lambda: argmax(scores()), probabilities, scores if decided else None, len(members))


def _labels(model: Any, members: list[Binary], doc: Builder) -> MultiLabel:
    """The labels whose classifiers say yes. The first one's threshold is everybody's, and a label that all rows of
    the training data had, or none, has one of a half."""
    threshold = 0.5 if type(model.estimators_[0]).__name__ == "_ConstantPredictor" else members[0].threshold
    scores = once(lambda: doc.array("scores", [member.score() for member in members]))
    probabilities = once(lambda: doc.array("probabilities", _likelihoods(members))) if _all_likely(members) else None
    return MultiLabel(
        once(lambda: doc.let("labels", labels_above(scores(), threshold))),
        probabilities,
        scores if _all_decided(members) else None,
    )


def _all_likely(members: list[Binary]) -> bool:
    return all(isinstance(m.found, Classification) and m.found.probabilities is not None for m in members)


def _all_decided(members: list[Binary]) -> bool:
    return all(isinstance(m.found, Classification) and m.found.decision is not None for m in members)


def _likelihoods(members: list[Binary]) -> list[Json]:
    """Each classifier's probability of a yes."""
    found = []
    for member in members:
        assert isinstance(member.found, Classification)
        assert member.found.probabilities is not None
        found.append(item(member.found.probabilities(), 1))
    return found


def _rest_probabilities(doc: Builder, members: list[Binary]) -> Json:
    found = _likelihoods(members)
    if len(found) == 1:
        return two(doc, found[0])
    likelihood = doc.array("likelihood", found)
    total = doc.let("total", {"a.sum": [likelihood]})
    even = {"if": {"==": [total, 0.0]}, "then": "p", "else": over("p", total)}
    return doc.let("probabilities", {"a.map": [likelihood, inline({"p": "double"}, "double", even)]})


def one_vs_one(model: Any, row: Row, conversion: Conversion) -> Classification:
    """OneVsOneClassifier: votes of each pair's classifier; sums of their confidences break ties."""
    doc = conversion.doc
    members = _members(model, row, conversion)
    count = len(model.classes_)

    def decisions() -> Json:
        found = [_vote(doc, member) for member in members]
        return by_votes(doc, [vote for vote, _ in found], [score for _, score in found], count)

    decision = once(decisions)
    if count > 2:
        return Classification(classes_of(model), lambda: argmax(decision()), None, decision, count)
    second = once(lambda: doc.let("decision", item(decision(), 1)))
    threshold = members[0].threshold
    index = once(lambda: {"if": {">": [second(), threshold]}, "then": 1, "else": 0})
    return Classification(classes_of(model), index, None, second)


def _vote(doc: Builder, member: Binary) -> tuple[Json, Json]:
    """(whether it says yes, its score), both bound."""
    found = member.found
    if not isinstance(found, Classification):
        raise NotConvertibleError("its estimators are no classifiers")
    yes = doc.let("yes", {"==": [found.index(), 1]})
    return yes, doc.let("score", member.score())


def by_votes(doc: Builder, yes: list[Json], scores: list[Json], count: int) -> str:
    """Each class's votes, plus the sum of its confidences brought to within a third (sklearn's tie breaking)."""
    votes: list[Json] = [0.0] * count
    sums: list[Json] = [0.0] * count
    pairs = [(i, j) for i in range(count) for j in range(i + 1, count)]
    for (i, j), says_yes, score in zip(pairs, yes, scores, strict=True):
        sums[i], sums[j] = minus(sums[i], score), plus(sums[j], score)
        votes[i] = plus(votes[i], {"if": says_yes, "then": 0.0, "else": 1.0})
        votes[j] = plus(votes[j], {"if": says_yes, "then": 1.0, "else": 0.0})
    arrays = {"votes": doc.array("votes", votes), "sum": doc.array("confidences", sums)}
    within = over("sum", times(3.0, plus({"m.abs": ["sum"]}, 1.0)))
    return doc.let("decision", zipped(arrays, plus("votes", within)))


def output_code(model: Any, row: Row, conversion: Conversion) -> Classification:
    """OutputCodeClassifier: the class whose code is nearest to the scores."""
    doc = conversion.doc
    members = _members(model, row, conversion)
    book = {"type": "array", "items": DOUBLES}

    def index() -> Json:
        scores = doc.array("scores", [member.score() for member in members])
        codes = doc.cell("codeBook", book, model.code_book_.tolist())
        distance = {"a.sum": [zipped({"s": scores, "c": "code"}, squared(minus("s", "c")))]}
        return {"a.argmin": [{"a.map": [codes, inline({"code": DOUBLES}, "double", distance)]}]}

    return Classification(classes_of(model), once(index))
