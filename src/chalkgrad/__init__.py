"""chalkgrad: the neural-network library that shows its work.

    import chalkgrad as cg

    model = cg.read("a = sigmoid(z); L = -(y log(a) + (1 - y) log(1 - a))")
    derivation = model.derive(wrt="z")
    derivation["dz"].text        # "a - y"

Names are loaded when they are used, so that ``import chalkgrad`` is quick.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .app.model import Derivation as Derivation
    from .app.model import Model as Model
    from .app.model import read as read
    from .app.network import Dense as Dense
    from .app.network import mlp as mlp
    from .app.network import sequential as sequential
    from .app.trained import fit as fit
    from .app.trained import load as load
    from .errors import ChalkError as ChalkError

__version__ = "0.1.0"

_HOMES = {
    "ChalkError": ".errors",
    "Dense": ".app.network",
    "Derivation": ".app.model",
    "Model": ".app.model",
    "fit": ".app.trained",
    "load": ".app.trained",
    "mlp": ".app.network",
    "read": ".app.model",
    "sequential": ".app.network",
}

__all__ = ["ChalkError", "Dense", "Derivation", "Model", "fit", "load", "mlp", "read", "sequential"]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name], __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
