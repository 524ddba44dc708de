"""The example files: one content in two places, and models that can be read."""

from pathlib import Path

import pytest

from chalkgrad.errors import InputError
from chalkgrad.learning.bundled import BREAST_CANCER_MODEL, BREAST_CANCER_TABLE, BREAST_CANCER_TARGET
from chalkgrad.learning.placement import find_placement
from chalkgrad.learning.read import read_model_file
from chalkgrad.learning.table import read_table

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.mark.parametrize("bundled", [BREAST_CANCER_TABLE, BREAST_CANCER_MODEL])
def test_the_bundled_files_are_those_of_the_examples(bundled: Path) -> None:
    assert bundled.read_bytes() == (EXAMPLES / bundled.name).read_bytes()


def test_the_table_is_the_one_that_is_cited() -> None:
    table = read_table(BREAST_CANCER_TABLE)
    assert len(table) == 569
    assert len(table.columns) == 31
    diagnoses = table.cells(BREAST_CANCER_TARGET)
    assert (diagnoses.count("benign"), diagnoses.count("malignant")) == (357, 212)


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.chalk")), ids=lambda path: path.stem)
def test_every_model_can_be_trained_on_a_table(path: Path) -> None:
    placement = find_placement(read_model_file(path))
    assert (placement.inputs.name, placement.target.name) == ("X", "Y")


def test_a_model_file_that_is_not_there_names_the_nearest() -> None:
    with pytest.raises(InputError, match="there is no such file") as caught:
        read_model_file(EXAMPLES / "breast_canser.chalk")
    assert "breast_cancer" in str(caught.value)
