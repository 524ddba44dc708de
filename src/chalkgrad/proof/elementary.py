"""Powers, exponentials, logarithms and conditions in the exact normal form.

What is split and what is not:

- ``exp`` of a sum is a product: ``exp(c M)`` is the atom ``exp(M)`` to the power c, so ``exp(u) exp(-u) = 1``;
- a factor that is known to be positive leaves a logarithm or a root; any other factor only when ``assume_positive`` is
  set, and then ``positive_conditions`` records it. That is sound only if the factor is positive wherever both sides are
  defined, because its own logarithm or root is written in one of them: ``assumptions_hold``;
- a denominator is a bracket to a negative power, its common factors taken out; ``denominators`` records what was
  divided by;
- ``a^t`` with a symbolic exponent obeys ``a^(t + k) = a^t a^k`` for whole k.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import gcd, lcm

from .laws import Laws
from .ring import UNIT, Atom, Coefficient, Poly, Powers, Stuck, Undefined, add, constant, freeze, is_whole

#: A whole power of a sum beyond this one is not multiplied out.
HIGHEST_POWER = 16
#: Numbers beyond this one are not split into primes.
LARGEST_SPLIT = 1_000_000
#: Exact numbers have at most about so many bits.
LARGEST_NUMBER = 20_000


class Elementary(Laws):
    """The ring with powers, exp, log and comparisons, and the record of what they assume."""

    def __init__(self, budget: int = 8_000, *, assume_positive: bool = False) -> None:
        super().__init__(budget)
        self.assume_positive = assume_positive
        self.denominators: dict[int, None] = {}  # atoms that were divided by, in the order met
        self.positive_conditions: dict[int, None] = {}
        self.defined_if_positive: set[int] = set()  # atoms whose own logarithm or root was written
        self.met_unknown_sign = False  # whether assume_positive would change anything
        self._positive: dict[int, bool] = {}

    # -- signs --------------------------------------------------------------------------------------------------

    def is_positive(self, number: int) -> bool:
        """Whether the atom is positive wherever it is defined. False means: not known."""
        known = self._positive.get(number)
        if known is None:
            atom = self.atoms[number]
            match atom.kind:
                case "exp" | "size" | "prime":
                    known = True
                case "bracket":
                    known = self.poly_is_positive(dict(atom.inside[0]))
                case "power":
                    known = self.poly_is_positive(dict(atom.inside[0]))
                case _:
                    known = False
            self._positive[number] = known
        return known

    def poly_is_positive(self, poly: Poly) -> bool:
        strict = False
        for (_, powers), coefficient in poly.items():
            if coefficient < 0:
                return False
            doubtful = [exponent for atom, exponent in powers if not self.is_positive(atom)]
            if any(not is_whole(Fraction(exponent) / 2) for exponent in doubtful):
                return False
            if any(self.atoms[atom].kind == "power" and not self.is_positive(atom) for atom, _ in powers):
                return False  # a^(2 t) may be negative: a = -1, t = 1/2
            strict = strict or not doubtful
        return strict

    @property
    def assumptions_hold(self) -> bool:
        """Whether every factor assumed to be positive stands alone under a logarithm or root somewhere."""
        return self.positive_conditions.keys() <= self.defined_if_positive

    # -- powers -------------------------------------------------------------------------------------------------

    def power(self, base: Poly, exponent: Coefficient) -> Poly:
        if exponent == 1:
            return base
        if not base:
            if exponent > 0:
                return {}
            raise Undefined("a denominator is zero")
        if exponent == 0:
            return {UNIT: 1}
        if len(base) == 1:
            (bounds, powers), coefficient = next(iter(base.items()))
            if not bounds:
                return self._power_of_product(coefficient, powers, exponent)
        if exponent > 0 and is_whole(exponent):
            if exponent > HIGHEST_POWER:
                raise Stuck("a high power of a sum")
            result = base
            for _ in range(int(exponent) - 1):
                result = self.multiply(result, base)
            return result
        return self._power_of_sum(base, exponent)

    def _power_of_product(self, coefficient: Coefficient, powers: Powers, exponent: Coefficient) -> Poly:
        if is_whole(exponent):
            if exponent < 0:
                for atom, _ in powers:
                    if self.atoms[atom].kind in ("delta", "positive", "zero"):
                        raise Stuck("a condition or a delta stands in a denominator")
                    self.divide_by(atom)
            scale = _whole_power(coefficient, exponent)
            return self.monomial(scale, {atom: power * exponent for atom, power in powers})
        outside: dict[int, Coefficient] = {}
        inside: list[tuple[int, Coefficient]] = []
        for atom, power in powers:
            if self.is_positive(atom):
                outside[atom] = power * exponent
            else:
                inside.append((atom, power))
        for prime, power in self._primes(_size(coefficient)).items():
            outside[prime] = outside.get(prime, 0) + power * exponent
        sign = -1 if coefficient < 0 else 1
        if not inside and sign < 0:
            raise Undefined("a root is taken of a negative constant")
        alone = len(inside) == 1 and inside[0][1] == 1 and sign > 0
        if alone:
            self.defined_if_positive.add(inside[0][0])
        if inside and self.assume_positive and sign > 0 and not alone:
            for atom, power in inside:
                self.positive_conditions[atom] = None
                outside[atom] = power * exponent
        elif alone:
            outside[inside[0][0]] = exponent
        elif inside:
            self.met_unknown_sign = True
            root = self.atom(Atom("bracket", "", (), (freeze({((), tuple(inside)): sign}),)))
            outside[root] = outside.get(root, 0) + exponent
        if exponent < 0:
            for atom in outside:
                self.divide_by(atom)
        return self.monomial(1, outside)

    def _power_of_sum(self, base: Poly, exponent: Coefficient) -> Poly:
        """A bracket to a negative or fractional power, its common factors taken out."""
        whole = is_whole(exponent)
        if not whole and self.poly_is_positive(_negated(base)):
            raise Undefined("a root of a negative number")
        common = self._common_factors(base, any_sign=whole)
        if common:
            base = self.times(base, {atom: -power for atom, power in common.items()})
            outside = self._power_of_product(1, tuple(common.items()), exponent)
            return self.multiply(outside, self.power(base, exponent))
        scale = content(base)
        if whole and base[self.leading(base)] < 0:
            scale = -scale
        if scale != 1:
            base = {monomial: _ratio(coefficient, scale) for monomial, coefficient in base.items()}
        bracket = self.atom(Atom("bracket", "", (), (freeze(base),)))
        if exponent < 0:
            self.divide_by(bracket)
        result = self.monomial(1, {bracket: exponent})
        if scale != 1:
            result = self.multiply(self._power_of_product(scale, (), exponent), result)
        return result

    def monomial(self, coefficient: Coefficient, powers: Mapping[int, Coefficient]) -> Poly:
        result: Poly = {}
        self.spend()
        self.finish(result, coefficient, (), {atom: power for atom, power in powers.items() if power})
        return result

    def times(self, poly: Poly, factors: Mapping[int, Coefficient]) -> Poly:
        """``poly`` times powers of atoms, cancelled against negative powers before any bracket is multiplied out."""
        result: Poly = {}
        for (bounds, powers), coefficient in poly.items():
            self.spend()
            merged = dict(powers)
            for atom, exponent in factors.items():
                total = merged.pop(atom, 0) + exponent
                if total:
                    merged[atom] = total
            self.finish(result, coefficient, bounds, merged)
        return result

    def divide_by(self, atom: int) -> None:
        self.denominators[atom] = None

    def _common_factors(self, base: Poly, *, any_sign: bool) -> dict[int, Coefficient]:
        """The least exponent of each atom over all monomials, where it is not 0."""
        common: dict[int, Coefficient] | None = None
        for (bounds, powers), _ in base.items():
            here = {
                atom: power
                for atom, power in powers
                if self.free[atom].isdisjoint(bounds)
                and self.atoms[atom].kind not in ("delta", "positive", "zero", "prime")
                and (any_sign or self.is_positive(atom))
            }
            if common is None:
                common = here
                continue
            for atom in common.keys() | here.keys():
                common[atom] = min(common.get(atom, 0), here.get(atom, 0))
        return {atom: power for atom, power in (common or {}).items() if power}

    def _primes(self, value: Coefficient) -> dict[int, Coefficient]:
        """A positive rational as powers of prime atoms."""
        fraction = Fraction(value)
        found: dict[int, Coefficient] = {}
        for part, sign in ((fraction.numerator, 1), (fraction.denominator, -1)):
            if part > LARGEST_SPLIT:
                raise Stuck("a root or logarithm of a large number")
            divisor = 2
            while part > 1:
                if divisor * divisor > part:
                    divisor = part
                while part % divisor == 0:
                    part //= divisor
                    prime = self.atom(Atom("prime", str(divisor)))
                    found[prime] = found.get(prime, 0) + sign
                divisor += 1
        return found

    def symbolic_power(self, base: Poly, exponent: Poly) -> Poly:
        """``base^exponent`` for an exponent that is not a number."""
        if not base:
            raise Stuck("a symbolic power of zero")
        if base == {UNIT: 1}:
            return base
        if len(base) == 1:
            (bounds, powers), coefficient = next(iter(base.items()))
            if not bounds and coefficient == 1 and all(self.atoms[atom].kind == "exp" for atom, _ in powers):
                return self.exp(self.multiply(self._exponent_of(powers), exponent))
        head = freeze(base)
        result: Poly = {UNIT: 1}
        for monomial, coefficient in exponent.items():
            if monomial == UNIT:
                factor = self.power(base, coefficient)
            elif is_whole(coefficient):
                factor = self.single(Atom("power", "", (), (head, freeze({monomial: 1}))), coefficient)
            else:
                factor = self.single(Atom("power", "", (), (head, freeze({monomial: coefficient}))))
            result = self.multiply(result, factor)
        return result

    # -- exp and log --------------------------------------------------------------------------------------------

    def _exponent_of(self, powers: Powers) -> Poly:
        """What a product of exp atoms is the exponential of."""
        total: Poly = {}
        for atom, power in powers:
            total = add(total, dict(self.atoms[atom].inside[0]), power)
        return total

    def exp(self, argument: Poly) -> Poly:
        result: Poly = {UNIT: 1}
        for (bounds, powers), coefficient in argument.items():
            if not bounds and len(powers) == 1 and powers[0][1] == 1 and self.atoms[powers[0][0]].kind == "log":
                factor = self.power(dict(self.atoms[powers[0][0]].inside[0]), coefficient)
            else:
                factor = self.single(Atom("exp", "", (), (freeze({(bounds, powers): 1}),)), coefficient)
            result = self.multiply(result, factor)
        return result

    def log(self, argument: Poly) -> Poly:
        if not argument or self.poly_is_positive(_negated(argument)):
            raise Undefined("the logarithm of a number that is not positive")
        if len(argument) == 1:
            (bounds, powers), coefficient = next(iter(argument.items()))
            if not bounds:
                return self._log_of_product(coefficient, powers)
        common = self._common_factors(argument, any_sign=self.assume_positive)
        if not self.assume_positive and self._common_factors(argument, any_sign=True):
            self.met_unknown_sign = True
        if common:
            argument = self.times(argument, {atom: -power for atom, power in common.items()})
            return add(self._log_of_product(1, tuple(common.items())), self.log(argument))
        scale = content(argument)
        result = self._log_of_product(scale, ())
        frozen = freeze({monomial: _ratio(coefficient, scale) for monomial, coefficient in argument.items()})
        return add(result, self.single(Atom("log", "", (), (frozen,))))

    def _log_of_product(self, coefficient: Coefficient, powers: Powers) -> Poly:
        result: Poly = {}
        for prime, power in self._primes(_size(coefficient)).items():
            result = add(result, self._log_of_atom(prime), power)
        kept: list[tuple[int, Coefficient]] = []
        for atom, power in powers:
            if self.is_positive(atom):
                result = add(result, self._log_of_atom(atom), power)
            else:
                kept.append((atom, power))
        if not kept:
            if coefficient < 0:
                raise Undefined("the logarithm of a negative number")
            return result
        alone = len(kept) == 1 and kept[0][1] == 1
        if coefficient > 0 and (self.assume_positive or alone):
            if alone:
                self.defined_if_positive.add(kept[0][0])
            for atom, power in kept:
                if not alone:
                    self.positive_conditions[atom] = None
                result = add(result, self._log_of_atom(atom), power)
            return result
        self.met_unknown_sign = True
        head = freeze({((), tuple(kept)): -1 if coefficient < 0 else 1})
        return add(result, self.single(Atom("log", "", (), (head,))))

    def _log_of_atom(self, number: int) -> Poly:
        atom = self.atoms[number]
        match atom.kind:
            case "exp":
                return dict(atom.inside[0])
            case "power":
                return self.multiply(dict(atom.inside[1]), self.log(dict(atom.inside[0])))
            case "bracket":
                return self.single(Atom("log", "", (), (atom.inside[0],)))
            case _:
                return self.single(Atom("log", "", (), (freeze({((), ((number, 1),)): 1}),)))

    # -- conditions ---------------------------------------------------------------------------------------------

    def oriented(self, difference: Poly) -> tuple[int, Poly]:
        """``difference`` up to a positive factor, with a sign: (sign, d) where d starts with a positive coefficient.

        (sign, {}) for a constant or a value of known sign.
        """
        if not difference:
            return 0, {}
        common = self._common_factors(difference, any_sign=False)
        if common:
            return self.oriented(self.times(difference, {atom: -power for atom, power in common.items()}))
        if self.poly_is_positive(difference):
            return 1, {}
        if self.poly_is_positive(_negated(difference)):
            return -1, {}
        scale = content(difference)
        if difference[self.leading(difference)] < 0:
            scale = -scale
        scaled = {monomial: _ratio(coefficient, scale) for monomial, coefficient in difference.items()}
        return (1 if scale > 0 else -1), scaled

    def positive(self, difference: Poly) -> Poly:
        """``[difference > 0]``: 1 where true, 0 where false."""
        sign, oriented = self.oriented(difference)
        if not oriented:
            return constant(1 if sign > 0 else 0)
        above = self.single(Atom("positive", "", (), (freeze(oriented),)))
        if sign > 0:
            return above
        return add(add(constant(1), above, -1), self.zero(difference), -1)

    def zero(self, difference: Poly) -> Poly:
        """``[difference = 0]``."""
        sign, oriented = self.oriented(difference)
        if not oriented:
            return constant(1 if sign == 0 else 0)
        return self.single(Atom("zero", "", (), (freeze(oriented),)))


def _whole_power(coefficient: Coefficient, exponent: Coefficient) -> Fraction:
    """``coefficient^exponent`` for a whole exponent; Stuck when it would be a number of very many digits."""
    value = Fraction(coefficient)
    bits = max(value.numerator.bit_length(), value.denominator.bit_length())
    if bits > 1 and bits * _size(exponent) > LARGEST_NUMBER:
        raise Stuck("a number of very many digits")
    return value ** int(exponent) if bits > 1 else Fraction(1 if exponent % 2 == 0 or value > 0 else -1)


def _size(coefficient: Coefficient) -> Coefficient:
    return -coefficient if coefficient < 0 else coefficient


def _negated(poly: Poly) -> Poly:
    return {monomial: -coefficient for monomial, coefficient in poly.items()}


def content(poly: Poly) -> Coefficient:
    """The largest positive number that leaves whole coefficients without a common divisor."""
    coefficients = [Fraction(coefficient) for coefficient in poly.values()]
    divisor = gcd(*(coefficient.numerator for coefficient in coefficients))
    return _ratio(divisor, lcm(*(coefficient.denominator for coefficient in coefficients)))


def _ratio(left: Coefficient, right: Coefficient) -> Coefficient:
    ratio = Fraction(left) / Fraction(right)
    return ratio.numerator if ratio.denominator == 1 else ratio
