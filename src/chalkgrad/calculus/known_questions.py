"""The questions, found by walking the folder ``questions``: one file there is one question."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cache
from types import MappingProxyType

from ..convention import Convention, presets
from ..errors import InputError, NotSupported
from ..library import functions
from ..model import Model, build
from . import questions as folder
from .answer import Answer, say
from .asked import Asked
from .theta_entries import theta_notes
from .theta_layers import in_parts, parts_named

#: A network with one hidden layer: what is asked about when no model is given.
SHALLOW = """
X: n0 x m
Y: n2 x m, Y in {0, 1}
Z1 = W1 X + b1
A1 = tanh(Z1)
Z2 = W2 A1 + b2
A2 = sigmoid(Z2)
J = -1/m sum(Y ⊙ log(A2) + (1 - Y) ⊙ log(1 - A2))
"""


TWO = 2
ANY_DEPTH = (
    "This network has any number of layers. The answer is shown for two: whatever holds between the layers 1 and 2 "
    "holds between any `l` and the next one, and what holds at layer 2 holds at the last one, `L`."
)


@dataclass(frozen=True)
class Question:
    """``answer`` derives it; ``example`` is the model it is answered on when none is given."""

    name: str
    about: str
    example: str
    answer: Callable[[Asked], Answer]


@cache
def known_questions() -> Mapping[str, Question]:
    """Every question by its name: a module that defines ``NAME``, ``ABOUT``, ``answer``, and ``EXAMPLE`` if it has
    an example of its own."""
    found = {}
    for entry in sorted(pkgutil.iter_modules(folder.__path__), key=lambda item: item.name):
        module = importlib.import_module(f"{folder.__name__}.{entry.name}")
        example = getattr(module, "EXAMPLE", SHALLOW)
        found[module.NAME] = Question(module.NAME, module.ABOUT, example, module.answer)
    return MappingProxyType(found)


def question(
    name: str, model: Model | None = None, convention: Convention | None = None, subject: str | None = None
) -> Answer:
    """Answer a question on a model (a network with one hidden layer if none is given), in a convention.

    ``subject`` is the gradient it is about, such as ``dA1``, where the question leaves a choice. A network of any depth
    is asked about at two layers. Raises InputError for an unknown question (the nearest is named), an unknown subject
    and a model that the question says nothing about, NotSupported for a convention that turns gradients. Where the
    convention puts parameters together the answer is about their parts.
    """
    known = known_questions()
    if name not in known:
        near = get_close_matches(name, known, n=1, cutoff=0.4)
        guess = f"Did you mean {near[0]}? " if near else ""
        raise InputError(f"there is no question {name!r}", hint=f"{guess}Known: {', '.join(known)}.")
    asked, convention = known[name], convention or presets()["ng"]
    if convention.is_turned:
        raise NotSupported(
            f"not supported: questions in the convention {convention.name}: the answers compare the letters of a "
            "gradient with those of the name itself, and here they stand in another order",
            hint="Ask with --convention literal: there dX means the same and is the transpose. chalkgrad translate dW1 "
            f"--from literal --to {convention.name} shows the bridge.",
        )
    if model is not None and model.layers is not None:
        two = build(model.layers.at_depth(TWO, {}), model.functions)
        answer = _answered(asked, Asked(two, convention, _in_two_layers(subject), True))
        return replace(answer, parts=(say(ANY_DEPTH), *answer.parts))
    chosen = model if model is not None else build(asked.example, functions())
    return _answered(asked, Asked(chosen, convention, subject, model is not None))


def _answered(question: Question, asked: Asked) -> Answer:
    """The answer; where the convention puts parameters together, about their parts."""
    convention, subject = asked.convention, asked.subject
    if convention.parameters != "Theta":
        return question.answer(asked)
    parts = parts_named(asked.model, subject) if subject is not None else ()
    if parts:
        raise InputError(
            f"{subject} is put together from {parts[0]} and {parts[1]}",
            hint=f"Ask about {convention.adjoint_of(parts[1])} or {convention.adjoint_of(parts[0])}.",
        )
    answer = question.answer(replace(asked, model=in_parts(asked.model), convention=convention.in_parts()))
    said = [say(f"{note}.") for note in theta_notes(asked.model, convention)]
    return replace(answer, parts=(*answer.parts, *said))


def _in_two_layers(subject: str | None) -> str | None:
    """``dA[l]`` as dA1, ``dZ[L]`` as dZ2."""
    if subject is None:
        return None
    numbers = {"l": "1", "l+1": "2", "L": "2", "L-1": "1"}
    return re.sub(r"\[([^\]]*)\]", lambda found: numbers.get(found[1], found[1]), subject)
