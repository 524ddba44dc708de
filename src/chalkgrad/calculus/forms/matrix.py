"""Every equation in whole matrices: the lines between, which have letters, are folded away."""

from __future__ import annotations

import re
from dataclasses import replace

from ...notation.surface import has_letters
from ...notation.text import text
from ...terms import Derivative, Entry, walk
from ..derivation import Derivation, Equation, Step
from ..form import Wanted
from ..summary import summary

NAME = "matrix"
ABOUT = "every equation in whole matrices; the lines in letters are folded away"


def show(wanted: Wanted) -> Derivation:
    """The derivation without its lines in index form; a step over such lines has them as its smaller steps."""
    found = wanted.derivation
    return replace(
        found, equations=tuple(_in_matrices(found, equation) for equation in found.equations), form="in matrices"
    )


def _in_matrices(found: Derivation, equation: Equation) -> Equation:
    steps: list[Step] = []
    waiting: list[Step] = []
    for step in equation.steps:
        waiting.append(step)
        if not has_letters(step.result.surface):
            steps.append(_folded(found, waiting))
            waiting = []
    if waiting:  # the value itself has no matrix form
        steps.append(_folded(found, waiting))
    return replace(equation, steps=tuple(steps))


def _folded(found: Derivation, steps: list[Step]) -> Step:
    """One step over several; equality is handed on from line to line, so its certificate is that of them all."""
    if len(steps) == 1:
        return steps[0]
    first, last = steps[0], steps[-1]
    words = "; ".join(dict.fromkeys(said for said in (_opening(found, first), _without_letters(last)) if said))
    facts = tuple(dict.fromkeys(fact for step in steps for fact in step.facts))
    certificate = summary(steps)
    return Step(last.rule, words, first.source, last.result, certificate, last.level, facts, tuple(steps))


def _opening(found: Derivation, step: Step) -> str:
    """Through which names the chain rule goes, in matrices."""
    through = [
        node.of.name
        for node in walk(step.result.term)
        if isinstance(node, Derivative) and isinstance(node.of, Entry) and node.of.name in found.model.definitions
    ]
    said = []
    for name in dict.fromkeys(through):
        written = found.model.quantities[name].written
        shown = f"{name} = {text(written)}" if written is not None and not has_letters(written) else name
        said.append(f"chain rule through {shown}")
    return "; ".join(said) if said else _without_letters(step)


def _without_letters(step: Step) -> str:
    """The reason of a step, where it can be said without speaking of single entries."""
    if any(mark in step.words for mark in ("sum_", "∂", "δ", "stays")):
        return ""
    return re.sub(r"\[[\w,]+\]", "", step.words)
