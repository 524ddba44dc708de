"""Checking on the arrays what a model declares about its data: ``Y in {0, 1}``, ``colsum(Y) = 1``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from ..errors import FactError, NotSupported
from ..model.model import Model
from ..terms import (
    Add,
    Div,
    Entry,
    Equality,
    Index,
    Membership,
    Mul,
    Neg,
    Number,
    Power,
    Size,
    Sum,
    Term,
    all_indices,
    walk,
)
from .examples import Array, Examples

#: How far two sides of a declared equation may be apart, relative to the larger of 1 and their size: the rounding of
#: sums in float32.
TOLERANCE = 1e-5


def check_facts(model: Model, examples: Examples) -> None:
    """Check every declared fact about the data. Raises FactError naming the first example that breaks one.

    Facts that mention anything but data (an activation, say) cannot be checked before training and are left to the
    derivation, which prints where it uses them.
    """
    arrays = {name: np.asarray(array, dtype=np.float64) for name, array in examples.whole().items()}
    ports = (examples.placement.inputs, examples.placement.target)
    axes = {port.name: model.quantities[port.name].layout for port in ports}
    for fact in model.facts:
        terms = (fact.entry,) if isinstance(fact, Membership) else (fact.left, fact.right)
        if {node.name for term in terms for node in walk(term) if isinstance(node, Entry)} - arrays.keys():
            continue
        if isinstance(fact, Membership):
            allowed = np.array([float(value.value) for value in fact.values if isinstance(value, Number)])
            array = arrays[fact.entry.name]
            wrong = ~np.isin(array, allowed)
            if wrong.any():
                by_columns = _is_example(axes[fact.entry.name][1], model)
                bad = np.any(wrong, axis=0 if by_columns else 1)
                raise _broken(fact.text, bad, f"has {fact.entry.name} = {array[wrong][0]:g}")
        else:
            _check_equality(model, fact, arrays)


def _check_equality(model: Model, fact: Equality, arrays: Mapping[str, Array]) -> None:
    # Every index of the formula gets a dimension of its own, of length 1 where a part does not depend on it.
    letters = sorted({index for term in (fact.left, fact.right) for index in all_indices(term)}, key=str)
    left, right = _value(fact.left, letters, arrays, fact.text), _value(fact.right, letters, arrays, fact.text)
    left, right = np.broadcast_arrays(left, right)
    wrong = ~(np.abs(left - right) <= TOLERANCE * np.maximum(1, np.abs(right)))
    if not wrong.any():
        return
    examples = [
        place for place, index in enumerate(letters) if _is_example(index.axis, model) and wrong.shape[place] > 1
    ]
    values = f"gives {left[wrong][0]:g} on the left and {right[wrong][0]:g} on the right"
    if examples:
        others = tuple(place for place in range(len(letters)) if place != examples[0])
        raise _broken(fact.text, np.any(wrong, axis=others), values)
    raise FactError(f"The model states {fact.text}, but the data do not keep it: it {values}.")


def _value(term: Term, letters: Sequence[Index], arrays: Mapping[str, Array], text: str) -> Array:
    def value(part: Term) -> Array:
        return _value(part, letters, arrays, text)

    match term:
        case Number(number):
            return np.asarray(float(number)).reshape([1] * len(letters))
        case Entry(name, indices):
            return _entry(arrays[name], indices, letters)
        case Add(terms):
            return np.asarray(sum((value(part) for part in terms[1:]), value(terms[0])))
        case Neg(body):
            return np.negative(value(body))
        case Mul(factors):
            product = value(factors[0])
            for factor in factors[1:]:
                product = product * value(factor)
            return product
        case Div(top, bottom):
            return np.divide(value(top), value(bottom))
        case Power(base, exponent):
            return np.asarray(value(base) ** value(exponent))
        case Sum(bound, body):
            return np.asarray(np.sum(value(body), axis=letters.index(bound), keepdims=True))
        case Size() | _:
            raise NotSupported(
                f"The fact {text} cannot be checked on the data.",
                hint="Facts about data are sums, products and powers of their entries, or name in {values}.",
            )


def _entry(array: Array, indices: Sequence[Index], letters: Sequence[Index]) -> Array:
    """An array with its dimensions moved to the places of its indices; single rows or columns have none."""
    squeezed = array if len(indices) == array.ndim else array.reshape([-1] * len(indices))
    order = sorted(range(len(indices)), key=lambda place: letters.index(indices[place]))
    shape = [1] * len(letters)
    for place, index in enumerate(indices):
        shape[letters.index(index)] = squeezed.shape[place]
    return squeezed.transpose(order).reshape(shape)


def _is_example(axis: object, model: Model) -> bool:
    return axis is not None and axis == model.example_axis


def _broken(text: str, bad: Array, found: str) -> FactError:
    return FactError(
        f"The model states {text}, but example {int(np.argmax(bad))} (counted from 0) {found}. "
        f"{int(bad.sum())} such {'example' if bad.sum() == 1 else 'examples'} in {len(bad)}.",
        hint="Encode the data so that they keep the fact, or remove it from the model: the derivation then does "
        "without it.",
    )
