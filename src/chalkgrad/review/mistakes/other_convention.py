"""The gradient in the other meaning of dX: with 1/m in every name, or only in the parameters."""

from __future__ import annotations

from collections.abc import Iterator

from ..case import Case
from ..mistake import Slip

name = "other convention"
words = "the numbers are the gradient in the other meaning of dX"


def slips(case: Case, site: str) -> Iterator[Slip]:
    bridge, right = case.other_convention(site), case.value(site)
    if bridge is None or right is None:
        return
    factor, other = bridge
    relation = "1/m" if factor < 1 else "m"
    here = case.convention_name
    yield Slip(
        factor * right,
        f"right in the {other} convention",
        f"there {site} is {relation} times what the {here} convention writes; choose --convention {other}",
        convention=True,
        factor=factor,
    )
