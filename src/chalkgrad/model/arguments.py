"""``A = softmax(W X + b)``: the argument of a function of a vector gets a name, Z, so that dZ can be shown.

Inside a larger formula, ``log(softmax(W X + b))``, the value gets one too, A: the model is that of ``A = softmax(Z)``.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from ..errors import NotationError, Span
from ..notation.surface import At, Call, DeltaOf, Indexed, Name, Over, Surface, walk_surface, with_parts
from ..terms import Function


@dataclass
class NamedArguments:
    """What is named in the formula of ``equation``; ``taken`` are names that mean something already.

    ``found`` are the new equations, each after those it uses; ``notes`` say what was named.
    """

    equation: str
    functions: Mapping[str, Function]
    taken: Collection[str]
    found: dict[str, Surface] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def formula(self, right: Surface) -> Surface:
        """The formula with names for the arguments of functions of a vector, wherever they stand in it."""
        if isinstance(right, Call) and self._needs_a_name(right):
            wish = "Z" + self.equation[1:] if self.equation.startswith("A") else f"Z_{self.equation}"
            name = self._free(wish)
            self.notes.append(f"{name} names the argument of {right.function}")
            return self._with_argument(right, name)
        return with_parts(right, self._inside)

    def _inside(self, surface: Surface) -> Surface:
        if not isinstance(surface, Call) or not self._needs_a_name(surface):
            return with_parts(surface, self._inside)
        argument = surface.arguments[0]
        name = next((known for known, value in self.found.items() if value == argument), "")
        if not name:
            name = self._free("Z", f"Z_{self.equation}")
            self.notes.append(f"{name} names the argument of {surface.function}, A{name[1:]} its value")
        call = self._with_argument(surface, name)
        value = next((known for known, found in self.found.items() if found == call), "")
        if not value:
            value = self._free(f"A{name[1:]}")
            self.found[value] = call
        return Name(value, span=surface.span)

    def _with_argument(self, call: Call, name: str) -> Call:
        """The call of the name; its equation comes after those of what was named inside."""
        argument = call.arguments[0]
        if name not in self.found:
            self.found[name] = argument  # the name is taken while the argument is looked into
            inner = self._inside(argument)
            del self.found[name]
            self.found[name] = inner
        return replace(call, arguments=(Name(name, span=argument.span),))

    def _needs_a_name(self, call: Call) -> bool:
        function = self.functions.get(call.function)
        if function is None or function.axis_index is None or call.primes or len(call.arguments) != 1:
            return False
        argument = call.arguments[0]
        in_letters = any(isinstance(node, (At, DeltaOf, Indexed, Over)) for node in walk_surface(argument))
        return not isinstance(argument, Name) and not in_letters

    def _free(self, *wishes: str) -> str:
        """The first wish that is free, else the last with as many strokes behind it as it takes."""
        used = {*self.taken, *self.found}
        for wish in wishes:
            if wish not in used:
                return wish
        name = wishes[-1]
        while name in used:
            name += "_"
        return name


def each_once(function: str, letters: str, place: Span | None) -> tuple[str, ...]:
    """The arguments in ``f(a, y)``. Raises NotationError for ``f(z, z)``: which of the two would z be?"""
    arguments = tuple(word.strip() for word in letters.split(",") if word.strip())
    for position, word in enumerate(arguments):
        if word in arguments[:position]:
            raise NotationError(
                f"{function} has two arguments called {word}", span=place, hint="Give each argument a name of its own."
            )
    return arguments
