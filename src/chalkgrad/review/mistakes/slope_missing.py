"""The factor g'(Z) left out: dZ set equal to dA."""

from __future__ import annotations

from collections.abc import Iterator

from ...notation.surface import Kind, Name, Product
from ...notation.text import text
from ..activation import activations_at
from ..case import Case
from ..mistake import Slip

name = "slope missing"
words = "the derivative of the activation was left out"


def slips(case: Case, site: str) -> Iterator[Slip]:
    for activation in activations_at(case, site):
        yield Slip(
            activation.adjoint,
            f"{site} without {left_out(case, site, activation.adjoint_name)}",
            f"the derivative of {activation.function} is missing in {site}",
        )


def left_out(case: Case, site: str, adjoint: str) -> str:
    """The factors beside dA in the equation as it is printed, or a name for them."""
    equation = case.equation(site)
    surface = equation.value.surface if equation is not None else None
    if isinstance(surface, Product) and surface.kind is Kind.ELEMENTWISE and Name(adjoint) in surface.factors:
        rest = [factor for factor in surface.factors if factor != Name(adjoint)]
        whole = text(Product(Kind.ELEMENTWISE, (Name(adjoint), *rest)))
        return whole.removeprefix(adjoint).strip()
    return "the factor g'(Z)"
