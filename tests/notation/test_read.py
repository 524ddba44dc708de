"""How formulas are read, and what is said about those that cannot be."""

import pytest

from chalkgrad.errors import NotationError
from chalkgrad.notation.read import read_expression
from chalkgrad.notation.text import text


@pytest.mark.parametrize(
    ("written", "meaning"),
    [
        ("1/m dZ2 A1^T", "1/m dZ2 A1^T"),
        ("-1/m sum(Y log(A2))", "-1/m sum(Y log(A2))"),
        ("a(1-a)", "a (1 - a)"),
        ("(a + b)", "a + b"),
        ("e^(-z)", "exp(-z)"),
        ("σ(z)", "sigmoid(z)"),
        ("ln(a)", "log(a)"),
        ("Z²", "Z^2"),
        ("W2ᵀ dZ2", "W2^T dZ2"),
        ("a − b", "a - b"),
        ("A * B", "A ⊙ B"),
        ("Σ_k a[k] b[k] + c", "sum_k a[k] b[k] + c"),
        ("delta[i,j]", "δ[i,j]"),
        ("(1-y)/(1-a)*-1", "(1 - y)/(1 - a) ⊙ (-1)"),
        ("z if z > 0 else 0.01 z", "z if z > 0 else 0.01 z"),
    ],
)
def test_spellings_are_read_to_one_meaning(written, meaning):
    first = read_expression(written, functions=["sigmoid"])
    assert first == read_expression(meaning, functions=["sigmoid"])


def test_division_binds_like_juxtaposition_from_the_left():
    assert text(read_expression("a/b c")) == "a/b c"
    assert read_expression("a/b c") == read_expression("(a/b) c")
    assert read_expression("a b/c") == read_expression("(a b)/c")


@pytest.mark.parametrize(
    ("written", "complaint"),
    [
        ("(a", "unbalanced bracket: this '(' is never closed"),
        ("a)", "unbalanced bracket: this ')' was never opened"),
        ("(a]", "unbalanced bracket: '(' is closed by ']'"),
        ("a +", "found the end of the formula, expected a name, a number, a function or '('"),
        ("log a", "found 'a', expected '(' after the function's name"),
        ("a b 2", "a number may not follow a factor directly"),
        ("a $ b", "'$' is not part of the notation"),
        ("", "a formula is missing here"),
        ("a ^ ^ b", "found '^', expected a name, a number, a function or '('"),
        ("1e999999", "the number 1e999999 is beyond what a computer holds"),
        ("(" * 10_000 + "a" + ")" * 10_000, "brackets are nested more than 100 deep"),
        ("1..2", "'1' is not part of the notation"),
    ],
)
def test_errors_say_what_was_found_and_show_the_place(written, complaint):
    with pytest.raises(NotationError) as caught:
        read_expression(written)
    assert caught.value.message == complaint
    if written:
        assert "^" in str(caught.value)


def test_a_long_chain_of_powers_is_refused_not_crashed():
    with pytest.raises(NotationError):
        read_expression("a^(" * 99 + "a" + ")" * 99 + "^2^3")


def test_the_caret_stands_under_the_place():
    with pytest.raises(NotationError) as caught:
        read_expression("Y log(A2) + (1 - Y) $ log(1 - A2)", filename="net.chalk", first_line=7)
    assert str(caught.value).split("\n")[:3] == [
        "net.chalk:7:21: '$' is not part of the notation",
        "   7 | Y log(A2) + (1 - Y) $ log(1 - A2)",
        "                           ^",
    ]
