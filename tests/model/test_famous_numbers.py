"""pi and e are names like others: where a reader would take them for numbers, they are not guessed."""

import pytest

import chalkgrad as cg
from chalkgrad.errors import NotationError


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("J = pi x", "1:5: pi is not given: is it the number, or a quantity?"),
        ("J = π x", "1:5: π is not given"),
        (r"L = \frac12 \log(2\pi) + x^2", "1:19: pi is not given"),
        ("J = e x", "1:5: e is not given"),
        ("X: 3 x m\nJ = sum(pi X)", "2:9: pi is not given"),
        ("e = y - a; L = e^2", "1:16: e^2 is the exponential function, and e is also a name in this model"),
        (r"e = y - a; L = \frac{1}{2} e^2", "1:28: e^2 is the exponential function"),
        ("e: 3 x m\nJ = sum(e²)", "2:9: e² is the exponential function"),
    ],
)
def test_what_may_be_a_number_is_not_guessed(text, expected):
    with pytest.raises(NotationError) as found:
        cg.read(text)
    assert expected in str(found.value)
    assert "^" in str(found.value)


@pytest.mark.parametrize(
    ("text", "slope"),
    [("J = e^x", "exp(x)"), ("pi = 3.14; J = pi x", "pi"), ("e = x - y; L = exp(e)", "exp(e)")],
)
def test_what_is_plain_is_read(text, slope):
    assert cg.read(text).derive(wrt="x")["dx"].text.replace("de", slope) == slope
