"""The smaller lines on the way into matrices: each changes what is seen, and its reason says what the next line has.

Asked of every line, at every level, of the networks that the mutation benchmark derives and of some with a column sum
of an entrywise product, which looks like a matrix product where only letters are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import pytest

import chalkgrad as cg
from chalkgrad.app.mutation_sources import NETWORKS
from chalkgrad.calculus.derivation import Line, Step
from chalkgrad.errors import NotSupported
from chalkgrad.notation.surface import Kind, Name, Product, Surface, Transposed, walk_surface
from chalkgrad.terms import Entry, walk

OF_ONE_LAYER = "X: n0 x m; Y: n1 x m; "
LINEAR = OF_ONE_LAYER + "Z = W X + b; J = 1/m sum((Z - Y)^2)"
UNIT_COLUMNS = OF_ONE_LAYER + "Z = W X; H = Z/sqrt(colsum(Z^2)); J = 1/m sum((H - Y)^2)"
ATTENTION = "X: n x d; Y: n x d; S = X W X^T; E = exp(S); P = E/rowsum(E); H = P X; J = sum((H - Y)^2)"
NORMALISED = (
    OF_ONE_LAYER + "V: n1 x n1; B = W X; mu = 1/m rowsum(B); C = B - mu; s = 1/m rowsum(C^2); H = C/sqrt(s + 1); "
    "Z = V H; J = 1/m sum((Z - Y)^2)"
)
COSINE = OF_ONE_LAYER + ("Z = W X; H = colsum(Z ⊙ Y)/(sqrt(colsum(Z^2)) ⊙ sqrt(colsum(Y^2))); J = -1/m sum(H)")
POWERS = OF_ONE_LAYER + "p(z) = (1 + z^2)^(3/2); Z = W X + b; A = p(Z)/(1 + p(Z)); J = 1/m sum((A - Y)^2)"
ANY_DEPTH = (
    "X: n[0] x m\nY: n[L] x m\nA[0] = X\nZ[l] = W[l] A[l-1] + b[l]\nA[l] = g(Z[l]) for l = 1..L\n"
    "J = 1/m sum(C(A[L], Y))"
)
SOURCES = {
    **{name: network[0] for name, network in NETWORKS.items()},
    "linear": LINEAR,
    "columns of length 1": UNIT_COLUMNS,
    "attention": ATTENTION,
    "normalised": NORMALISED,
    "cosine": COSINE,
    "powers": POWERS,
    "any depth": ANY_DEPTH,
}


def every_step(steps: Sequence[Step]) -> Iterator[Step]:
    for step in steps:
        yield step
        yield from every_step(step.children)


def transposes(line: Line) -> list[Surface]:
    return [node.body for node in walk_surface(line.surface) if isinstance(node, Transposed)]


def has_matrix_product(line: Line) -> bool:
    """Two factors side by side that both have rows or columns."""
    wide = {node.name for node in walk(line.term) if isinstance(node, Entry) and node.indices}
    for node in walk_surface(line.surface):
        if isinstance(node, Product) and node.kind is not Kind.ELEMENTWISE:
            inside = [{part.text for part in walk_surface(f) if isinstance(part, Name)} for f in node.factors]
            if sum(bool(names & wide) for names in inside) > 1:
                return True
    return False


@pytest.mark.parametrize("convention", ["ng", "cs231n", "numerator"])
@pytest.mark.parametrize("name", SOURCES)
def test_what_a_reason_says_of_transposes_and_products_is_on_the_board(name: str, convention: str) -> None:
    try:
        derivation = cg.read(SOURCES[name]).derive(convention)
    except NotSupported:
        assert (name, convention) == ("normalised", "ng")  # it mixes the examples
        return
    for step in every_step([step for equation in derivation.values() for step in equation.steps]):
        shown = f"{step.before} = {step.after}: {step.words}"
        assert step.before != step.after, shown
        if "matrix product" in step.words:
            assert has_matrix_product(step.result), shown
        if "read in the transpose" in step.words:
            assert len(transposes(step.result)) > len(transposes(step.source)), shown
        for turned in re.findall(r"so (\S+) is transposed", step.words):
            inside = [n.text for body in transposes(step.result) for n in walk_surface(body) if isinstance(n, Name)]
            assert turned in inside, shown


def into_matrices(source: str, convention: str, name: str) -> list[tuple[str, str]]:
    last = cg.read(source).derive(convention)[name].steps[-1]
    return [(step.after, step.words) for step in last.children]


def test_where_only_the_factors_change_places_nothing_is_turned() -> None:
    assert into_matrices(LINEAR, "numerator", "dW") == [
        ("sum_e X[j,e] dZ[e,i]", "the factors in the order of the product"),
        ("X dZ", "e is now second on the left and first on the right: a matrix product"),
    ]


def test_a_column_sum_of_an_entrywise_product_is_no_matrix_product() -> None:
    assert into_matrices(UNIT_COLUMNS, "ng", "dZ") == []
    last = cg.read(UNIT_COLUMNS).derive("ng")["dZ"].steps[-1]
    assert last.after == "dH/sqrt(colsum(Z^2)) - (Z ⊙ colsum(dH ⊙ Z))/sqrt(colsum(Z^2))^3"
    assert "the sum over k adds up every column of dH ⊙ Z" in last.words


def test_a_factor_is_turned_as_it_stands_beside_the_other_one() -> None:
    """X stands on both sides of dS in X^T (dS X): the inner sum is dS X, in which nothing is turned."""
    assert into_matrices(ATTENTION, "ng", "dW") == []
    assert into_matrices(LINEAR, "ng", "dW")[0] == (
        "1/m sum_e dZ[i,e] (X^T)[e,j]",
        "the factors in order, the entry of X read in the transpose: rows and columns change places",
    )
