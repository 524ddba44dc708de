"""The names pi and e, which readers take for numbers: here they are names like others, so they are not guessed."""

from __future__ import annotations

from collections.abc import Collection

from ..errors import NotationError
from ..notation.surface import Call, Name, Surface, walk_surface

_WAY_OUT = {
    "pi": "For the number write a line of its own, pi = 3.141592653589793; for a quantity choose another name.",
    "e": "For the number write exp(1); it is read as such only in e^x. For a quantity choose another name.",
}


def refuse_famous_number(name: Name) -> None:
    """Raises NotationError for a free pi or e: a model without shapes would take it for data."""
    spelled = "pi" if name.text == "π" else name.text
    if spelled in _WAY_OUT:
        raise NotationError(
            f"{name.text} is not given: is it the number, or a quantity?", span=name.span, hint=_WAY_OUT[spelled]
        )


def refuse_power_of_e(formula: Surface, given: Collection[str]) -> None:
    """``e = y - a; L = e^2``: e^2 is read as exp(2), and the square of e may be meant. Raises NotationError."""
    if "e" not in given:
        return
    for node in walk_surface(formula):
        if isinstance(node, Call) and node.function == "exp" and node.span is not None:
            written = node.span.source[node.span.start : node.span.end]
            if written.startswith("e") and not written.startswith("exp"):
                raise NotationError(
                    f"{written} is the exponential function, and e is also a name in this model",
                    span=node.span,
                    hint="Give the quantity another name, such as r; or write the function as exp(...).",
                )
