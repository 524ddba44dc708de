"""How formulas are read, and what is said about those that cannot be."""

import pytest

import chalkgrad as cg
from chalkgrad.errors import NotationError, NotSupported
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


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("X: n x m; parameter été: n x n; J = sum(été X)", "1:21: été is no name"),
        ("parameter W, é: n x n; J = sum(W)", "1:11: W, é is no name"),
        ("parameter 3: scalar; J = 3", "1:11: 3 is no name"),
        ("J = été^2", "1:5: 'é' is not part of the notation"),
    ],
)
def test_the_letters_of_a_name_are_told_to_who_wrote_another(text, place):
    with pytest.raises(NotationError) as error:
        cg.read(text)
    assert place in str(error.value)
    assert "A name begins with a Latin or Greek letter" in str(error.value)


@pytest.mark.parametrize(
    ("text", "name", "words"),
    [
        ("X: n x m; J = sum(half_squared_eror(X, X))", "half_squared_eror", "Did you mean half_squared_error?"),
        ("X: n x m; A = tanh(X); J = sum(C(A, X))", "C", "Only in a network of any depth (for l = 1..L)"),
        ("X: n x m; A = tahn(X); J = sum(A)", "tahn", "Did you mean tanh?"),
        ("a = foo((z + 1) z, y); L = a^2", "foo", "foo(a, y) = (a - y)^2"),
    ],
)
def test_an_unknown_function_is_called_so(text, name, words):
    with pytest.raises(NotationError) as error:
        cg.read(text)
    assert f"unknown function '{name}'" in str(error.value)
    assert words in str(error.value)


def test_a_comma_that_belongs_to_no_call_is_said_to_be_unexpected():
    with pytest.raises(NotationError, match="found ','"):
        cg.read("X: n x m; J = sum(X) (X, X)")


@pytest.mark.parametrize("call", ["g[l](Z[l])", "g^{[l]}(Z^{[l]})"])
def test_a_function_for_each_layer_is_said_not_to_be_read(call):
    with pytest.raises(NotSupported, match=r"a function of its own in every layer, g\[l\]"):
        cg.read(f"X: n[0] x m; A[0] = X; Z[l] = W[l] A[l-1]; A[l] = {call} for l = 1..L; J = 1/m sum(A[L])")
