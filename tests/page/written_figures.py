"""A page with every kind of block and figure, written by hand; its words and names try to break out of HTML."""

from __future__ import annotations

from written_derivations import PROVED, TESTED, surface

from chalkgrad.notation.surface import Call, Comparison, Conditional, Literal, Name
from chalkgrad.page import Series, line_chart
from chalkgrad.page.document import (
    Chain,
    Code,
    Column,
    Columns,
    ColumnStep,
    Document,
    Entry,
    Factor,
    Formula,
    Matrices,
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

HOSTILE = "</p><script>alert(1)</script> & \"quotes\" 'single' <img src=x onerror=alert(1)> \x00\x0b ]]> &lt; -->"


def _given(left: str, right: str | None, shape: str) -> Entry:
    return Entry(surface(left), surface(right) if right else None, shape)


def _derived(left: str, right: str, shape: str, certificate=PROVED) -> Entry:  # type: ignore[no-untyped-def]
    return Entry(surface(left), surface(right), shape, certificate=certificate)


COLUMNS = Columns(
    (
        Column(("Inputs",), (_given("X", None, "n0 x m"), _given("W1", None, "n1 x n0")), ()),
        Column(
            ("Linear",),
            (_given("Z1", "W1 X + b1", "n1 x m"),),
            (
                ColumnStep("1a", _derived("dZ1", "dA1 ⊙ (1 - A1^2)", "n1 x m"), "tanh'(Z1) = 1 - A1^2", ("1b",)),
                ColumnStep("2a", _derived("dW1", "1/m dZ1 X^T", "n1 x n0"), "each example adds its own part", ("1a",)),
            ),
        ),
        Column(
            ("Activation",),
            (_given("A1", "tanh(Z1)", "n1 x m"),),
            (ColumnStep("1b", _derived("dA1", "A1 - Y", "n1 x m", TESTED), "chain rule through A1"),),
        ),
    ),
    "The network as three columns",
    ("Read backward from right to left; ", Reference(("the matrices",), "matrices"), " show the shapes."),
)
MATRICES = Matrices(
    (
        Factor(Name("Z1"), "n1 x m", "columns", "", "example e"),
        Factor(Name("W1"), "n1 x n0", "rows", "unit i", "", before="="),
        Factor(Name("X"), "n0 x m", "columns", "", "example e"),
        Factor(Name("b1"), "n1 x 1", before="+"),
    ),
    "Z1 = W1 X + b1: every row of W1 meets every column of X",
    ("Row i of ", Formula(Name("W1")), " meets column e of ", Formula(Name("X")), "."),
)
CASES = Conditional(Literal(1), Comparison(">", Name("z"), Literal(0)), Literal(0))  # type: ignore[arg-type]


def figures() -> Document:
    """The page; the first title and several names are hostile."""
    svg = line_chart([Series("cost", (1.0, 0.5, 0.25))], title="Cost")
    return Document(
        (
            Title(("Figures ", HOSTILE)),
            Title(("The network",), 2),
            COLUMNS,
            Title(("The matrices",), 2, "matrices"),
            MATRICES,
            Title(("A drawing",), 2),
            Picture('<?xml version="1.0"?>\n' + svg, "a falling curve", ("The cost falls.",)),
            Title(("Other blocks",), 2),
            Table(
                (HOSTILE, "b"), (((Formula(surface("W1^T")),), (HOSTILE,)), ((Verbatim(HOSTILE),), (Shape("n2 x 1"),)))
            ),
            Code(HOSTILE, 'python"><script>'),
            Note(("Careful: ", Formula(surface("1/a")), ".")),
            Prose((Formula(Name(HOSTILE)), " and ", Formula(Call(HOSTILE, (Name("z"),), 2)), HOSTILE)),
            Chain(
                Name("f"),
                (
                    Row(CASES, "cases", TESTED),
                    Row(surface("sqrt(z^2 + 1)/(2 exp(-z))"), HOSTILE, PROVED),
                    Row(
                        surface("exp(-1000 z + z)"), "", PROVED, left=surface("sigmoid(z1) - sigmoid(z2) + sigmoid(z3)")
                    ),
                ),
            ),
        ),
        (("Z1", "n1 x m"), ("W1", "n1 x n0"), ("dZ1", "n1 x m"), (HOSTILE, "scalar")),
    )
