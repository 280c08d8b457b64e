from __future__ import annotations

import uuid

import pytest

from scorelet.observe.sampling import sampler

COUNTED = [str(number) for number in range(20_000)]
RANDOM = [str(uuid.UUID(int=number * 0x1234567890ABCDEF1234567 % (1 << 128))) for number in range(20_000)]
PREFIXED = [f"Root=1-67891233-abcdef01234{number:08x}" for number in range(20_000)]


@pytest.mark.parametrize("ids", [COUNTED, RANDOM, PREFIXED], ids=["counted", "uuids", "prefixed"])
@pytest.mark.parametrize("part", [0.01, 0.1, 0.5, 0.9])
def test_so_many_requests_are_chosen(ids: list[str], part: float) -> None:
    """Within four standard deviations of what chance would choose."""
    chosen = sum(map(sampler(part), ids)) / len(ids)
    assert abs(chosen - part) < 4 * (part * (1 - part) / len(ids)) ** 0.5


def test_all_and_none() -> None:
    assert all(map(sampler(1.0), COUNTED))
    assert not any(map(sampler(0.0), COUNTED))


def test_a_larger_sample_has_all_of_a_smaller_one() -> None:
    assert set(filter(sampler(0.1), COUNTED)) <= set(filter(sampler(0.3), COUNTED))


def test_the_choice_is_the_same_everywhere() -> None:
    """Written down, because another process, machine or release must choose the same."""
    assert list(filter(sampler(0.2), COUNTED[:40])) == ["3", "7", "8", "12", "18", "19", "29", "36"]


def test_ids_that_no_text_should_hold() -> None:
    assert sampler(1.0)("\ud800") is True
    assert sampler(1.0)("") is True
