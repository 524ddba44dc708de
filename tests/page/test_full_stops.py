"""What stands as a paragraph or as a note is a sentence to the eye: it ends with a full stop."""

from __future__ import annotations

import pytest
from gallery import EXAMPLES, NAMES, Example

import chalkgrad as cg
from chalkgrad.page import from_derivation
from chalkgrad.page.document import Block, Note, Prose, Verbatim


def _ends(block: Block) -> str:
    assert isinstance(block, (Prose, Note))
    last = block.pieces[-1]
    return last if isinstance(last, str) else last.text if isinstance(last, Verbatim) else "a formula"


@pytest.mark.parametrize("example", EXAMPLES, ids=NAMES)
def test_paragraphs_and_notes_end_with_a_stop(example: Example) -> None:
    found = [_ends(block) for block in example.document().blocks if isinstance(block, (Prose, Note))]
    assert [words for words in found if not words.endswith((".", ":"))] == []


def test_what_a_gradient_is_without_examples_ends_with_a_stop() -> None:
    blocks = from_derivation(cg.read("a = 3 z\nL = (a - y)^2").derive()).blocks
    (said,) = (b for b in blocks if isinstance(b, Prose) and str(b.pieces[0]).startswith("No examples"))
    assert said.pieces[-1] == "."
    (note,) = (b for b in blocks if isinstance(b, Note))
    assert note.pieces == ("z, y: scalars (no shapes are declared).",)
