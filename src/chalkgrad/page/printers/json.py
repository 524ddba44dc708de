"""A derivation as JSON: one object for programs, the same fields as the records in Python."""

from __future__ import annotations

import json
from collections.abc import Sequence

from ...calculus.derivation import Derivation, Equation, Step
from ...model.model import Model, Quantity, Role
from ...notation.latex import latex
from ...notation.spell import spell
from ...notation.text import text
from ...program import AsComputed
from ...program.worked import WorkedExample
from ...terms import Function
from ..any_depth import layer_zero
from ..as_computed import as_json
from ..document import Entry
from ..in_numbers import numbers_as_json
from ..lesson import functions_of_the_user
from ..printer import Options, Printer


def record(
    derivation: Derivation,
    options: Options,
    as_computed: Sequence[AsComputed] = (),
    worked: WorkedExample | None = None,
) -> str:
    """The whole derivation whatever the level; ``level`` of each step says where it would be shown."""
    model = derivation.model
    own = functions_of_the_user(model)
    whole: dict[str, object] = {
        "model": model.source,
        "convention": derivation.convention.name,
        "meaning": derivation.meaning,
        "split": derivation.split,
        "cost": model.cost,
        **({"form": derivation.form} if derivation.form else {}),
        "prediction": model.prediction,
        "facts": [fact.text for fact in model.facts],
        **({"blocks": {name: text(block) for name, block in model.blocks.items()}} if model.blocks else {}),
        **({"functions": [_function(each) for each in own]} if own else {}),
        "forward": _forward(model),
        "equations": [_equation(equation) for equation in derivation.equations],
        **({"bridge": [_equation(equation) for equation in derivation.bridge]} if derivation.bridge else {}),
        "as_computed": as_json(derivation, as_computed),
        "notes": list(dict.fromkeys((*model.notes, *derivation.notes))),
    }
    if worked is not None:
        whole["numbers"] = numbers_as_json(worked)
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _forward(model: Model) -> list[dict[str, object]]:
    """What is given, then what is computed, in the order of computation; of any depth, first A[0] = X."""
    given = [quantity for quantity in model.quantities.values() if quantity.name not in model.definitions]
    computed = [model.quantities[name] for name in model.definitions if name in model.quantities]
    return [*map(_quantity, given), *map(_layer_zero, layer_zero(model)), *map(_quantity, computed)]


def _layer_zero(entry: Entry) -> dict[str, object]:
    assert entry.right is not None
    record: dict[str, object] = {"name": text(entry.left), "role": Role.INTERMEDIATE.value, "shape": entry.shape}
    return record | {"text": text(entry.right), "latex": latex(entry.right)}


def _function(function: Function) -> dict[str, object]:
    value = spell(function.value)
    return {
        "name": function.name,
        "arguments": list(function.arguments),
        "text": text(value),
        "latex": latex(value),
    }


def _quantity(quantity: Quantity) -> dict[str, object]:
    record: dict[str, object] = {"name": quantity.name, "role": quantity.role.value, "shape": quantity.shape}
    if quantity.written is not None:
        record |= {"text": text(quantity.written), "latex": latex(quantity.written)}
    return record


def _equation(equation: Equation) -> dict[str, object]:
    return {
        "name": equation.name,
        "of": equation.of,
        "text": equation.text,
        "latex": equation.latex,
        "shape": equation.shape,
        "meaning": equation.meaning,
        **({"layers": equation.layers} if equation.layers else {}),
        "note": equation.note,
        "certificate": equation.certificate.as_json(),
        "steps": [_step(step) for step in equation.steps],
    }


def _step(step: Step) -> dict[str, object]:
    return {
        "rule": step.rule,
        "words": step.words,
        "level": step.level,
        "before": step.before,
        "after": step.after,
        "before_latex": step.source.latex,
        "after_latex": step.result.latex,
        "facts": list(step.facts),
        "certificate": step.certificate.as_json(),
        "children": [_step(child) for child in step.children],
    }


PRINTER = Printer("json", (".json",), record=record)
