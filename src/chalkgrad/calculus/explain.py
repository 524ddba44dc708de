"""The way from the cost to one name: which names lie on it, the local derivative of every link, and the product."""

from __future__ import annotations

from ..convention import Convention
from ..errors import InputError
from ..model import Model
from ..terms import Derivative, Entry, Index, names
from .answer import Answer, Heading, Part, say, with_steps
from .asked import board_for, places
from .chain import Chain
from .derivation import Derivation, Equation
from .derive import derive
from .differentiate import Differentiator
from .factors import flat_products
from .linear import layers
from .moves import PICK, TIDY
from .numerator import board_in
from .own_value import in_own_value
from .paths import consumers, path
from .put_together import put_together
from .reasons import rules_used, slope_words
from .theorem import Claim
from .theta_entries import told_by_entries
from .theta_layers import in_parts, parts_named

#: No more paths than this are written down one by one.
MOST_PATHS = 6


def explain(model: Model, name: str, convention: Convention | None = None) -> Answer:
    """How the cost depends on ``name`` (W1 or dW1), link by link.

    Raises InputError for a name that the cost does not depend on (the nearest is offered) and for a network of any
    depth; NotSupported for a function without a known derivative.
    """
    if model.layers is not None:
        raise InputError(
            "a network of any depth has no single path to show",
            hint='Choose a depth: --depth 3 --functions g=tanh, model.at_depth(3, g="tanh") in '
            "Python. What leads from layer to layer is in its derivation.",
        )
    if convention is not None and convention.parameters == "Theta":
        found = derive(in_parts(model), convention.in_parts(), [_one_part(model, name, convention)])
        return _Explanation(told_by_entries(found, model, convention.in_parts())).answer(name)
    return _Explanation(derive(model, convention, [name])).answer(name)


def _one_part(model: Model, name: str, convention: Convention) -> str:
    """The name itself; InputError for a Theta, whose parts have ways of their own to the cost."""
    parts = parts_named(model, name)
    if parts:
        own = convention.adjoint_of
        raise InputError(
            f"{name} is put together from {parts[0]} and {parts[1]}, and each has its own way to the cost",
            hint=f"Ask for one of them: {own(parts[1])} or {own(parts[0])}.",
        )
    return name


class _Explanation:
    def __init__(self, derivation: Derivation) -> None:
        self.derivation = derivation
        self.model = derivation.model
        self.differentiator = Differentiator(self.model.functions, derivation.convention.kink)
        self.by_name = {equation.of: equation for equation in derivation.equations}

    def answer(self, asked: str) -> Answer:
        called = self.derivation.convention.gradients_of(self.model.quantities)
        chosen = self.derivation.get(asked) or self.by_name[called.get(asked, asked)]
        parts: list[Part] = [*self.paths(chosen.of)]
        for number, equation in enumerate(self.derivation.equations, start=1):
            parts += self.link(number, equation)
        parts += self.product(chosen)
        parts += [say(f"{note}.") for note in self.derivation.notes if note.startswith("Theta")]
        title = f"How {self.model.cost} depends on {chosen.of}"
        return Answer("explain", title, self.derivation.convention.name, tuple(parts))

    # -- which names lie on the way ------------------------------------------------------------------------------

    def users(self, name: str) -> list[str]:
        """What is computed from a name and leads on to the cost, the cost itself included."""
        cost = self.model.cost
        found = [user for user in consumers(self.model, name) if user in self.by_name]
        return [*found, cost] if name in names(self.model.definitions[cost].value) else found

    def paths(self, start: str) -> list[Part]:
        cost = self.model.cost
        found, count = self.listed(start), self.count(start)
        arrows = [" → ".join(f"`{name}`" for name in way) for way in found]
        fixed = "with everything else held fixed"
        if count == 1:
            return [
                say(f"`{start}` reaches `{cost}` along one path: {arrows[0]}."),
                say(
                    "The derivative runs the same way back. Every arrow gives one factor, its local derivative: what "
                    f"the arrow points at, differentiated by what it comes from, {fixed}."
                ),
            ]
        more = f" Here are {len(found)} of them:" if count > len(found) else ""
        return [
            say(f"`{start}` reaches `{cost}` along {count} paths.{more}"),
            *[say(f"{arrow}{';' if arrow is not arrows[-1] else '.'}") for arrow in arrows],
            say(
                "Along one path the local derivatives of its arrows are multiplied: what an arrow points at, "
                f"differentiated by what it comes from, {fixed}. The products of the paths are added. So wherever a "
                "name has several arrows going out, the contributions that come back along them add up."
            ),
        ]

    def listed(self, start: str) -> list[tuple[str, ...]]:
        """The first few paths from a name to the cost, the shortest way through the equations first."""
        found: list[tuple[str, ...]] = []
        waiting: list[tuple[str, ...]] = [(start,)]
        while waiting and len(found) < MOST_PATHS:
            way = waiting.pop()
            if way[-1] == self.model.cost:
                found.append(way)
            else:
                waiting.extend((*way, user) for user in reversed(self.users(way[-1])))
        return found

    def count(self, start: str) -> int:
        """How many paths there are from a name to the cost."""
        ways = {self.model.cost: 1}
        for equation in self.derivation.equations:  # from the cost down
            ways[equation.of] = sum(ways[user] for user in self.users(equation.of))
        return ways[start]

    # -- one link ------------------------------------------------------------------------------------------------

    def link(self, number: int, equation: Equation) -> list[Part]:
        users = self.users(equation.of)
        parts: list[Part] = [Heading(f"{number}. From {' and '.join(users)} to {equation.of}")]
        if len(users) > 1:
            parts.append(
                say(
                    f"`{equation.of}` has {len(users)} arrows going out, to "
                    + " and to ".join(f"`{user}`" for user in users)
                    + ". What comes back along them is added."
                )
            )
        parts += [claim for user in users if user != self.model.cost for claim in self.local(equation, user)]
        return [*parts, equation]

    def local(self, equation: Equation, user: str) -> list[Claim]:
        """The local derivative of one arrow, every line of it."""
        at = self.upright(equation)
        way = path(self.model, self.differentiator, equation.of, at, user)
        variable = Entry(equation.of, at)
        board = board_for(self.model, self.derivation.definitions, self.derivation.values(), letters=True)
        layout = self.model.quantities[equation.of].layout
        chain = Chain(board, Derivative(way.entry, variable), *places(at, layout))
        opened = Derivative(way.value, variable)
        chain.to("definition", f"the equation of {user} put in", opened, unfold=(user,))
        for layer in layers(chain.term):
            chain.to("linearity", layer.words, layer.term)
        words = rules_used(chain.term, self.differentiator)
        chain.to("differentiate", words, self.differentiator.carry_out(chain.term))
        chain.moves((PICK, TIDY))
        own = in_own_value(chain.term, way, self.differentiator)
        if own is not chain.term:
            words = slope_words(chain.term, self.differentiator, user) if user not in names(own) else ""
            chain.to("own-value", words or f"in terms of its own value {user}", flat_products(own), unfold=(user,))
        return (
            [Claim(f"the local derivative of {user} with respect to {equation.of}", tuple(chain.steps))]
            if chain.steps
            else []
        )

    def upright(self, equation: Equation) -> tuple[Index, ...]:
        """The letters of the name itself, which the numerator layout writes in the other order on its gradient."""
        turned = self.derivation.convention.is_turned
        return tuple(reversed(equation.indices)) if turned else equation.indices

    # -- all of them ---------------------------------------------------------------------------------------------

    def product(self, chosen: Equation) -> list[Part]:
        others = [equation for equation in self.derivation.equations if equation is not chosen]
        known = self.derivation.definitions
        layouts = {name: d.layout for name, d in known.items() if name not in self.model.quantities}
        board = board_in(self.model, layouts, self.derivation.convention)
        board.definitions.update(known)
        layout = known[chosen.name].layout
        chain = Chain(board, Entry(chosen.name, chosen.indices), *places(chosen.indices, layout))
        chain.to("definition", "the last link", chosen.value.term, unfold=(chosen.name,), matrix=True)
        complete = put_together(chain, others, matrix=True)
        if len(chain.steps) < 2:
            return []
        parts: list[Part] = [Heading("All together"), with_steps(chosen, chain.steps)]
        if not complete:
            parts.append(say("Written out further, the product would no longer fit on a line; the names stand for it."))
        return parts
