"""Which patterns are taken, and which could take forever."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorelet.errors import PfaSemanticError
from scorelet.pfa.library.token_patterns import LONGEST_PATTERN, tokens_by

ANY_LENGTH = (
    r"(?u)\b\w\w+\b", r"[a-zA-Z]+", r"(?u)\b\w+\b", r"\S+", r"(?u)\b[a-z][a-z]+\b", r"\w+|[^\w\s]", r"\w+|\S",
    r"\w+|\$[\d\.]+|\S+", r"(\w+)", r"(?u)\b(\w\w+)\b", r"[a-z]{2,}", r"(?i)[a-z]+", r"(?i)\b[a-z]+\b", r"[^\s,]+",
    r"\b[^\d\W]+\b", r"[一-鿿]+|\w+", r".+", r"(?s).+", "", "a", r"#\w+", r"(?u)\b[a-zA-Z]{3,}\b", r"\w+?",
)  # fmt: skip
SOME_LENGTH = (
    r"(?u)\b\w+(?:['-]\w+)*\b", r"\d+(?:\.\d+)?", r"@?\b\w\w+\b", r"[a-z]+!", r"(?>a+)b", r"a++b", r"(?:ab|cd)+",
    r"(?:[a-z]\d)*", r"(?i)k+é", r"\w+\b",
)  # fmt: skip


@pytest.mark.parametrize("pattern", ANY_LENGTH)
def test_patterns_for_texts_of_any_length(pattern: str) -> None:
    assert tokens_by(pattern)[1]


@pytest.mark.parametrize("pattern", SOME_LENGTH[:8])
def test_patterns_for_shorter_texts(pattern: str) -> None:
    assert not tokens_by(pattern)[1]


FOREVER = "the pattern could take forever on some text: "
TWO_WAYS = f"{FOREVER}one character can be matched in two ways"


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("[", "not a regular expression: unterminated character set at position 0"),
        ("a{99999999999}", "not a regular expression: the repetition number is too large"),
        ("(a)(b)", "expected a pattern with at most one group, got 2; write (?:...)"),
        ("a" * (LONGEST_PATTERN + 1), f"expected a pattern of at most {LONGEST_PATTERN} characters, got 1001"),
        (r"(\w+)*!", TWO_WAYS),
        (r"(?:\w+\s?)*x", TWO_WAYS),
        (r"(?:a+)+b", TWO_WAYS),
        (r"(?:[a-f]x|[f-z])*!", TWO_WAYS),
        (r"\w+\w+b", TWO_WAYS),
        (r"\d+\w+b", TWO_WAYS),
        (r".*a", TWO_WAYS),
        (r"(?s).*\n", TWO_WAYS),
        (r"(?i)[a-z]+K", TWO_WAYS),
        (r"(?i)[a-j]*J", TWO_WAYS),
        (r"[^b]*a", TWO_WAYS),
        (r"a?a?a?b", TWO_WAYS),
        (r"(?:a?){30}b", f"{FOREVER}what is repeated can match nothing"),
        (r"(?:a*)*b", f"{FOREVER}what is repeated can match nothing"),
        (r"(?:\b)*b", f"{FOREVER}what is repeated can match nothing"),
        (r"(\w)\1", f"{FOREVER}a reference to a group cannot be judged"),
        (r"(a)?(?(1)b|c)", f"{FOREVER}a reference to a group cannot be judged"),
        (r"(?<=a)b", f"{FOREVER}looking ahead or behind cannot be judged"),
        (r"a(?!b)", f"{FOREVER}looking ahead or behind cannot be judged"),
        (r"(?i:a)b", f"{FOREVER}a group with flags of its own cannot be judged"),
        (
            r"(?i)[à-ü]+",
            f"{FOREVER}letters outside of ASCII without regard to case are not supported; write both cases",
        ),
        (r"(?a)\w+", f"{FOREVER}categories of ASCII only are not supported; write a set such as [a-z]"),
        ("(?:" + "|".join(f"{chr(0x4E00 + i)}b" for i in range(300)) + ")+", f"{FOREVER}it has too many alternatives"),
    ],
    ids=range(27),
)
def test_patterns_that_are_refused(pattern: str, said: str) -> None:
    start = time.process_time()
    with pytest.raises(PfaSemanticError) as caught:
        tokens_by(pattern)
    assert caught.value.message == said
    assert time.process_time() - start < 1


@pytest.mark.parametrize("pattern", [*ANY_LENGTH, *SOME_LENGTH[:6]])
def test_what_is_taken_is_quick(pattern: str) -> None:
    """Each on texts that the pattern nearly matches; a place of the text costs a look at the rest at most."""
    find, linear = tokens_by(pattern)
    size = 20_000 if linear else 2_000
    for part in ("a", "1", "a ", "a-", "a1", "é", "."):
        start = time.process_time()
        find(part * size + "\0")
        assert time.process_time() - start < 0.5, part


@st.composite
def patterns(draw: st.DrawFn, depth: int = 3) -> str:
    if not depth:
        return draw(st.sampled_from(["a", "b", "[ab]", "[^a]", r"\w", r"\d", r"\s", ".", r"\b", "c"]))
    inner = patterns(depth - 1)
    return draw(
        st.one_of(
            inner,
            st.tuples(inner, inner).map("".join),
            st.tuples(inner, inner).map(lambda pair: f"(?:{pair[0]}|{pair[1]})"),
            st.tuples(inner, st.sampled_from(["*", "+", "?", "{2,3}", "*?"])).map(
                lambda pair: f"(?:{pair[0]}){pair[1]}"
            ),
        )
    )


@given(patterns(), st.lists(st.sampled_from(["a", "b", "c", "1", " ", "\n"]), min_size=1, max_size=4))
@settings(derandomize=True, deadline=None, max_examples=400)
def test_no_drawn_pattern_that_is_taken_takes_long(pattern: str, part: list[str]) -> None:
    try:
        find, _ = tokens_by(pattern)
    except PfaSemanticError:
        return
    x = "".join(part) * 300 + "\0"
    start = time.process_time()
    assert find(x) == re.findall(pattern, x)
    assert time.process_time() - start < 0.5
