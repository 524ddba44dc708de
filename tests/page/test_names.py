"""The names of a page in its words: set as formulas by every printer, and no word of English taken for one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache

import pytest
from gallery import EXAMPLES, Example

import chalkgrad as cg
from chalkgrad import page
from chalkgrad.convention import presets
from chalkgrad.notation.text import text
from chalkgrad.page.certified import remarks, spoken
from chalkgrad.page.document import Chain, Document, Note, Prose, Row, Title
from chalkgrad.page.fragments import Rule, fragments
from chalkgrad.page.lesson import from_derivation
from chalkgrad.page.names import WORDS, names_of
from chalkgrad.page.printer import Options

FORECAST = "forecast = w x + b; total_cost = (forecast - y)^2"
ENGLISH = (
    "weights, x, bias, y: scalar\nerror = weights x + bias\nderivative = sigmoid(error)\n"
    "loss = -(y log(derivative) + (1 - y) log(1 - derivative))"
)


@cache
def derived(source: str) -> Document:
    return from_derivation(cg.read(source).derive(), "every-line")


def reasons(document: Document) -> Iterator[str]:
    """All running words of the page."""
    for block in document.blocks:
        match block:
            case Title(pieces) | Prose(pieces) | Note(pieces):
                yield from (piece for piece in pieces if isinstance(piece, str))
            case Chain():
                yield from _reasons(block)


def _reasons(chain: Chain) -> Iterator[str]:
    for row in chain.rows:
        yield from _said(row)
        for child in row.children:
            yield from _reasons(child)


def _said(row: Row) -> Iterator[str]:
    yield row.words
    if row.certificate is not None:
        yield from (remark.replace("\u00a0", " ") for remark in remarks(row.certificate, row.words))


def taken_apart(words: str, names: frozenset[str]) -> str:
    """The words with braces around what is read as a formula."""
    return "".join(
        piece if isinstance(piece, str) else piece.text if isinstance(piece, Rule) else f"{{{text(piece)}}}"
        for piece in fragments(words, names)
    )


@pytest.mark.parametrize("example", [e for e in EXAMPLES if e.derivation], ids=lambda example: str(example.name))
def test_the_words_of_a_page_are_known_as_words(example: Example) -> None:
    """Only the names of the examples are no words, and those of their functions."""
    assert example.derivation is not None
    derivation = example.derivation()
    functions = {"sigmoid", "tanh", "relu", "leaky_relu", "softmax", "softplus", "log", "Nielsen", *presets()}
    for level in ("outline", "every-line"):
        document = from_derivation(derivation, level)
        for said in reasons(document):
            for piece in fragments(said, names_of(document)):
                if isinstance(piece, str):
                    words = re.findall(r"(?<![\w'-])[A-Za-z][A-Za-z_]+(?![\w'-])", piece)
                    assert {word.lower() for word in words if word not in functions} <= WORDS


def test_the_names_of_a_page() -> None:
    names = names_of(derived(FORECAST))
    assert {"forecast", "total_cost", "dforecast"} <= names
    assert not {"x", "b", "sigmoid"} & names
    assert "sigmoid" not in names_of(page.answer_page(cg.calculus.question("transpose")))


@pytest.mark.parametrize(
    ("words", "read"),
    [
        ("the derivative of the loss of one example", "the derivative of the loss of one example"),
        ("the derivative of loss with respect to derivative", "the derivative of {loss} with respect to {derivative}"),
        ("what da means: the derivative of loss with", "what {da} means: the derivative of loss with"),
        ("signs, sums and constant factors pass through a derivative",) * 2,
        ("chain rule through derivative", "chain rule through {derivative}"),
        ("chain rule through error and derivative", "chain rule through {error} and {derivative}"),
        ("the inner derivative of 1 - derivative is -1", "the inner derivative of {1 - derivative} is {-1}"),
        ("y times 1/derivative is y/derivative", "{y} times {1/derivative} is {y/derivative}"),
        ("error times 1/m is error/m", "{error} times {1/m} is {error/m}"),
        ("common denominator derivative (1 - derivative)", "common denominator {derivative (1 - derivative)}"),
        ("the equation of error put in", "the equation of {error} put in"),
        ("bias does not contain weights, so", "{bias} does not contain {weights}, so"),
        (
            "weights, x, bias: scalars (no shapes are declared)",
            "{weights}, {x}, {bias}: scalars (no shapes are declared)",
        ),
        ("sigmoid(error) is derivative", "{sigmoid(error)} is {derivative}"),
        ("the same rule (of the derivative)", "the same rule (of the derivative)"),
    ],
)
def test_a_name_that_is_a_word_is_meant_only_where_a_quantity_stands(words: str, read: str) -> None:
    names = frozenset({"derivative", "error", "loss", "weights", "bias", "rule"})
    assert taken_apart(words, names) == read


def test_an_underscore_after_sum_makes_a_name() -> None:
    assert spoken("sum_k W[i,k], with sum_of_two and checksum_k") == "Σ_k W[i,k], with sum_of_two and checksum_k"


SET = {
    "github": r"$`\mathrm{forecast}`$",
    "discourse": r"$\mathrm{forecast}$",
    "coursera": r"$$\mathrm{forecast}$$",
    "latex": r"$\mathrm{forecast}$",
    "notebook": r"$\mathrm{forecast}$",
    "plain": "`forecast`",
    "html": "<mi>forecast</mi>",
}


@pytest.mark.parametrize("name", SET)
def test_every_printer_sets_a_long_name_in_its_words(name: str) -> None:
    printed = printed_as(name, "The equation of forecast is put in.")
    assert f"equation of {SET[name]}" in printed.replace("<math>", "")


def printed_as(name: str, words: str, follow: tuple[str, ...] = ()) -> str:
    document = Document((Title(("Words",)), Prose((words,))), (("forecast", "scalar"),))
    print_page = page.printer(name).page
    assert print_page is not None
    made = print_page(document, Options(follow=follow))
    assert isinstance(made, str)
    return "\n".join("".join(cell["source"]) for cell in json.loads(made)["cells"]) if name == "notebook" else made


@pytest.mark.parametrize("name", ["github", "discourse", "coursera", "latex", "notebook", "plain", "terminal", "html"])
def test_every_printer_marks_a_followed_name_in_its_words(name: str) -> None:
    words = "The equation of forecast is put in."
    plainly, marked = printed_as(name, words), printed_as(name, words, ("forecast",))
    assert plainly != marked
    line = {"latex": r"\followed{{\mathrm{forecast}}}", "html": '<mi class="f1">forecast</mi>'}
    if name in line:
        assert line[name] in marked
    elif name in ("plain", "terminal"):
        assert "f̲o̲r̲e̲c̲a̲s̲t̲" in marked or "\x1b" in marked
    else:
        assert r"\underline{" in marked


def test_a_terminal_follows_the_quantity_and_not_the_word() -> None:
    printed = page.printer("terminal").derivation(cg.read(ENGLISH).derive(), Options(follow=("derivative",)))
    assert isinstance(printed, str)
    underlined = "".join(f"{letter}\u0332" for letter in "derivative")
    assert f"respect to {underlined}" in printed
    assert "pass through a derivative" in " ".join(printed.split()) and f"the {underlined} of" not in printed


@pytest.mark.parametrize(
    ("name", "heading"),
    [
        ("github", r"# Derivatives of $`\mathrm{total\_cost}`$"),
        ("plain", "# Derivatives of `total_cost`"),
        ("terminal", "Derivatives of total_cost\n"),
        ("latex", r"\section*{\boldmath Derivatives of $\mathrm{total\_cost}$}"),
        ("html", '<h1 id="derivatives-of-total-cost" aria-label="Derivatives of total_cost">Derivatives of <math>'),
        ("svg", ">Derivatives of total_cost</title>"),
    ],
)
def test_a_quantity_in_a_heading_is_a_formula(name: str, heading: str) -> None:
    print_page = page.printer(name).page
    assert print_page is not None
    printed = print_page(derived(FORECAST), Options())
    assert heading in (printed if isinstance(printed, str) else printed.decode())
