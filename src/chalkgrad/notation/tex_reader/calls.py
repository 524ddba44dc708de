r"""Functions and what they are applied to; sums and maxima over an index."""

from __future__ import annotations

from ...errors import NotationError
from .atoms import Atom, Sequence, Shape
from .constructs import Constructs
from .names import indices, plain
from .places import Bounds
from .tokens import within

ENDS = (Shape.SIGN, Shape.WORD)


class Calls(Constructs):
    """Writes calls, with or without brackets, and big operators."""

    def _call(self, atoms: Sequence, position: int) -> int:
        """A function with what it is applied to; the position after."""
        atom = atoms[position]
        if atom.below is not None:
            self.refuse(
                f"{atom.text} takes no subscript", atom, "log is the natural logarithm: log(a)/log(2) for another."
            )
        primes, power = atom.primes, atom.above
        if power is not None and all(part.shape is Shape.PRIME for part in power):
            primes, power = primes + len(power), None
        if power is not None and not (len(power) == 1 and power[0].shape is Shape.NUMBER):
            hint = "Write (tanh(z))^{...} for a power."
            self.refuse(f"an exponent on {atom.text} can be a power or an inverse", atom, hint)
        if position + 1 >= len(atoms) or atoms[position + 1].shape in (*ENDS, Shape.TIMES):
            self.refuse(f"{atom.text} needs an argument", atom, f"For example {atom.text}(z).")
        self._put(atom.text + "'" * primes, atom)
        argument = atoms[position + 1]
        if argument.shape in (Shape.BRACKET, Shape.GROUP):
            self._bracket(plain(argument))
            end = position + 2
        else:
            end = self._without_brackets(atoms, position)
        if power is not None:
            self._power(power, atom)
        if argument.shape in (Shape.BRACKET, Shape.GROUP) and not argument.bare:
            if power is not None:
                self.refuse("two exponents on one function", argument)
            self._scripts(argument)
        return end

    def _without_brackets(self, atoms: Sequence, position: int) -> int:
        r"""``\log a``: one factor, after which the term must end; anything longer could be read two ways."""
        function, first = atoms[position], atoms[position + 1]
        end = position + 2
        if first.shape is Shape.BIG:
            while end < len(atoms) and atoms[end].shape not in ENDS:
                end += 1
        elif self._is_function(first) and end < len(atoms):
            end += 1
        if end < len(atoms) and atoms[end].shape not in ENDS:
            start, stop = function.start, atoms[end].end
            raise NotationError(
                f"where {function.text} ends can be read two ways",
                span=within(self.place, start, stop),
                hint=f"Write brackets: {function.text}(...).",
            )
        self._put("(", first)
        self.sequence(atoms[position + 1 : end])
        self._put(")", atoms[end - 1])
        return end

    def _big(self, atom: Atom, following: Sequence) -> None:
        r"""``\sum_{i=1}^{m}`` and ``\max_k``: the body is the rest of the product."""
        if atom.below is None:
            hint = r"Write \sum_{i=1}^{m} for a sum over an index, \operatorname{sum}(A) for the sum of all entries."
            self.refuse(f"{atom.text} without an index", atom, hint)
        if not following or following[0].shape in (*ENDS, Shape.TIMES):
            self.refuse(f"nothing stands after {self.place.source[atom.start : atom.end]}", atom)
        below = atom.below
        letters = below[:1] if len(below) > 1 and below[1].text == "=" else below
        if letters is not below and (len(below) != 3 or below[2].text != "1" or atom.above is None):
            hint = r"Sums run from 1 to the size of an axis: \sum_{i=1}^{m}."
            self.refuse("these bounds are not understood", atom, hint)
        for letter in indices(letters, self.place):
            self._put(f"{atom.text}_{letter}", atom)
            if letter != indices(letters, self.place)[-1]:
                self._space(atom)
            if atom.above is not None:
                self._bound(letter, atom)

    def _along_examples(self, letter: str, atom: Atom) -> None:
        """Keep that a letter above counts the examples, to be held against the axis it runs along."""
        span = within(self.place, atom.start, atom.end)
        self.bounds.append(Bounds(letter, "", self.place.line_number, span))

    def _bound(self, letter: str, atom: Atom) -> None:
        """Keep the upper bound, to be compared with the axis when axes are known."""
        above = atom.above or ()
        upper = ""
        if len(above) == 1 and above[0].shape is Shape.NUMBER:
            upper = above[0].text
        elif len(above) == 1 and above[0].shape is Shape.LETTER:
            meant = self.meaning(above[0])
            upper = meant.name if not (meant.indices or meant.transposed or meant.power or meant.primes) else ""
        if not upper:
            self.refuse("this upper bound is not understood", atom, r"It is a size: \sum_{i=1}^{m}.")
        span = within(self.place, atom.start, atom.end)
        self.bounds.append(Bounds(letter, upper, self.place.line_number, span))
