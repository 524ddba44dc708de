"""The book: its chapters follow the library, its references lead somewhere, its equalities are certified."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from itertools import pairwise
from pathlib import Path

import pytest

from chalkgrad import library, page
from chalkgrad.app.book import book, known_chapters
from chalkgrad.app.book.chapters import questions
from chalkgrad.app.book.edition import Edition
from chalkgrad.app.book.entries import heading, in_order, spoken
from chalkgrad.app.book.repetition import without_repetition
from chalkgrad.app.command import run
from chalkgrad.convention import Convention, presets
from chalkgrad.learning.atomic import replacing
from chalkgrad.notation.surface import Comparison, Indexed, Name, Surface, walk_surface
from chalkgrad.notation.text import text
from chalkgrad.page.document import Block, Chain, Document, Formula, Listing, Note, Prose, Reference, Table, Title
from tests.the_book import the_book

book_command = import_module("chalkgrad.app.commands.book")


@pytest.fixture(scope="module")
def written() -> Document:
    return the_book()


def titles(document: Document) -> list[Title]:
    return [block for block in document.blocks if isinstance(block, Title)]


def references(document: Document) -> Iterator[Reference]:
    for block in document.blocks:
        pieces = [piece for row in block.rows for cell in row for piece in cell] if isinstance(block, Table) else []
        pieces += getattr(block, "pieces", ())
        yield from (piece for piece in pieces if isinstance(piece, Reference))


def test_every_reference_leads_to_a_heading(written: Document) -> None:
    anchors = [title.anchor for title in titles(written) if title.anchor]
    assert len(anchors) == len(set(anchors))
    found = list(references(written))
    assert len(found) > 40
    assert {reference.anchor for reference in found} <= set(anchors)


def test_what_the_library_gains_the_book_gains(written: Document) -> None:
    said = page.printer("terminal").page(written, page.Options())
    for folder in ("activations", "losses", "optimizers"):
        for name in library.names(folder):
            assert f"\n{heading(name)}\n" in said
    for chapter in known_chapters():
        assert chapter.title in said


def test_every_line_that_claims_something_is_certified(written: Document) -> None:
    def chains(blocks: tuple[Block, ...]) -> Iterator[Chain]:
        for block in blocks:
            if isinstance(block, Chain):
                yield block
                for row in block.rows:
                    yield from chains(row.children)

    lines = [(row, place) for chain in chains(written.blocks) for place, row in enumerate(chain.rows)]
    assert len(lines) > 300
    without = [row for row, place in lines if row.certificate is None and place > 0]
    assert without == []


def chapters(document: Document) -> dict[str, str]:
    """What each chapter says, by its name."""
    places = [n for n, block in enumerate(document.blocks) if isinstance(block, Title) and block.depth == 1]
    terminal, said = page.printer("terminal").page, {}
    assert terminal is not None
    for start, end in zip(places, [*places[1:], None], strict=True):
        first = document.blocks[start]
        assert isinstance(first, Title)
        said[first.anchor] = str(terminal(Document(document.blocks[start:end]), page.Options()))
    return said


def keeps_to_its_letters(document: Document, convention: Convention) -> None:
    """A slope is ∂a/∂z, for there is no loss; an error is called as the convention calls it, and nothing else."""
    said = chapters(document)
    assert "the derivative of L" not in said["chapter-activations"]
    units = [known for known in in_order("activations", library.activation) if known.takes_one_number]
    assert said["chapter-activations"].count("\n    ∂a") >= len(units)
    gradient = convention.adjoint_of("z")
    assert gradient not in re.findall(r"\w+", said["chapter-activations"])
    assert f"Find {gradient}. Answer" in said["chapter-exercises"]
    if gradient != "dz":
        others = {name: text for name, text in said.items() if name != "chapter-conventions"}
        assert [name for name, text in others.items() if re.search(r"\bd[zZ]\d*\b", text)] == []


def test_the_edition_of_the_course_keeps_to_its_letters(written: Document) -> None:
    keeps_to_its_letters(written, presets()["ng"])


@pytest.mark.parametrize("name", sorted(set(presets()) - {"ng"}))
def test_there_is_an_edition_in_every_convention(name: str) -> None:
    document = book(presets()[name])
    keeps_to_its_letters(document, presets()[name])
    assert len(titles(document)) > 40
    anchors = {title.anchor for title in titles(document)}
    assert {reference.anchor for reference in references(document)} <= anchors
    said = page.printer("terminal").page(document, page.Options())
    for other in presets():
        assert f"{other} " in said


def test_the_same_edition_is_the_same_book(written: Document) -> None:
    assert book(presets()["ng"]) == written


def test_it_is_one_page_of_at_most_two_megabytes(written: Document) -> None:
    printed = page.printer("html").page(written, page.Options())
    assert isinstance(printed, str)
    assert len(printed.encode("utf-8")) <= 2_000_000
    assert page.printer("html").page(written, page.Options()) == printed


def test_an_optimizer_is_worked_for_two_steps(written: Document) -> None:
    said = page.printer("terminal").page(written, page.Options())
    momentum = said[said.index("\nMomentum\n") : said.index("\nRMSprop\n")]
    assert "First step" in momentum and "Second step" in momentum
    for line in ("= 1 - 0.1 (-0.2)", "= 0.9 (-0.2) + (1 - 0.9) (-1.98)", "= 1.02 - 0.1 (-0.378)", "= 1.0578"):
        assert line in momentum


def test_a_slope_in_pieces_is_written_out(written: Document) -> None:
    chains = [block for block in written.blocks if isinstance(block, Chain)]
    ends = [text(chain.rows[-1].surface) for chain in chains]
    assert "1 if z >= 0 else 0" in ends
    assert "1 if z >= 0 else alpha" in ends


def test_the_activations_are_those_of_single_units(written: Document) -> None:
    """A function that takes the answer too stands with the costs, one of a whole vector with the softmax."""
    chapter = ""
    places = {}
    for title in titles(written):
        words = "".join(piece for piece in title.pieces if isinstance(piece, str))
        chapter = words if title.depth == 1 else chapter
        places.setdefault(words, chapter.partition(". ")[2])
    for name in library.names("activations"):
        known = library.activation(name)
        expected = "Activations and their slopes" if known.takes_one_number else "Softmax"
        if not known.takes_one_number and not known.is_vector:
            expected = "Costs"
        assert places[heading(name)] == expected


def test_entries_stand_in_the_order_of_their_years() -> None:
    assert [entry.name for entry in in_order("activations", library.activation)][:4] == [
        "linear",
        "sigmoid",
        "softmax",
        "log_agreement",
    ]
    assert spoken("leaky_relu") == "leaky ReLU"
    assert heading("binary_cross_entropy") == "Binary cross-entropy"


@pytest.mark.parametrize("output", ["nowhere/book.pdf", "book.docx", "folder.pdf"])
def test_what_keeps_the_book_from_being_written_is_said_first(
    output: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "folder.pdf").mkdir()
    monkeypatch.setattr(book_command, "book", lambda *_: pytest.fail("the book was begun"))
    assert run(["book", "-o", str(tmp_path / output)]) == 2
    said = capsys.readouterr()
    assert said.out == "" and said.err.startswith("error: ")


def test_an_interrupt_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), replacing(tmp_path / "book.pdf") as file:
        file.write(b"half of it")
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []


def test_a_long_derivation_stands_in_the_book_once(written: Document) -> None:
    long = [block for block in written.blocks if isinstance(block, Chain) and len(block.rows) >= 4]
    sections: dict[Chain, set[str]] = {}
    section = ""
    for block in written.blocks:
        section = block.anchor or section if isinstance(block, Title) else section
        if isinstance(block, Chain) and block in long:
            sections.setdefault(block, set()).add(section)
    assert len(long) > 40
    assert all(len(found) == 1 for found in sections.values())
    said = page.printer("terminal").page(written, page.Options())
    assert "The steps are those of" in said


def test_a_repeated_derivation_becomes_its_last_line(written: Document) -> None:
    chain = next(block for block in written.blocks if isinstance(block, Chain) and len(block.rows) >= 4)
    first, second = Title(("First",), 2, "first"), Title(("Second",), 2, "second")
    *before, said, listing = without_repetition([first, chain, chain, second, chain])
    assert before == [first, chain, chain, second]
    assert isinstance(said, Prose) and Reference(("First",), "first") in said.pieces
    assert isinstance(listing, Listing) and listing.entries[0].right == chain.rows[-1].surface
    assert listing.entries[0].certificate == chain.rows[-1].certificate


def test_four_equations_hold_for_any_depth(written: Document) -> None:
    blocks = written.blocks
    start = next(n for n, block in enumerate(blocks) if isinstance(block, Title) and block.anchor.endswith("any_depth"))
    stop = next(n for n in range(start + 1, len(blocks)) if getattr(blocks[n], "anchor", "").startswith("chapter-"))
    listings = [block for block in blocks[start:stop] if isinstance(block, Listing)]
    assert [text(entry.left) for entry in listings[-1].entries] == ["dZ[L]", "dZ[l]", "dW[l]", "db[l]"]
    assert [entry.role for entry in listings[-1].entries] == ["", "l = 1..L-1", "l = 1..L", "l = 1..L"]
    assert "A[0]" in [text(entry.left) for entry in listings[0].entries]
    headings = [block.pieces[0] for block in blocks[start:stop] if isinstance(block, Title) and block.depth == 3]
    derived = [text(piece.surface) for piece in headings if isinstance(piece, Formula)]
    assert derived == ["dA[L]", "dZ[L]", "dA[l]", "dZ[l]", "dW[l]", "db[l]"]  # dW[l] holds for l = L too


@pytest.mark.parametrize("name", ["cs231n", "sum"])
def test_where_dx_means_something_else_the_answer_on_the_mean_says_so(name: str) -> None:
    edition = Edition(presets()[name])
    notes = [block for block in questions.write(edition) if isinstance(block, Note)]
    assert len([note for note in notes if "not what it means in this edition" in str(note.pieces)]) == 1


def test_a_step_of_the_whole_network_is_worked(written: Document) -> None:
    said = page.printer("terminal").page(written, page.Options())
    step = said[said.index("One step of gradient descent") : said.index("The biases move in the same way")]
    assert "W2 := W2 - learning_rate dW2" in step and "W1 := W1 - learning_rate dW1" in step


def blocks_of(document: Document, chapter: str) -> tuple[Block, ...]:
    places = [n for n, block in enumerate(document.blocks) if isinstance(block, Title) and block.depth == 1]
    start = next(n for n in places if getattr(document.blocks[n], "anchor", "") == f"chapter-{chapter}")
    return document.blocks[start : next((n for n in places if n > start), None)]


def test_an_exercise_shows_the_model_that_its_answer_is_derived_from(written: Document) -> None:
    tasks = blocks_of(written, "exercises")
    shown: list[set[str]] = []
    for block, after in pairwise(tasks):
        if isinstance(block, Prose) and any(isinstance(piece, Reference) for piece in block.pieces):
            listed = after.entries if isinstance(after, Listing) else ()
            formulas = [piece.surface for piece in block.pieces if isinstance(piece, Formula)]
            lefts = [part.left for part in formulas if isinstance(part, Comparison)] + [e.left for e in listed]
            shown.append(set(map(text, lefts)) | {"W1", "W2", "b1", "b2"})
            assert len({"s", "L", "J"} & shown[-1]) == 1
    answers: list[set[str]] = []
    for block in blocks_of(written, "answers"):
        if isinstance(block, Title) and block.depth == 3:
            answers.append(set())
        surfaces = [row.surface for row in block.rows] if isinstance(block, Chain) else []
        surfaces += [s for e in block.entries for s in (e.left, e.right) if s] if isinstance(block, Listing) else []
        for surface in surfaces:
            answers[-1] |= {name for part in walk_surface(surface) for name in named(part)}
    assert len(shown) == len(answers) == 10
    for model, answer in zip(shown, answers, strict=True):
        assert answer <= model | {f"d{name}" for name in model} | {"y", "z", "m"}


def named(part: Surface) -> tuple[str, ...]:
    return (part.text,) if isinstance(part, Name) else (part.name,) if isinstance(part, Indexed) else ()


def test_an_answer_rests_only_on_what_it_lists(written: Document) -> None:
    said = chapters(written)["chapter-answers"]
    exercise = said[said.index("Exercise 7") : said.index("Exercise 8")]
    assert "dZ1 = A1 - Y" in exercise and "dW1" not in exercise


def test_the_cost_beside_a_sum_over_the_next_layer_is_its_own_part(written: Document) -> None:
    said = chapters(written)["chapter-answers"]
    last = said[said.index("Exercise 10") :]
    assert "∂A1[j,e]" in last
    assert "- Y[k,e])²" not in last  # its part is in the sum of dZ2 already


def test_numbers_of_the_book_are_exact_where_they_can_be(written: Document) -> None:
    said = chapters(written)["chapter-initialisation"]
    zeros = said[said.index("All weights 0") : said.index("Only the bias")]
    assert "≈" not in zeros and "= 0.5 - 1" in zeros


def test_units_and_inputs_are_not_numbered_like_layers(written: Document) -> None:
    for name in ("initialisation", "questions"):
        found = {n for block in blocks_of(written, name) for surface in formulas(block) for n in names_in(surface)}
        assert not [n for n in found if re.fullmatch(r"d?[ac-z]\d", n)]  # b1 is the bias of a layer


def formulas(block: Block) -> list[Surface]:
    match block:
        case Chain():
            return [row.surface for row in block.rows] + [block.left]
        case Listing():
            return [s for entry in block.entries for s in (entry.left, entry.right) if s is not None]
    return [piece.surface for piece in getattr(block, "pieces", ()) if isinstance(piece, Formula)]


def names_in(surface: Surface) -> Iterator[str]:
    for part in walk_surface(surface):
        yield from named(part)


def test_a_slope_is_never_its_own_reason(written: Document) -> None:
    for block in blocks_of(written, "activations"):
        if isinstance(block, Chain):
            for row in block.rows:
                assert not re.fullmatch(r"(\w+)'\(z\) = .*", row.words) or len(block.rows) > 3


def test_no_count_of_steps_stands_where_the_steps_do_not(written: Document) -> None:
    entries = [entry for block in written.blocks if isinstance(block, Listing) for entry in block.entries]
    assert [text(entry.left) for entry in entries if entry.steps is not None] == []


def sections(document: Document) -> dict[str, tuple[Block, ...]]:
    """The blocks under each heading that has an anchor, the heading itself first."""
    blocks, found = document.blocks, {}
    for start, title in enumerate(blocks):
        if isinstance(title, Title) and title.anchor:
            ends = (n for n in range(start + 1, len(blocks)) if getattr(blocks[n], "depth", 9) <= title.depth)
            found[title.anchor] = blocks[start : next(ends, None)]
    return found


def test_every_word_of_the_index_is_said_where_it_leads(written: Document) -> None:
    terminal = page.printer("terminal").page
    (index,) = (block for block in written.blocks if isinstance(block, Table) and block.is_index)
    within = sections(written)
    in_letters = {"section-the-four-equations", "section-where-they-come-from"}  # formulas without their names
    missing = set()
    for (term,), places in index.rows:
        for place in places:
            if isinstance(place, Reference) and place.anchor not in in_letters:
                said = str(terminal(Document(within[place.anchor]), page.Options())).lower().replace("δ", "delta")
                words = re.findall(r"[^\W\d_]{4,}", str(term).replace("question of", "").lower())
                missing |= {(term, word) for word in words if word[:6] not in said}
    assert missing == set()


def test_products_entry_by_entry_have_their_sign(written: Document) -> None:
    said = page.printer("terminal").page(written, page.Options())
    assert re.findall(r"Y log\(|\(1 - Y\) log", said) == []
    assert said.count("Y ⊙ log(A2) + (1 - Y) ⊙ log(1 - A2)") >= 2


def test_no_reason_names_a_part_longer_than_two_lines(written: Document) -> None:
    chains = [block for block in written.blocks if isinstance(block, Chain)]
    named = [clause for c in chains for row in c.rows for clause in row.words.split("; ") if " times " in clause]
    assert len(named) > 5
    assert [clause for clause in named if len(clause) > 120] == []


def test_a_derivative_of_the_cost_is_written_as_one(written: Document) -> None:
    said = page.printer("terminal").page(written, page.Options())
    assert "∂J/∂Z2 = 1/m (A2 - Y)" in said
    assert re.findall(r"\bD[ZWAb]\d", said) == []


def test_the_network_that_is_spoken_of_is_shown(written: Document) -> None:
    said = chapters(written)
    assert "Take one unit: z = w_1 x_1 + w_2 x_2 + b" in re.sub(r"\s+", " ", said["chapter-questions"])
    collapse = said["chapter-facts"].split("What it means")[0]
    assert "A1 = linear(Z1)" in collapse
    assert "L = sum(y ⊙ log_softmax(z))" in said["chapter-softmax"]
