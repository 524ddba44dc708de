"""LaTeX documents: complete, ASCII, and taken by pdfTeX without a line that is too wide."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pypdf
import pytest
from gallery import EXAMPLES, NAMES, Example
from networks import BATCH_NORM, LONG_NAMES
from test_sites import BOOK, printed
from test_widths import MODELS
from written_derivations import PROVED, surface

import chalkgrad as cg
from chalkgrad import page
from chalkgrad.notation.surface import Name
from chalkgrad.page.document import (
    Chain,
    Code,
    Document,
    Entry,
    Formula,
    Listing,
    Note,
    Picture,
    Prose,
    Reference,
    Row,
    Shape,
    Table,
    Title,
    Verbatim,
)
from chalkgrad.page.printer import Options

#: As many pages of the gallery as show every construct; the others differ in numbers only.
COMPILED = ("logistic-every-line", "breast-cancer", "any-depth", "shallow-nielsen", "why-transpose", "shapes")

EVERYTHING = Document(
    (
        Title(("A page of ", Verbatim("x_1"))),
        Prose(("See ", Reference(("the part on ", Formula(Name("dW2"))), "part-δ"), r" \ ^ ~ 100 % of $5 & {a} _ #.")),
        Title(("Part ", Formula(Name("dW2"))), 2, "part-δ"),
        Title(("Nobody leads here",), 3, "unused"),
        Note(("if a < b, then Σ_k ≤ 1",)),
        Table(("name", "words"), (((Shape("n2 x m"),), ("a long cell " * 20,)),)),
        Code("a = {b}  # ≤ \\end\n", "python"),
        Picture("<svg/>", "A curve that rises.", ("Caption",)),
    )
)


def made(document: Document, **options: tuple[str, ...]) -> str:
    printer = page.printer("latex").page
    assert printer is not None
    text = printer(document, Options(**options))
    assert isinstance(text, str)
    return text


def compiled(text: str, folder: Path) -> str:
    """The log of two runs of pdfTeX."""
    program = shutil.which("pdflatex")
    if program is None:
        pytest.skip("pdflatex is not installed")
    (folder / "page.tex").write_text(text, encoding="ascii")
    command = [program, "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", "page.tex"]
    for _ in range(2):
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, errors="replace", timeout=300)
        assert done.returncode == 0, done.stdout[-2000:]
    return (folder / "page.log").read_text(encoding="latin-1")


@pytest.mark.parametrize("name", COMPILED)
def test_it_compiles_and_nothing_is_too_wide(name: str, tmp_path: Path) -> None:
    log = compiled(printed(EXAMPLES[NAMES.index(name)], "latex", ("A1",)), tmp_path)
    assert "Overfull \\hbox" not in log


def test_the_book_compiles_and_nothing_is_too_wide(tmp_path: Path) -> None:
    log = compiled(printed(BOOK, "latex"), tmp_path)
    assert "Overfull \\hbox" not in log
    assert "has been referenced but does not exist" not in log


@pytest.mark.parametrize("name", sorted(MODELS))
def test_long_names_and_numbers_are_broken_too(name: str, tmp_path: Path) -> None:
    derivation = cg.read(MODELS[name]).derive()
    written = derivation.printed(page.printer("latex"), Options(), derivation.in_numbers())
    assert isinstance(written, str)
    assert "Overfull \\hbox" not in compiled(written, tmp_path)


@pytest.mark.parametrize("model", [LONG_NAMES, BATCH_NORM], ids=["long names", "batch norm"])
def test_the_network_as_columns_is_not_too_wide(model: str, tmp_path: Path) -> None:
    text = made(cg.read(model).derive().figure().document)
    assert "since" in text and "(by 1a" in text
    assert "Overfull \\hbox" not in compiled(text, tmp_path)


def test_a_table_goes_on_over_a_page_with_three_rows_and_a_heading_is_not_left(tmp_path: Path) -> None:
    entries = tuple(Entry(Name(f"W{n}"), surface("a/b"), "n x m", "", 3, PROVED) for n in range(1, 10))
    parted = 0
    for lines in range(20, 40, 3):
        before = [Prose((f"Line {number}.",)) for number in range(lines)]
        headings = (Title(("A part",), 2), Title(("All of them",), 3))
        compiled(made(Document((Title(("P",)), *before, *headings, Listing(entries)))), tmp_path)
        pages = [sheet.extract_text() for sheet in pypdf.PdfReader(tmp_path / "page.pdf").pages]
        rows = [text.count("proved") for text in pages]
        assert sum(rows) == 9 and all(count >= 3 for count in rows if count), lines
        assert all("proved" in text for text in pages if "A part" in text), lines
        parted += all(rows)
    assert parted


def test_an_equation_that_cannot_be_broken_gets_the_whole_line(tmp_path: Path) -> None:
    derivation = cg.read("X: n0 x m; Y: n1 x m; Z = W X; J = 1/m sum((Z - Y)^2) + sum(max(abs(W), 0.1))").derive()
    assert "Overfull \\hbox" not in compiled(str(derivation.to("latex")), tmp_path)


SCALED = """\
eps = 0.001
X: n0 x m
Y: n2 x m
parameter gamma: n1 x 1
parameter beta: n1 x 1
parameter W1: n1 x n0
Z1 = W1 X
mu = 1/m rowsum(Z1)
V = 1/m rowsum((Z1 - mu)^2)
N1 = (Z1 - mu) / sqrt(V + eps)
H1 = gamma * N1 + beta
A1 = relu(H1)
Z2 = W2 A1 + b2
J = 1/(2m) sum((Z2 - Y)^2)
"""


def test_the_head_of_a_table_is_not_left_before_its_heading(tmp_path: Path) -> None:
    """longtable puts the head again where TeX goes back to a page break before the table."""
    derivation = cg.read(SCALED).derive()
    written = derivation.printed(page.printer("latex"), Options(), derivation.in_numbers(optimizer="adam"))
    assert isinstance(written, str)
    compiled(written, tmp_path)
    for sheet in pypdf.PdfReader(tmp_path / "page.pdf").pages:
        text = sheet.extract_text()
        assert text.count("known by") <= text.count("All equations")


def test_every_kind_of_block_compiles(tmp_path: Path) -> None:
    log = compiled(made(EVERYTHING), tmp_path)
    assert "Overfull \\hbox" not in log


@pytest.mark.parametrize("example", EXAMPLES, ids=NAMES)
def test_documents_are_complete_and_ascii(example: Example) -> None:
    text = printed(example, "latex")
    assert text.isascii()
    assert text.startswith("\\documentclass") and text.endswith("\\end{document}\n")
    begun, ended = (re.findall(rf"\\{word}\{{(\w+\*?)\}}", text) for word in ("begin", "end"))
    assert sorted(begun) == sorted(ended)
    assert text.count(r"\begin{alignat*}") >= sum(isinstance(block, Chain) for block in example.document().blocks)


def test_only_headings_that_are_led_to_have_targets() -> None:
    text = made(EVERYTHING)
    assert text.count(r"\hypertarget") == 1
    assert r"\hypertarget{part-u3b4}{}" in text and r"\hyperlink{part-u3b4}" in text


def test_names_of_people_keep_their_accents(tmp_path: Path) -> None:
    text = made(Document((Prose(("Müller and Gödel, naïve Hölder; français (Čech).",)),)))
    assert r"M\"{u}ller and G\"{o}del, na\"{i}ve H\"{o}lder; fran\c{c}ais (\v{C}ech)." in text
    compiled(text, tmp_path)


def test_smaller_steps_are_printed_where_they_are_unfolded() -> None:
    child = Chain(Name("p"), (Row(surface("q"), "by hand", PROVED),))
    rows = (Row(surface("x y"), "multiply", PROVED, children=(child,)),)
    assert "by hand" in made(Document((Chain(Name("J"), rows, unfolded=True),)))
    assert "by hand" not in made(Document((Chain(Name("J"), rows),)))
