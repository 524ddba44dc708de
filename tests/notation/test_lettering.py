"""How names are lettered: what is a letter, what stands small beside it, and what is a word."""

from __future__ import annotations

import pytest

from chalkgrad.notation.latex import latex
from chalkgrad.notation.lettering import Lettering, lettering
from chalkgrad.notation.surface import Name


@pytest.mark.parametrize(
    ("name", "found", "tex"),
    [
        ("W", Lettering("W"), "W"),
        ("dZ2", Lettering("Z", "d", above="[2]"), "dZ^{[2]}"),
        ("beta1", Lettering("beta", below="1"), r"\beta_{1}"),
        ("dgamma", Lettering("gamma", "d"), r"d\gamma"),
        ("Theta1", Lettering("Theta", above="[1]"), r"\Theta^{[1]}"),
        ("x_12", Lettering("x", below="12"), "x_{12}"),
        ("x_in", Lettering("x", below="in"), r"x_{\mathrm{in}}"),
        ("dW[l]", Lettering("W", "d", above="[l]"), "dW^{[l]}"),
        ("W'", Lettering("W", primes=1), "W'"),
        ("hidden_units", Lettering("hidden_units"), r"\mathrm{hidden\_units}"),
        ("eps", Lettering("eps"), r"\varepsilon"),
    ],
)
def test_lettering(name: str, found: Lettering, tex: str) -> None:
    assert lettering(name) == found
    assert latex(Name(name)) == tex
    assert found.is_word is (name == "hidden_units")
