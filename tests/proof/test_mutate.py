"""Single edits of terms and formulas."""

from __future__ import annotations

import pytest

from chalkgrad.errors import ProofError
from chalkgrad.notation.text import text
from chalkgrad.proof import equal, mutants, surface_mutants

from .board import SHALLOW, Board


@pytest.fixture(scope="module")
def shallow() -> Board:
    return Board(SHALLOW)


def test_mutants_of_a_term_are_different_and_unique(shallow: Board) -> None:
    term = shallow.term("1/m dZ2 A1^T")
    found = [mutant for _, mutant in mutants(term)]
    assert term not in found
    assert len(found) == len(set(found)) > 20


@pytest.mark.parametrize(
    ("formula", "edit"),
    [
        ("A2 - Y", "sign"),
        ("A2 - Y", "summand dropped"),
        ("A2 - Y", "another name"),
        ("1/m rowsum(dZ2)", "size dropped"),
        ("1/m rowsum(dZ2)", "sum dropped"),
        ("1/m rowsum(dZ2)", "number"),
        ("dA1 ⊙ (1 - A1^2)", "exponent dropped"),
        ("dA1 ⊙ (1 - A1^2)", "factor for power"),
        ("-Y/A2", "fraction inverted"),
        ("-Y/A2", "denominator dropped"),
        ("tanh(Z1)", "function"),
        ("W2^T dZ2", "factor dropped"),
        ("∂A2[i,e]/∂Z2[k,e]", "index"),
        ("max(Z1, 0)", "function"),
        ("Z1 if Z1 > 0 else 0", "branches exchanged"),
        ("Z1 if Z1 > 0 else 0", "relation"),
        ("sum_k δ[k,i] Y[k,e]", "delta dropped"),
        ("softmax(Z2)", "function dropped"),
    ],
)
def test_each_kind_of_edit_is_made(shallow: Board, formula: str, edit: str) -> None:
    assert edit in [words for words, _ in mutants(shallow.term(formula))]


@pytest.mark.parametrize(
    ("formula", "mutant"),
    [
        ("dZ2 A1^T", "A1^T dZ2"),
        ("dZ2 A1^T", "dZ2 A1"),
        ("dZ2 A1^T", "dZ2 ⊙ A1^T"),
        ("W2^T dZ2", "W2 dZ2"),
        ("W2^T dZ2", "W2^T dZ2^T"),
        ("rowsum(dZ2)", "colsum(dZ2)"),
        ("rowsum(dZ2)", "dZ2"),
        ("A2 - Y", "A2 + Y"),
        ("A2 - Y", "A2 - A2"),
        ("A2 - Y", "A2^T - Y"),
        ("dA1 ⊙ (1 - A1^2)", "dA1 ⊙ (1 - A1)"),
        ("dA1 ⊙ (1 - A1^2)", "1 - A1^2"),
        ("tanh'(Z1)", "tanh(Z1)"),
        ("sum_k W1[i,k] X[k,e]", "W1[i,k] X[k,e]"),
        ("sum_k W1[i,k] X[k,e]", "sum_k W1[k,i] X[k,e]"),
    ],
)
def test_the_mistakes_of_the_blackboard_are_made(shallow: Board, formula: str, mutant: str) -> None:
    found = [text(tree) for _, tree in surface_mutants(shallow.surface(formula))]
    assert text(shallow.surface(mutant)) in found


#: Taught formulas with the edits that change nothing: a sign under a square.
STEPS = {
    "A2 - Y": [],
    "1/m dZ2 A1^T": [],
    "1/m rowsum(dZ2)": [],
    "W2^T dZ2": [],
    "dA1 ⊙ (1 - A1^2)": ["sign"],
    "-Y/A2": [],
}


@pytest.mark.parametrize("formula", STEPS)
def test_no_false_mutant_of_a_taught_formula_is_certified(shallow: Board, formula: str) -> None:
    term = shallow.term(formula)
    survivors = []
    count = 0
    for words, mutant in mutants(term):
        count += 1
        try:
            equal(term, mutant, shallow.context)
        except ProofError:
            continue
        survivors.append(words)
    assert count >= 8
    assert survivors == STEPS[formula]
