"""A translation that can print itself."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from .. import calculus, page
from ..calculus.known_questions import SHALLOW
from ..convention import Convention
from ..learning.read import read_model
from ..model import Model
from ..page import registry


class Translation(calculus.Translation):
    """One gradient in two conventions. ``t.pairs[0].bridge.right.text`` is ``dW1_cs231n^T``; ``print(t)`` shows all."""

    def to(self, target: str, **options: Any) -> Any:
        """The translation in a format: ``terminal``, ``github``, ``json``, ... ; text, or bytes for PDF and pictures.

        ``options`` are those of ``page.Options``. Raises InputError for an unknown format.
        """
        return self.printed(registry.printer(target), page.Options(**options))

    def printed(self, printer: page.Printer, options: page.Options) -> str | bytes:
        """The translation as a printer prints it; for programs, one object."""
        if printer.page is None:
            return page.translation_record(self)
        return printer.page(page.translation_page(self, options.level), options)

    def __str__(self) -> str:
        return str(self.to("terminal"))

    def __repr__(self) -> str:
        lines = [f"\n  {pair.bridge.left.text} = {pair.bridge.right.text}" for pair in self.pairs]
        return f"{self.name} from {self.source.name} to {self.target.name}:{''.join(lines)}"


def translate(model: Model | None, name: str, source: Convention, target: Convention) -> Translation:
    """Translate a gradient of a model, or of a network with one hidden layer if none is given; of one of any depth
    if the name has a layer: dW[l].

    Raises InputError for an unknown name, NotSupported for a convention that the model does not allow.
    """
    example = calculus.FOUR_EQUATIONS if model is None and "[" in name else SHALLOW
    network = model if model is not None else read_model(example, "<example>")
    if network.layers is not None:
        found = calculus.translate_layers(network, network.layers, name, source, target, given=model is not None)
    else:
        found = calculus.translate(network, name, source, target, given=model is not None)
    return Translation(**{f.name: getattr(found, f.name) for f in fields(calculus.Translation)})
