"""Formulas as MathML: parentheses where the tree needs them, names as the field letters them, invisible signs."""

from __future__ import annotations

import re
import unicodedata
from xml.etree import ElementTree

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from written_derivations import surface

from chalkgrad.notation.latex import latex
from chalkgrad.notation.lettering import Lettering, lettering
from chalkgrad.notation.surface import (
    At,
    Call,
    Comparison,
    DeltaOf,
    Indexed,
    Kind,
    Literal,
    Minus,
    Name,
    Over,
    Partial,
    Plus,
    Product,
    Quotient,
    Raised,
    Surface,
    Transposed,
)
from chalkgrad.page.breadth import breadth
from chalkgrad.page.mathml import Setter, escaped
from chalkgrad.page.mathml_lines import formula

SETTER = Setter()


def letters(xml: str) -> str:
    """What is seen, on one line: fractions as (a)/(b), what is raised after ^, what is lowered after _."""
    seen = _seen(ElementTree.fromstring(f"<r>{xml.replace('<wbr>', '')}</r>"))
    return re.sub("[\U0001d434-\U0001d467ℎ]", lambda italic: unicodedata.normalize("NFKC", italic[0]), seen)


def _seen(element: ElementTree.Element) -> str:
    inside = [_seen(child) for child in element]
    match element.tag:
        case "mfrac":
            return f"{{{inside[0]}}}/{{{inside[1]}}}"
        case "msup":
            return f"{inside[0]}^{{{inside[1]}}}"
        case "msub":
            return f"{inside[0]}_{{{inside[1]}}}"
        case "msubsup":
            return f"{inside[0]}_{{{inside[1]}}}^{{{inside[2]}}}"
        case "munder":
            return f"{inside[0]}_{{{inside[1]}}} "
        case "msqrt":
            return f"√{{{''.join(inside)}}}"
        case _:
            text = {"\u2061": "", "\u2062": " "}.get(element.text or "", element.text or "")
            return text + "".join(inside)


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("-1/m sum(Y log(A2))", "−{1}/{m} sum(Y log(A^{[2]}))"),
        ("W2^T dZ2", "W^{[2]⊤} dZ^{[2]}"),
        ("(W1 X)^T", "(W^{[1]} X)^{⊤}"),
        ("dA1 ⊙ (1 - A1^2)", "dA^{[1]}⊙(1−(A^{[1]})^{2})"),
        ("(a - y)/(a (1 - a))", "{a−y}/{a (1−a)}"),
        ("a - (b - c)", "a−(b−c)"),
        ("a/b c", "{a}/{b} c"),
        ("2 3^2", "2·3^{2}"),
        ("2 a", "2 a"),
        ("sum_k W1[i,k] X[k,e]", "∑_{k} W_{i,k}^{[1]} X_{k,e}"),
        ("(sum_k x[k]) y", "(∑_{k} x_{k}) y"),
        ("exp(-z)", "e^{−z}"),
        ("exp(z/2)", "exp({z}/{2})"),
        ("sqrt(s) + eps", "√{s}+ε"),
        ("log(a)^2", "(log(a))^{2}"),
        ("∂L/∂a", "{∂L}/{∂a}"),
        ("beta1 v", "β_{1} v"),
        ("0.00000001", "10^{−8}"),
    ],
)
def test_formulas(written: str, seen: str) -> None:
    assert letters(SETTER.set(surface(written))) == seen


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("(a - y)/(a (1 - a))", "(a−y)/(a (1−a))"),
        ("1/m sum(Y)", "1/m sum(Y)"),
        ("y (1/a)", "y (1/a)"),
        ("∂A/∂Z", "∂A/∂Z"),
        ("∂(a b)/∂a", "{∂}/{∂a}[a b]"),
    ],
)
def test_running_text_has_no_small_fractions(written: str, seen: str) -> None:
    assert letters(SETTER.running.set(surface(written))) == seen


def test_primes_stand_at_the_name() -> None:
    assert letters(SETTER.set(Call("sigmoid", (Name("z"),), 1))) == "σ′(z)"
    assert letters(SETTER.set(Call("relu", (Name("z"),), 2))) == "ReLU″(z)"
    assert letters(SETTER.set(Call("g", (Name("z"),), 4))) == "g′′′′(z)"


def test_absolute_values_and_components() -> None:
    assert letters(SETTER.set(Call("abs", (Name("z"),)))) == "|z|"
    assert letters(SETTER.set(At(Call("softmax", (Name("Z3"),)), ("k", "e")))) == "softmax(Z^{[3]})_{k,e}"
    assert letters(SETTER.set(DeltaOf("i", "k2"))) == "δ_{i,k_{2}}"
    assert letters(SETTER.set(Comparison("!=", Name("a"), Literal(0)))) == "a≠0"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("dZ2", Lettering("Z", "d", above="[2]")),
        ("Z[l-1]", Lettering("Z", above="[l-1]")),
        ("dgamma1", Lettering("gamma", "d", below="1")),
        ("eps", Lettering("eps")),
        ("n_0", Lettering("n", below="0")),
        ("l_max", Lettering("l", below="max")),
        ("loss", Lettering("loss")),
        ("delta", Lettering("delta")),
        ("", Lettering("")),
        ("]", Lettering("]")),
    ],
)
def test_names(name: str, wanted: Lettering) -> None:
    assert lettering(name) == wanted


NAMES = st.sampled_from(["a", "z", "W1", "dZ2", "beta1", "eps", "loss", "n_0", "Z[l-1]", "<b>", "&", 'q"', "Ω", ""])
LETTERS = st.sampled_from(["i", "k2", "e"])
LEAVES = st.one_of(
    NAMES.map(Name),
    st.fractions(min_value=-10, max_value=10, max_denominator=7).map(Literal),
    st.builds(Indexed, NAMES, st.tuples(LETTERS, LETTERS)),
    st.builds(DeltaOf, LETTERS, LETTERS),
)


def _larger(inner: st.SearchStrategy[Surface]) -> st.SearchStrategy[Surface]:
    two = st.tuples(inner, inner)
    return st.one_of(
        inner.map(Minus),
        two.map(Plus),
        st.builds(Product, st.sampled_from(Kind), two),
        st.builds(Quotient, inner, inner),
        st.builds(Raised, inner, inner),
        inner.map(Transposed),
        st.builds(Call, NAMES, st.tuples(inner), st.integers(0, 4)),
        st.builds(Over, st.sampled_from(["sum", "max"]), LETTERS, inner),
        st.builds(Partial, inner, inner),
        st.builds(Comparison, st.sampled_from(["<", ">=", "="]), inner, inner),
    )


SURFACES = st.recursive(LEAVES, _larger, max_leaves=12)


@given(SURFACES, st.booleans())
def test_any_tree_becomes_one_well_formed_element(tree: Surface, flat: bool) -> None:
    made = ElementTree.fromstring(f"<r>{Setter(flat=flat).set(tree)}</r>")
    assert len(made) == 1
    for element in made.iter():
        needed = {"mfrac": 2, "msup": 2, "msub": 2, "munder": 2, "msubsup": 3}.get(element.tag)
        assert needed is None or len(element) == needed


@given(SURFACES)
def test_as_many_brackets_as_in_latex(tree: Surface) -> None:
    """Two printers with rules of their own for parentheses agree on where they are needed."""
    assert SETTER.set(tree).count(">(</mo>") == len(re.findall(r"(?:(?<=\\left)|(?<!\\))\(", latex(tree)))


@pytest.mark.parametrize("setter", [SETTER, Setter(together=5), Setter(together=5, flat=True)])
@given(SURFACES)
@example(Raised(Over("sum", "i", Over("sum", "i", Name("a"))), Name("a")))
@example(Minus(Minus(Quotient(Name(""), Name("")))))
def test_a_broken_formula_says_the_same(setter: Setter, tree: Surface) -> None:
    whole, parts = setter.set(tree), formula(tree, setter)
    assert letters(parts) == letters(f"<math>{whole}</math>")
    for part in parts.split("<wbr>"):
        ElementTree.fromstring(part)
    if breadth(tree) <= setter.together:
        assert "<wbr>" not in parts


def test_what_is_long_itself_may_break_where_the_column_is_narrow() -> None:
    def parts(written: str, *, flat: bool = False) -> list[str]:
        return [letters(part) for part in formula(surface(written), Setter(together=5, flat=flat)).split("<wbr>")]

    assert list(map(str.strip, parts("first second third"))) == ["first", "second", "third"]
    assert parts("(first - second)^2") == ["(first", "−second)^{2}"]
    assert parts("first/second", flat=True) == ["first", "/second"]
    assert len(parts("first/second")) == 1  # above each other


def test_a_long_sum_may_break_before_each_sign() -> None:
    tree = surface("-(y log(a) + (1 - y) log(1 - a) + W1 X + b1 + W2 X + b2)")
    parts = formula(tree, SETTER, relation="=").split("<wbr>")
    assert [letters(part)[0] for part in parts] == ["=", "+", "+", "+", "+", "+"]


def test_names_are_collected_and_those_that_are_followed_are_marked() -> None:
    setter = Setter({"W1": "f1"})
    made = setter.running.set(surface("W1 X + b1"))
    assert list(setter.names) == ["W1", "X", "b1"]
    assert re.findall(r'<(\w+) class="(\w+)">', made) == [("msup", "f1")]


def test_operators_keep_their_form_when_a_row_around_them_is_left_out() -> None:
    """A sign that comes first in its row is that of a number; after a relation it must not become a difference."""
    assert formula(surface("-z"), SETTER, relation="=") == ("<math><mo>=</mo><mrow><mo>−</mo><mi>z</mi></mrow></math>")
    flat = "<math><mi>a</mi><mo>−</mo><mo>(</mo><mi>b</mi><mo>−</mo><mi>c</mi><mo>)</mo></math>"
    assert formula(surface("a - (b - c)"), SETTER).replace(' stretchy="false"', "") == flat
    assert "<mo>(</mo><mrow><mo>−</mo>" in formula(surface("2 (-a/b + c)"), SETTER)


def test_a_differential_and_the_letters_below_are_one_element_each() -> None:
    assert SETTER.set(surface("dZ2[i,e]")) == "<msubsup><mi>𝑑𝑍</mi><mi>𝑖,𝑒</mi><mn>[2]</mn></msubsup>"
    assert SETTER.name("dh") == "<mi>𝑑ℎ</mi>"
    assert SETTER.name("dtheta") == "<mrow><mi>d</mi><mi>θ</mi></mrow>"


@given(st.text(st.characters(exclude_characters="\r")))
def test_any_text_is_escaped_into_xml(text: str) -> None:
    """It comes out as it was, but for the characters that XML forbids."""
    tree = ElementTree.fromstring(f'<r a="{escaped(text)}">{escaped(text)}</r>')
    shown = tree.text or ""
    assert len(shown) == len(text)
    assert all(after in (before, "\ufffd") for before, after in zip(text, shown, strict=True))
    assert "\x00" not in shown and "\x1f" not in shown
