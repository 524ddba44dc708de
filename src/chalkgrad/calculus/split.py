"""J = c · Σ_e L_e + R: the mean (or sum) over examples, one example's loss, and the penalty on parameters."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from ..convention import Meaning
from ..model import Model
from ..notation.spell import spell
from ..notation.text import text
from ..terms import ONE, Axis, Component, Div, Index, Max, Neg, Size, Sum, Term, names, rename_indices, walk
from .double_letters import own_names
from .factors import Factored, added, factored, rebuilt, summands
from .tidy import negated


@dataclass(frozen=True)
class Split:
    """``scale`` is c; ``loss`` is L_e with the free index ``example`` (None without examples); ``penalty`` is R.

    ``note`` says why there is no split, if there is none: then ``scale`` is 1 and ``loss`` is the whole cost.
    """

    scale: Term
    loss: Term | None
    example: Index | None
    penalty: Term | None
    note: str = ""

    @property
    def averaged(self) -> bool | None:
        """Whether the cost is a mean over the examples; None if it is neither that nor their sum."""
        return None if self.example is None else self.scale is not ONE


def split(model: Model) -> Split:
    """Take the cost apart. Without a common factor c the cost is left whole, with a note."""
    value = model.definitions[model.cost].value
    axis = model.example_axis
    if axis is None:
        return Split(ONE, value, None, None)
    carriers = {name for name, quantity in model.quantities.items() if axis in quantity.layout}
    example = Index("e", axis)
    losses: list[tuple[bool, Term]] = []
    penalties: list[Term] = []
    for summand in _flat(value):
        if not names(summand) & carriers:
            penalties.append(summand)
            continue
        found = _one_example(summand, example, carriers)
        if found is None:
            return Split(ONE, value, None, None, f"{model.cost} is not a sum over examples: every dX is literal")
        losses.append(found)
    averaged = {mean for mean, _ in losses}
    if len(averaged) > 1:
        return Split(ONE, value, None, None, f"{model.cost} mixes means and sums over examples: every dX is literal")
    scale = Div(ONE, Size(axis)) if averaged == {True} else ONE
    loss = added([term for _, term in losses]) if losses else None
    return Split(scale, loss, example, added(penalties) if penalties else None)


def split_text(
    model: Model,
    parts: Split,
    *,
    words: tuple[str, ...] = ("L", "loss", "own_loss"),
    penalty: str | None = None,
) -> str:
    """How the cost was taken apart, for the page: ``J = 1/m sum_e L[e], where L[e] = ...``.

    The loss of one example is called by the first of ``words`` that means nothing in the model yet; ``penalty`` is how
    the penalty is written, if not as its term.
    """
    if parts.example is None or parts.loss is None:
        return ""
    taken = set(own_names(model))
    own = f"{next((word for word in words if word not in taken), words[-1])}[{parts.example}]"
    scale = text(spell(parts.scale))
    front = f"{scale} sum_{parts.example} {own}" if scale != "1" else f"sum_{parts.example} {own}"
    if penalty is None and parts.penalty is not None:
        penalty = text(spell(parts.penalty, model.functions))
    rest = f" + {penalty}" if penalty is not None else ""
    return f"{model.cost} = {front}{rest}, where {own} = {text(spell(parts.loss, model.functions))}"


def _flat(term: Term) -> list[Term]:
    """The summands of the cost, brackets and signs opened."""
    if isinstance(term, Neg):
        return [negated(inner) for inner in _flat(term.body)]
    terms = summands(term)
    return [term] if len(terms) == 1 else [inner for t in terms for inner in _flat(t)]


def _one_example(summand: Term, example: Index, carriers: set[str]) -> tuple[bool, Term] | None:
    """(is it a mean, the loss of one example), or None if the summand is no c · Σ_e."""
    parts = factored(summand)
    sums = [factor for factor in parts.over if names(factor) & carriers]
    if len(sums) != 1 or any(names(factor) & carriers for factor in parts.under):
        return None
    body = _without_example_sum(sums[0], example)
    if body is None:
        return None
    size = Size(example.axis)
    mean = size in parts.under
    under = list(parts.under)
    if mean:
        under.remove(size)
    if any(node is size for factor in (*parts.over, *under) for node in walk(factor) if factor is not sums[0]):
        return None
    over = tuple(body if factor is sums[0] else factor for factor in parts.over)
    return mean, rebuilt(Factored(parts.coefficient, over, tuple(under)))


def _without_example_sum(term: Term, example: Index) -> Term | None:
    """Σ_e taken off a nest of sums; None if there is none or the example axis is summed twice."""
    if not isinstance(term, Sum):
        return None
    if term.bound.axis == example.axis:
        if any(isinstance(node, Sum) and node.bound.axis == example.axis for node in walk(term.body)):
            return None
        return rename_indices(term.body, {term.bound: example})
    inner = _without_example_sum(term.body, example)
    return None if inner is None else Sum(term.bound, inner)


def scales(model: Model, parts: Split, meaning: Meaning) -> Mapping[str, Term]:
    """For each name X the factor s with ∂J/∂X = s · dX where it is not 1: c in the course's convention where X carries
    the example axis, in that of a plain sum for every name."""
    axis = model.example_axis
    if meaning == "literal" or axis is None or parts.example is None or parts.scale is ONE:
        return {}
    every = meaning == "sum"
    return {n: parts.scale for n, q in model.quantities.items() if n != model.cost and (every or axis in q.layout)}


def mixing(model: Model, wanted: Collection[str]) -> str | None:
    """A quantity that adds up over the examples something that moves with the ``wanted`` names, such as the mean of a
    batch; or None: then nothing but an example itself moves its loss."""
    moving = set(wanted)
    for name, definition in model.definitions.items():
        if name != model.cost and moving & names(definition.value):
            moving.add(name)
            if any(_along(node, model.example_axis) and names(node) & moving for node in walk(definition.value)):
                return name
    return None


def _along(node: Term, axis: Axis | None) -> bool:
    return axis is not None and isinstance(node, (Sum, Max, Component)) and node.bound.axis == axis
