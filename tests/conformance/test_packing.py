"""What others recorded, packed: R's documents, and the model that no document can say."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from scorelet.bundle.packed import PackedModel
from scorelet.bundle.parity import Counts
from scorelet.bundle.predict import Predictor
from scorelet.convert.reading.versions import version_of
from scorelet.errors import ModelReadError, UntrustedModelError
from scorelet.packing.assembling import assembled, predictor_of
from scorelet.packing.given import Given
from scorelet.packing.kinds import as_document
from scorelet.packing.originals import Facts, Here
from scorelet.packing.wishes import Wishes
from tests.conformance.locations import AURELIUS, SKLEARN, conformance
from tests.packing.models import quick

pytestmark = conformance

CUSTOM = SKLEARN / "text_packages20_custom_cloudpickle.cpkl"


class Document(Here):
    """A document that needs no process to be read."""

    def __init__(self, path: Path) -> None:
        super().__init__(None)
        self.facts = Facts("builtins.dict", "PFA", path.read_bytes())


@pytest.mark.parametrize("path", sorted(AURELIUS.glob("*.pfa")), ids=lambda path: path.stem)
def test_a_document_of_r_is_packed(path: Path) -> None:
    content = as_document(Document(path), Given(), Wishes("m"))
    packed = assembled(content, predictor_of(Document(path), content), None)
    again = PackedModel.read(packed.data)
    assert again.model == path.read_bytes()
    assert (again.manifest.kind, again.manifest.source.framework) == ("pfa", "PFA")
    Predictor.of(again)


def recorded(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.with_suffix(".expected.jsonl").read_text().splitlines()]


@pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="its classes are byte code of Python 3.11")
def test_classes_of_ones_own_are_packed_as_they_are() -> None:
    rows = recorded(CUSTOM)
    packing = quick(CUSTOM, [row["input"] for row in rows], trust=True)
    packed = packing.packed
    assert packed.manifest.kind == "python"
    assert packing.refused == "TextCleaner: __main__.TextCleaner has no converter"
    needed = ("cloudpickle", "numpy", "scikit-learn")
    assert packed.manifest.requirements == tuple(
        f"{name}=={version_of(name.replace('scikit-', 'sk'))}" for name in needed
    )
    assert packed.certificate is not None
    assert packed.certificate.rows == {"given": Counts(100, 100, 0)}
    predictor = Predictor.of(packed, trust=True)
    for row in rows[:20]:
        said = predictor.predict(row["input"])
        assert said["label"] == row["predict"]
        assert list(said["probabilities"].values()) == pytest.approx(row["proba"], rel=1e-9)


def test_classes_of_ones_own_need_trust() -> None:
    with pytest.raises(UntrustedModelError) as caught:
        quick(CUSTOM)
    assert str(caught.value).splitlines()[1] == "if you know who made it, allow it with --trust (trust=True)"


def test_classes_that_a_file_does_not_hold() -> None:
    path = SKLEARN / "negative_main_class.pkl"
    with pytest.raises(ModelReadError) as caught:
        quick(path)
    assert str(caught.value) == (
        f"{path}: it refers to __main__.TextCleaner, which was defined in the notebook or script that saved the model;"
        " the file does not hold it\n"
        "move TextCleaner into a module that can be imported and save the model again;"
        " or save it with cloudpickle, which takes it along, and allow that with --trust (trust=True)"
    )
