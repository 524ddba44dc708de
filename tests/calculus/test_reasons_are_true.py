"""A reason says what was done: whatever can be seen by looking at both sides of a line is looked at.

Each kind of reason has a check of its own on the terms before and after. It is asked of every such line of the
networks that the mutation benchmark derives, and of functions drawn at random.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import chalkgrad as cg
from chalkgrad.app.mutation_sources import NETWORKS
from chalkgrad.calculus.derivation import Step
from chalkgrad.calculus.factors import factored, summands
from chalkgrad.calculus.tidied import tidied
from chalkgrad.calculus.tidy import tidy
from chalkgrad.terms import ONE, Add, Div, Mul, Neg, Number, Sum, Term, children, names, walk

OWN = {
    "bump": "z exp(-z^2/2)/(1+exp(-z))",
    "bell": "exp(-z^2/2)/(1+z^2)",
    "root": "sqrt(1 + z^2)/z",
    "cubes": "(z^2 + 1)^3/(3 z + 2)",
    "nested": "z tanh(log(1 + exp(z)))",
}


def network(value: str) -> str:
    return f"X: n0 x m\nY: n1 x m\nf(z) = {value}\nZ1 = W1 X + b1\nA1 = f(Z1)\nJ = 1/m sum((A1 - Y)^2)"


def every_step(source: str, wrt: list[str] | None = None, convention: str = "ng") -> Iterator[Step]:
    waiting = [step for equation in cg.read(source).derive(convention, wrt).values() for step in equation.steps]
    while waiting:
        step = waiting.pop()
        yield step
        waiting.extend(step.children)


# -- what can be seen ----------------------------------------------------------------------------------------------


def plain(term: Term) -> Counter[Term]:
    """The parts without names, such as 2/m, as large as can be; a sign is none, a factor 1 neither."""
    if isinstance(term, Number):
        return Counter() if abs(term.value) == 1 else Counter([Number(abs(term.value))])
    if not names(term) and not isinstance(term, Neg):
        return Counter([term])
    return sum((plain(child) for child in children(term)), Counter())


def factors(term: Term) -> list[Term]:
    return [factor for node in walk(term) if isinstance(node, Mul) for factor in node.factors]


def inner_signs(term: Term) -> int:
    """Signs that stand behind another factor, under a sum, or above or below a line."""
    inside = [child for node in walk(term) if isinstance(node, Div) for child in (node.numerator, node.denominator)]
    inside += [node.body for node in walk(term) if isinstance(node, Sum)]
    return sum(isinstance(f, Neg) or (isinstance(f, Number) and f.value < 0) for f in [*factors(term), *inside])


def signs(term: Term) -> int:
    return sum(isinstance(n, Neg) or (isinstance(n, Number) and n.value < 0) for n in walk(term))


def fractions(term: Term) -> int:
    return sum(isinstance(node, Div) and bool(names(node)) for node in walk(term))


def brackets(term: Term) -> int:
    return sum(isinstance(factor, Add) for factor in factors(term))


def parts(term: Term) -> int:
    return sum(len(node.terms) for node in walk(term) if isinstance(node, Add))


def fewer(count: Callable[[Term], int]) -> Callable[[Term, Term], bool]:
    return lambda before, after: count(after) < count(before)


def added_numbers(term: Term) -> int:
    """Summands that are numbers, or products of numbers, with a minus before them or not."""
    added = [part for node in walk(term) if isinstance(node, Add) for part in node.terms]
    return sum(not names(part) for part in added)


def signed_bracket(term: Term) -> int:
    """Brackets with a minus before them, or before the factors that scale them."""
    bodies = [node.body for node in walk(term) if isinstance(node, Neg)]
    return sum(isinstance(b.factors[-1] if isinstance(b, Mul) else b, Add) for b in bodies)


def above_the_line(before: Term, after: Term) -> bool:
    """Some product with a fraction as a factor is there no more."""

    def products(term: Term) -> int:
        found = [flat(node) for node in walk(term) if isinstance(node, Mul)]
        named = [[isinstance(f, Div) for f in each if names(f)] for each in found]
        return sum(any(each) and len(each) > 1 for each in named)

    return products(after) < products(before)


def flat(term: Term) -> list[Term]:
    """The factors of a product, of those in brackets too, without signs."""
    if isinstance(term, Neg):
        return flat(term.body)
    return [part for factor in term.factors for part in flat(factor)] if isinstance(term, Mul) else [term]


def swapped(before: Term, after: Term) -> bool:
    """The same summands, in another order."""
    inside = [next((n for n in walk(t) if isinstance(n, Add)), t) for t in (before, after)]
    first, second = map(summands, inside)
    return Counter(map(factored, first)) == Counter(map(factored, second)) and first != second


SEEN: dict[str, Callable[[Term, Term], bool]] = {
    "the numbers are multiplied": lambda b, a: plain(b) != plain(a),
    "the numbers are added": fewer(added_numbers),
    r"(\S+)/(\S+) is \S+": lambda b, a: plain(b) != plain(a),
    "a factor 1 is left out": fewer(lambda t: sum(f is ONE for f in factors(t))),
    "the minus goes in front": fewer(inner_signs),
    "two minuses make a plus": fewer(signs),
    "the factor .* goes above the line": above_the_line,
    r".* times .*/.* is .*/.*": above_the_line,
    "products with a fraction become one fraction": lambda b, a: above_the_line(b, a) or fractions(a) < fractions(b),
    "take the minus into the bracket": fewer(signed_bracket),
    "the positive terms first": swapped,
    "common denominator .*": fewer(fractions),
    "multiply out": fewer(brackets),
    "multiply out the bracket with δ": fewer(brackets),
    "multiply into the bracket": fewer(brackets),
    "opposite terms cancel: .*": fewer(parts),
    "like terms are added up": fewer(parts),
    "take out the common factor .*": fewer(lambda t: sum(1 for _ in walk(t))),
    "the common factor goes in front": lambda b, a: brackets(a) > brackets(b),
    "cancel .*, which stands? above and below": fewer(lambda t: sum(1 for _ in walk(t))),
    "equal factors as a power": lambda b, a: len(factors(a)) < len(factors(b)),
    "the sum is taken term by term": lambda b, a: sum(isinstance(n, Sum) for n in walk(a)) >= 1,
    "a product of products needs no brackets": lambda b, a: len(factors(a)) < len(factors(b)),
}
RULES = {"tidy", "take-sign-in", "common-denominator", "multiply-out", "collect", "factor-out", "cancel", "powers"}


def assert_true(reason: str, before: Term, after: Term) -> None:
    for part in reason.split("; "):
        for pattern, holds in SEEN.items():
            if re.fullmatch(pattern, part):
                assert holds(before, after), (part, before, after)


def assert_all_true(steps: Iterator[Step]) -> None:
    for step in steps:
        if step.rule in RULES:
            assert_true(step.words, step.source.term, step.result.term)


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("convention", ["ng", "literal"])
def test_reasons_of_the_networks_are_true(name, convention):
    source, wrt = NETWORKS[name]
    assert_all_true(every_step(source, wrt, convention))


@pytest.mark.parametrize("value", OWN.values(), ids=OWN)
def test_reasons_for_functions_of_ones_own_are_true(value):
    assert_all_true(every_step(network(value), ["Z1"]))


@pytest.mark.parametrize("value", [OWN["bump"], OWN["bell"]])
def test_a_factor_that_goes_into_a_numerator_is_no_multiplied_number(value):
    (step,) = (s for s in every_step(network(value), ["Z1"]) if s.words == "the factor dA1 goes above the line")
    assert step.before.startswith("dA1 ⊙ (")
    assert step.after.startswith("(dA1 ⊙ (")


LETTERS = st.sampled_from(
    ["z", "y", "2", "3", "1", "-1", "(-z)", "exp(-z)", "(1 - z)", "(z^2 + 3)", "1/(1 + z)", "z/2"]
)
PRODUCTS = st.lists(LETTERS, min_size=1, max_size=4).map(lambda parts: "(" + " * ".join(parts) + ")")
FORMULAS = st.lists(PRODUCTS, min_size=1, max_size=3).map(" - ".join)


@settings(max_examples=60, deadline=None)
@given(FORMULAS)
@example("1 - 1")
def test_reasons_for_tidying_any_formula_are_true(formula):
    before = cg.read(f"L = {formula} - z").definitions["L"].value
    after = tidy(before)
    if after is not before:
        assert_true(tidied(before, after), before, after)


MATRICES = "Y: n x m, Y in {0, 1}\nX: n0 x m\nZ = W X\nA = sigmoid(Z)\nJ = -1/m sum(Y log(A) + (1 - Y) log(1 - A))"


def words_of(source: str, form: str | None = None) -> str:
    steps = [step for equation in cg.read(source).derive(form=form).values() for step in equation.steps]
    return "; ".join(step.words for step in steps if step.rule in RULES)


def test_a_reason_names_the_parts_of_a_formula_as_the_formula_has_them():
    said = words_of(MATRICES)
    assert "common denominator A ⊙ (1 - A)" in said
    assert "cancel A ⊙ (1 - A), which" in said
    assert "opposite terms cancel: -A ⊙ Y and +Y ⊙ A" in said
    in_letters = words_of(MATRICES, "index")
    assert "common denominator A[i,e] (1 - A[i,e])" in in_letters
    assert "opposite terms cancel: -A[i,e] Y[i,e] and +Y[i,e] A[i,e]" in in_letters
    scalars = words_of("a = sigmoid(z)\nL = -(y log(a) + (1 - y) log(1 - a))")
    assert "common denominator a (1 - a)" in scalars
