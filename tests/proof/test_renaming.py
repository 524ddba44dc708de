"""A verdict is kept for every claim of the same form. These claims look alike and must not share one."""

from __future__ import annotations

import pytest

from chalkgrad import library
from chalkgrad.notation.read import read_expression
from chalkgrad.proof import Refuted, Undecidable, equal, reads_as
from chalkgrad.terms import (
    ONE,
    Add,
    Apply,
    Axis,
    Context,
    Definition,
    Delta,
    Derivative,
    Entry,
    Equality,
    Function,
    Index,
    Membership,
    Mul,
    Size,
    Sum,
    Term,
    number,
)

N, M = Axis("n"), Axis("m")
I, J, K = Index("i", N), Index("j", N), Index("k", N)
E = Index("e", M)


def scalar(name: str) -> Entry:
    return Entry(name, ())


def context(*definitions: Definition, facts: tuple[Equality | Membership, ...] = (), **functions: Function) -> Context:
    layouts = dict.fromkeys("abcpq", (None, None)) | {"u": (N, None), "v": (M, None), "S": (N, N), "T": (N, M)}
    known = {definition.name: definition for definition in definitions}
    return Context(layouts, known, {**library.functions(), **functions}, facts)


def refused(before: Term, after: Term, where: Context, unfold: tuple[str, ...] = ()) -> None:
    with pytest.raises(Refuted):
        equal(before, after, where, unfold=unfold)


def test_two_names_that_were_one() -> None:
    a, b = scalar("a"), scalar("b")
    assert equal(Add((a, a)), Mul((number(2), a)), context()).kind == "proved"
    refused(Add((a, b)), Mul((number(2), a)), context())
    refused(Add((a, a)), Mul((number(2), b)), context())


def test_the_same_names_the_other_way_round() -> None:
    """a - b = -(b - a), and a - b is not b - a, whatever the names are called."""
    a, b = scalar("a"), scalar("b")
    minus = number(-1)
    assert equal(Add((a, Mul((minus, b)))), Mul((minus, Add((b, Mul((minus, a)))))), context()).kind == "proved"
    refused(Add((a, Mul((minus, b)))), Add((b, Mul((minus, a)))), context())


def test_a_fact_belongs_to_its_name() -> None:
    ones = Equality((), Sum(K, Entry("u", (K,))), ONE, "colsum(u) = 1")
    of_u, of_s = Sum(I, Entry("u", (I,))), Sum(I, Entry("S", (I, I)))
    assert equal(of_u, ONE, context(facts=(ones,))).kind == "proved"
    refused(of_u, ONE, context())
    refused(of_s, ONE, context(facts=(ones,)))
    other = Equality((), Sum(K, Entry("u", (K,))), number(2), "colsum(u) = 2")
    refused(of_u, ONE, context(facts=(other,)))


def test_the_values_of_a_fact_belong_to_its_name() -> None:
    a, b = scalar("a"), scalar("b")
    bits = Membership(a, (number(0), number(1)), "a in {0, 1}")
    signs = Membership(a, (number(-1), number(1)), "a in {-1, 1}")
    assert equal(Mul((a, a)), a, context(facts=(bits,))).kind == "proved"
    refused(Mul((b, b)), b, context(facts=(bits,)))
    refused(Mul((a, a)), a, context(facts=(signs,)))


def test_a_definition_belongs_to_its_name() -> None:
    a, b, c = scalar("a"), scalar("b"), scalar("c")
    double, triple = Mul((number(2), c)), Mul((number(3), c))
    a_double, b_double = Definition("a", (), (None, None), double), Definition("b", (), (None, None), double)
    a_triple = Definition("a", (), (None, None), triple)
    assert equal(a, double, context(a_double), unfold=("a",)).kind == "proved"
    assert equal(b, double, context(b_double), unfold=("b",)).kind == "proved"
    refused(a, double, context(a_triple), unfold=("a",))
    refused(a, double, context(b_double), unfold=("a", "b"))


def test_a_name_inside_a_function_is_the_name_outside() -> None:
    """f(z) = z p: f(p) = p^2 holds, f(q) = q^2 does not."""
    times_p = Function("times_p", ("z",), Mul((scalar("z"), scalar("p"))), own="f")
    where = context(times_p=times_p)
    p, q = scalar("p"), scalar("q")
    assert equal(Apply("times_p", (p,)), Mul((p, p)), where).kind == "proved"
    with pytest.raises((Refuted, Undecidable)):  # p has no value that could be looked up
        equal(Apply("times_p", (q,)), Mul((q, q)), where)


def test_two_functions_of_one_name() -> None:
    a = scalar("a")
    double = Function("f", ("z",), Mul((number(2), scalar("z"))))
    triple = Function("f", ("z",), Mul((number(3), scalar("z"))))
    assert equal(Apply("f", (a,)), Mul((number(2), a)), context(f=double)).kind == "proved"
    refused(Apply("f", (a,)), Mul((number(2), a)), context(f=triple))


def test_indices_are_not_captured() -> None:
    """Σ_k u[k] S[i,k] keeps its free i; Σ_i would swallow it."""
    u, s = Entry("u", (K,)), Entry("S", (I, K))
    free = Sum(K, Mul((u, s)))
    renamed = Sum(J, Mul((Entry("u", (J,)), Entry("S", (I, J)))))
    assert equal(free, renamed, context()).kind == "proved"
    swallowed = Sum(K, Mul((u, Entry("S", (K, K)))))
    refused(free, swallowed, context())
    turned = Sum(K, Mul((u, Entry("S", (K, I)))))
    refused(free, turned, context())


def test_an_index_that_picks_and_one_that_does_not() -> None:
    u = Entry("u", (K,))
    assert equal(Sum(K, Mul((Delta(K, I), u))), Entry("u", (I,)), context()).kind == "proved"
    refused(Sum(K, Mul((Delta(I, J), u))), Entry("u", (I,)), context())


def test_sizes_of_two_axes_that_were_one() -> None:
    n, m = Size(N), Size(M)
    both_n = Sum(I, Sum(J, ONE))
    n_and_m = Sum(I, Sum(E, ONE))
    assert equal(both_n, Mul((n, n)), context()).kind == "proved"
    assert equal(n_and_m, Mul((n, m)), context()).kind == "proved"
    refused(n_and_m, Mul((n, n)), context())
    refused(both_n, Mul((n, m)), context())


def test_an_axis_with_a_single_entry_is_an_axis_of_its_own() -> None:
    """Also where two axes are called alike and differ in what is known of their size."""
    single, many = Axis("h", 1), Axis("h")
    k, q = Index("k", single), Index("q", many)
    layouts = {"x": (single, None), "y": (many, None)}
    where = Context(layouts, {}, library.functions())
    first = Sum(k, Entry("x", (k,)))
    assert equal(first, Sum(k, Entry("x", (k,))), where).kind == "proved"
    refused(Sum(q, Entry("y", (q,))), Entry("x", (k,)), where)


def test_which_definition_is_differentiated() -> None:
    a, b, c = scalar("a"), scalar("b"), scalar("c")
    square = Definition("a", (), (None, None), Mul((c, c)))
    cube = Definition("b", (), (None, None), Mul((c, c, c)))
    where = context(square, cube)
    assert equal(Derivative(a, c), Mul((number(2), c)), where).kind == "proved"
    refused(Derivative(b, c), Mul((number(2), c)), where)
    assert equal(Derivative(b, c), Mul((number(3), c, c)), where).kind == "proved"


def test_a_written_formula_and_the_names_in_it() -> None:
    """S u is Σ_k S[i,k] u[k]; the same letters do not make T v it, nor S^T u."""
    row = Index("i", N)
    meaning = Sum(K, Mul((Entry("S", (row, K)), Entry("u", (K,)))))
    where = context()
    assert reads_as(read_expression("S u"), meaning, (N, None), where, indices=(row,)).points
    for text in ("S^T u", "T v", "S S u"):
        with pytest.raises(Refuted):
            reads_as(read_expression(text), meaning, (N, None), where, indices=(row,))
