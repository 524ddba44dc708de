"""Lines of one pattern are understood once; what is kept must be what reading anew would give, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalkgrad import library
from chalkgrad.errors import ChalkError
from chalkgrad.notation import rereading
from chalkgrad.notation.elaborate import elaborate
from chalkgrad.notation.read import read_expression
from chalkgrad.notation.rereading import Rereader
from chalkgrad.notation.scope import UNIT, Scope
from chalkgrad.notation.shapes import SCALAR, layout_of
from chalkgrad.terms import Axis, Function, Index, Layout, Term, number, renamed

N, M, H = Axis("n"), Axis("m"), Axis("h", 3)
LAYOUTS: dict[str, Layout] = {
    **dict.fromkeys(("A", "B", "W1"), (N, M)),
    **dict.fromkeys(("S", "S2"), (N, N)),
    **dict.fromkeys(("H", "H2"), (H, H)),
    **dict.fromkeys(("V", "P"), (H, N)),
    **dict.fromkeys(("u", "w"), (N, None)),
    **dict.fromkeys(("r", "one"), (UNIT, M)),
    **dict.fromkeys(("x", "y", "delta"), (None, None)),
}
FUNCTIONS = library.functions()


def scope(layouts: dict[str, Layout] = LAYOUTS, example: Axis | None = M) -> Scope:
    axes = {axis.name: axis for layout in layouts.values() for axis in layout if axis is not None}
    return Scope(layouts, axes, FUNCTIONS, example)


def anew(shown: str, there: Scope, row: Index | None, column: Index | None) -> Term:
    """Without any store."""
    surface = read_expression(shown, functions=FUNCTIONS)
    layout = layout_of(surface, there)
    at = (row, column) if layout == SCALAR else (row if layout[0] else None, column if layout[1] else None)
    return elaborate(surface, there, at, tuple(index for index in (row, column) if index is not None))


def outcome(read: object, *arguments: object) -> object:
    try:
        return read(*arguments)  # type: ignore[operator]
    except ChalkError as error:
        return type(error), str(error)


NAMES = st.sampled_from([*LAYOUTS, "n", "m", "h", "e", "nobody"])
LETTERS = st.sampled_from(["i", "j", "k", "e"])


FORMS = (
    *("{a} {b}", "{a} ⊙ {b}", "({a}) ({b})", "{a} @ {b}", "{a} + {b}", "{a} - {b}", "({a})/({b})"),
    *("sum({a})", "rowsum({a})", "colsum({a})", "sum_k {a}", "sigmoid({a})", "softmax({a})", "log({a})"),
    *("({a})^2", "({a})^T", "e^({a})", "∂({a})/∂{n}", "{n}[k,i] {a}"),
)


@st.composite
def lines(draw: st.DrawFn, depth: int = 3) -> str:
    name = draw(NAMES)
    if depth == 0:
        return draw(st.sampled_from([name, f"{name}[i]", f"{name}[i,e]", f"{name}^T", f"δ[{draw(LETTERS)},i]", "2"]))
    left, right = draw(lines(depth - 1)), draw(lines(depth - 1))
    form = draw(st.sampled_from(FORMS))
    return str(form.format(a=left, b=right, n=name))


@settings(max_examples=400, deadline=None)
@given(lines(), st.sampled_from([(N, M), (N, N), (H, N), (None, None), (N, None)]), st.sampled_from([None, M, N]))
def test_the_kept_meaning_is_the_meaning(shown: str, axes: Layout, example: Axis | None) -> None:
    row = Index("i", axes[0]) if axes[0] else None
    column = Index("e", axes[1]) if axes[1] else None
    there = scope(example=example)
    for _ in range(2):  # the second time from the store
        assert outcome(Rereader(there).meaning, shown, row, column) == outcome(anew, shown, there, row, column)


def meaning(shown: str, there: Scope | None = None) -> Term:
    return Rereader(there or scope()).meaning(shown, Index("i", N), Index("e", M))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("S A", "S2 B"),  # the same pattern: found in the store
        ("S2 A + A", "S2 A + B"),  # two names that were one
        ("S A", "P^T A"),  # another tree
        ("A ⊙ A", "A ⊙ W1"),
        ("sum_k u[k] S[k,i]", "sum_k u[k] S[i,k]"),  # the letters the other way round
        ("sum_k u[k] u[i]", "sum_k u[k] u[k]"),  # a free letter, a captured one
        ("n A", "m A"),  # sizes of two axes
        ("x A", "n A"),  # a scalar and a size
        ("A + r", "A + u"),  # a single row and a single column
        ("δ[i,k] u[k]", "delta A"),
        ("sigmoid(A)", "tanh(A)"),
        ("2 A", "3 A"),
    ],
)
def test_lines_that_look_alike(first: str, second: str) -> None:
    for shown in (first, second, first):
        row, column = Index("i", N), Index("e", M)
        assert outcome(meaning, shown) == outcome(anew, shown, scope(), row, column)


def test_names_of_the_same_pattern_share_one_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rereading, "_understood", {})
    meaning("S A + A")
    assert len(rereading._understood) == 1
    assert meaning("S2 B + B") is anew("S2 B + B", scope(), Index("i", N), Index("e", M))
    assert len(rereading._understood) == 1
    meaning("S2 B + A")
    assert len(rereading._understood) == 2


def test_shapes_that_coincide_are_part_of_the_pattern() -> None:
    """Where n and h are one axis, ``V A`` has another reading than where they are two: S is square, P is not."""
    one = scope({**LAYOUTS, "V": (N, N)})
    assert meaning("S A", one) is anew("S A", one, Index("i", N), Index("e", M))
    assert outcome(meaning, "V A", one) == outcome(anew, "V A", one, Index("i", N), Index("e", M))
    assert outcome(meaning, "V A") == outcome(anew, "V A", scope(), Index("i", N), Index("e", M))


def test_two_functions_of_one_name_are_two_patterns() -> None:
    there, other = scope(), scope()
    known = FUNCTIONS["leaky_relu"]
    changed = Function(
        known.name, known.arguments, known.value, {known.arguments[1]: number(5)}, known.slope, known.own
    )
    other.functions = {**FUNCTIONS, "leaky_relu": changed}
    assert meaning("leaky_relu(A)", there) is not meaning("leaky_relu(A)", other)
    assert meaning("leaky_relu(A)", there) is anew("leaky_relu(A)", there, Index("i", N), Index("e", M))


def test_renaming_refuses_what_it_has_no_name_for() -> None:
    term = meaning("S A")
    with pytest.raises(KeyError):
        renamed(term, {"S": "S2"}, {N: N, M: M})
    with pytest.raises(KeyError):
        renamed(term, {"S": "S2", "A": "A"}, {N: N})
