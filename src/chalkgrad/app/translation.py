"""A translation that can print itself."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from .. import calculus, page
from ..calculus.known_questions import SHALLOW
from ..convention import Convention
from ..errors import InputError
from ..learning.read import read_model
from ..model import Model


class Translation(calculus.Translation):
    """One gradient in two conventions. ``t.pairs[0].bridge.right.text`` is ``dW1_cs231n^T``; ``print(t)`` shows all."""

    def to(self, target: str, **options: Any) -> str:
        """The translation as ``terminal``, ``github`` or ``json`` text. Raises InputError for an unknown format."""
        level = options.pop("level", "lecture")
        if target == "json":
            return page.translation_record(self)
        printer = page.printer(target)
        if printer.page is None:
            raise InputError(f"{target} shows derivations only", hint="Choose terminal, github or json.")
        return printer.page(page.translation_page(self, level), page.Options(level, **options))

    def __str__(self) -> str:
        return self.to("terminal")

    def __repr__(self) -> str:
        lines = [f"\n  {pair.bridge.left.text} = {pair.bridge.right.text}" for pair in self.pairs]
        return f"{self.name} from {self.source.name} to {self.target.name}:{''.join(lines)}"


def translate(model: Model | None, name: str, source: Convention, target: Convention) -> Translation:
    """Translate a gradient of a model, or of a network with one hidden layer if none is given.

    Raises InputError for an unknown name, NotSupported for a convention that the model does not allow.
    """
    network = model if model is not None else read_model(SHALLOW, "<example>")
    found = calculus.translate(network, name, source, target, given=model is not None)
    return Translation(**{f.name: getattr(found, f.name) for f in fields(calculus.Translation)})
