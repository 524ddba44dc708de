r"""Atoms to plain notation: ``\frac{1}{m}\,dZ^{[2]}\,A^{[1]\top}`` is written ``1/m dZ2 A1^T``."""

from __future__ import annotations

from dataclasses import replace

from .atoms import Atom, Sequence, Shape
from .calls import Calls
from .names import plain


class Formula(Calls):
    """Writes sequences of atoms: factors, signs and relations, names."""

    def sequence(self, atoms: Sequence) -> None:
        """A formula: factors, signs and relations. Raises NotationError at what has no plain form."""
        position = 0
        while position < len(atoms):
            position = self._one(atoms, position)

    def _one(self, atoms: Sequence, position: int) -> int:
        """Write the atom at ``position`` with what belongs to it; the position after it."""
        atom = atoms[position]
        before = atoms[position - 1] if position else None
        if atom.shape in (Shape.SIGN, Shape.TIMES):
            self._sign(atom, before)
            return position + 1
        if before is not None and not self._adjoins(atoms, position):
            self._space(atom)
        scientific = self._scientific_length(atoms, position)
        if scientific:
            self._scientific(atoms[position : position + scientific])
            return position + scientific
        if atom.shape is Shape.BIG or (atom.shape is Shape.FUNCTION and atom.text in ("sum", "max") and atom.below):
            self._big(atom, atoms[position + 1 :])
            return position + 1
        if atom.shape is Shape.FUNCTION:
            return self._call(atoms, position)
        if atom.shape is Shape.LETTER:
            return self._letter(atoms, position)
        if atom.shape is Shape.FRACTION and atom.parts[0][0].shape is Shape.PARTIAL:
            return self._partial(atoms, position)
        self._atom(atom, before)
        return position + 1

    def _sign(self, atom: Atom, before: Atom | None) -> None:
        if atom.text in ("&", r"\\", "."):
            self.refuse(f"not understood: {atom.text}", atom, "Give each equation a line of its own.")
        if not atom.bare:
            self.refuse("a script on a sign", atom)
        if atom.text in ",;:":
            self._put(atom.text, atom)
        elif atom.text == "/":
            self._put("/", atom)
        elif before is None or before.shape in (Shape.SIGN, Shape.TIMES):
            if before is not None and before.text != "/":
                self._space(atom)
            self._put(atom.text, atom)
        else:
            self._put(f" {atom.text}", atom)

    def _adjoins(self, atoms: Sequence, position: int) -> bool:
        """Whether no space is due: after a slash, after a leading sign, between a name and its bracket."""
        atom, before = atoms[position], atoms[position - 1]
        if before.shape is Shape.TIMES:
            return before.text == "/"
        if before.shape is Shape.SIGN:
            return before.text in "+-" and (position == 1 or atoms[position - 2].shape in (Shape.SIGN, Shape.TIMES))
        called = before.shape is Shape.LETTER and self._callable(before)
        return atom.shape is Shape.BRACKET and called and atom.start == before.end

    def _callable(self, letter: Atom) -> bool:
        """Whether a bracket after the letter is written without a space, so that it can be a call."""
        meant = self.meaning(letter)
        return not (meant.indices or meant.transposed or meant.power)

    def _letter(self, atoms: Sequence, position: int) -> int:
        atom = atoms[position]
        following = atoms[position + 1] if position + 1 < len(atoms) else None
        if atom.text in ("sigma", "σ") and self._is_sigmoid(atom, following):
            return self._call((*atoms[:position], replace(atom, text="sigmoid"), *atoms[position + 1 :]), position)
        meant = self.meaning(atom)
        self._put(meant.name + "'" * meant.primes, atom)
        if meant.indices:
            self._put(f"[{','.join(meant.indices)}]", atom)
        if meant.example:
            self._along_examples(meant.example, atom)
        if meant.transposed:
            self._put("^T", atom)
        if meant.power is not None:
            self._power(meant.power, atom)
        if following is not None and following.start == atom.end and following.shape is Shape.BRACKET:
            inside = following.parts[0]
            if following.text == "[" and all(part.shape is Shape.LETTER or part.text == "," for part in inside):
                written = self.place.source[atom.start : following.end]
                hint = "Write y_{a} for an entry, y (a) for a product."
                self.refuse(f"{written} can be read two ways", following, hint)
        return position + 1

    def _is_sigmoid(self, atom: Atom, following: Atom | None) -> bool:
        """``\\sigma(z)`` is the sigmoid, ``\\sigma^{2}`` a variance; what could be either is refused."""
        primed = atom.above is not None and all(part.shape is Shape.PRIME for part in atom.above)
        if atom.below is not None or (atom.above is not None and not primed) or following is None:
            return False
        known = any(name in self.words.names for name in ("sigma", "σ"))
        bracket = following.shape in (Shape.BRACKET, Shape.GROUP)
        if known and bracket:
            hint = r"Write \operatorname{sigmoid}(z) for the function, \sigma \cdot (z) for the product."
            self.refuse("σ is a quantity here, and the sigmoid", atom, hint)
        if not known and not bracket and following.shape not in (Shape.SIGN, Shape.TIMES, Shape.WORD):
            hint = r"Write \sigma(z) for the sigmoid, \sigma \cdot z for a product."
            self.refuse("σ before a factor can be the sigmoid or a quantity", atom, hint)
        return bracket

    def _atom(self, atom: Atom, before: Atom | None) -> None:
        if atom.shape is Shape.NUMBER:
            self._put(atom.text, atom)
        elif atom.shape is Shape.BRACKET:
            self._bracket(plain(atom))
        elif atom.shape is Shape.GROUP:
            self._group(atom)
        elif atom.shape is Shape.FRACTION:
            self._fraction(atom, before)
        elif atom.shape in (Shape.ROOT, Shape.BARS):
            self._put("sqrt" if atom.shape is Shape.ROOT else "abs", atom)
            self._bracket(plain(atom))
        elif atom.shape is Shape.CASES:
            self._cases(atom)
        elif atom.shape is Shape.NORM:
            self._norm(atom)
            return
        else:
            self.refuse(f"not understood here: {self.place.source[atom.start : atom.end]}", atom)
        if not atom.bare:
            self._scripts(atom)

    def _scientific_length(self, atoms: Sequence, position: int) -> int:
        """How many atoms write a number such as 10^{-8} or 3 · 10^{-8}; 0 if they are none."""
        following = atoms[position + 1 : position + 3]
        scaled = len(following) == 2 and following[0].text in ("·",) and atoms[position].bare
        ten = following[1] if scaled else atoms[position]
        if (
            ten.text != "10"
            or ten.shape is not Shape.NUMBER
            or ten.above is None
            or ten.below is not None
            or ten.primes
        ):
            return 0
        minus = len(ten.above) == 2 and ten.above[0].text == "-" and ten.above[1].shape is Shape.NUMBER
        if not minus or not ten.above[1].bare or not ten.above[1].text.isdigit() or not atoms[position].text.isdigit():
            return 0
        return 3 if scaled else 1

    def _scientific(self, atoms: Sequence) -> None:
        last = atoms[-1]
        assert last.above is not None
        mantissa = atoms[0].text if len(atoms) == 3 else "1"
        self.writer.put(f"{mantissa}e-{last.above[1].text}", atoms[0].start, last.end)
