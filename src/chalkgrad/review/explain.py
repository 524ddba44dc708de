"""Why numbers are not the gradient: the known mistakes tried in order, the simplest story first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from .agreement import CLOSE, Allowance
from .case import Case
from .labelled import Array
from .mistake import Mistake, Slip, known_mistakes
from .verdict import Kind, Verdict

#: Constants that a second mistake may have multiplied the numbers by.
SECOND_FACTORS: tuple[tuple[str, Callable[[int], float]], ...] = (
    ("-1", lambda m: -1.0),
    ("m", lambda m: float(m)),
    ("1/m", lambda m: 1 / m),
    ("2", lambda m: 2.0),
    ("1/2", lambda m: 0.5),
)
#: With fewer entries, some combination of two mistakes fits anything.
ENTRIES_FOR_TWO = 3
#: A constant nobody can name is believed only if this many entries agree on it.
ENTRIES_FOR_A_CONSTANT = 3


@dataclass(frozen=True)
class Explanation:
    mistake: str
    site: str
    slip: Slip
    finding: str
    reason: str
    factor: float | None = None


@dataclass
class Explainer:
    """Explains one array after the other, in the order of derivation, and remembers what it found."""

    case: Case
    allowances: Mapping[str, Allowance]  # for each name what rounding may do
    wrong: dict[str, Array] = field(default_factory=dict)  # arrays of the right shape that are not the gradient
    found: dict[tuple[str, str, str], tuple[str, Explanation]] = field(default_factory=dict)

    def explain(self, name: str, given: Array) -> Verdict | None:
        """The verdict of the first stage that fits; None when no known mistake does."""
        follows = self.follows_from_given(name, given) or self.follows_from_found(name, given)
        if follows is not None:
            return follows
        stages = (self.own, self.own_after_given, self.fitted, self.upstream, self.with_a_factor, self.any_constant)
        for stage in stages:
            fitting = distinct(stage(name, given))
            if fitting:
                return self.verdict(name, fitting)
        return None

    def verdict(self, name: str, fitting: list[Explanation]) -> Verdict:
        first = fitting[0]
        finding = first.finding if first.site == name else f"wrong; fits {first.finding}"
        for explanation in fitting:
            self.found.setdefault((explanation.mistake, explanation.site, explanation.finding), (name, explanation))
        if len(fitting) > 1:
            both = " and ".join(f"({explanation.finding}: {explanation.reason})" for explanation in fitting[:3])
            return Verdict(
                name,
                Kind.MISTAKE,
                finding,
                f"these numbers cannot tell apart {both}; other values would",
                alternatives=tuple(dict.fromkeys(explanation.mistake for explanation in fitting)),
                site=first.site if len({e.site for e in fitting}) == 1 else "",
                factor=first.factor if len({e.factor for e in fitting}) == 1 else None,
            )
        kind = Kind.CONVENTION if first.slip.convention else Kind.MISTAKE
        return Verdict(name, kind, finding, first.reason, mistake=first.mistake, site=first.site, factor=first.factor)

    # the stages, simplest first

    def follows_from_given(self, name: str, given: Array) -> Verdict | None:
        """Right, if the wrong arrays given before are taken for right."""
        world = self.world_of_given(name)
        if world is None or not self.fits(name, given, world.value(name)):
            return None
        cause = nearest(world, name)
        return Verdict(name, Kind.FOLLOWS, f"follows from {cause}'s mistake", f"right for your {cause}", site=cause)

    def follows_from_found(self, name: str, given: Array) -> Verdict | None:
        """What a mistake found in an array given before makes of this one."""
        for other, explanation in self.found.values():
            if explanation.site == other or explanation.site not in self.case.depends_on[name]:
                continue
            world = self.case.changed({explanation.site: explanation.slip.value})
            if self.fits(name, given, world.value(name)):
                return Verdict(
                    name,
                    Kind.FOLLOWS,
                    f"follows from {other}'s mistake",
                    explanation.reason,
                    mistake=explanation.mistake,
                    site=explanation.site,
                )
        return None

    def own(self, name: str, given: Array) -> Iterator[Explanation]:
        """A mistake in the equation of the name itself."""
        for mistake, slip in self.slips(self.case, name):
            if self.fits(name, given, slip.value):
                yield Explanation(mistake.name, name, slip, slip.finding, slip.reason, slip.factor)

    def own_after_given(self, name: str, given: Array) -> Iterator[Explanation]:
        """The same, computed from wrong arrays given before."""
        world = self.world_of_given(name)
        if world is None:
            return
        cause = nearest(world, name)
        for mistake, slip in self.slips(world, name):
            if self.fits(name, given, slip.value):
                finding = f"computed from your {cause}, and then {slip.finding}"
                yield Explanation(mistake.name, name, slip, finding, slip.reason, slip.factor)

    def fitted(self, name: str, given: Array) -> Iterator[Explanation]:
        """A mistake with a constant in it that only the given numbers tell."""
        if given.shape != self.case.known[name].shape or given.size < ENTRIES_FOR_A_CONSTANT:
            return
        for mistake in known_mistakes():
            for slip in mistake.fitted(self.case, name, given):
                if self.fits(name, given, slip.value):
                    yield Explanation(mistake.name, name, slip, slip.finding, slip.reason)

    def upstream(self, name: str, given: Array) -> Iterator[Explanation]:
        """A mistake in an equation this name is computed from; the nearest equation that explains it."""
        for site in self.sites(name):
            fitting = list(self.through(name, given, site))
            if fitting:
                yield from fitting
                return

    def through(self, name: str, given: Array, site: str) -> Iterator[Explanation]:
        for mistake, slip in self.slips(self.case, site):
            if slip.value.shape != self.case.known[site].shape:
                continue
            if self.fits(name, given, self.case.changed({site: slip.value}).value(name)):
                yield Explanation(mistake.name, site, slip, self.at(site, slip), slip.reason)

    def with_a_factor(self, name: str, given: Array) -> Iterator[Explanation]:
        """One mistake and a constant besides."""
        if given.size < ENTRIES_FOR_TWO:
            return
        for site in (name, *self.sites(name)):
            fitting = list(self.through_with_a_factor(name, given, site))
            if fitting:
                yield from fitting
                return

    def through_with_a_factor(self, name: str, given: Array, site: str) -> Iterator[Explanation]:
        examples = self.case.examples or 1
        for mistake, slip in self.slips(self.case, site):
            if slip.factor is not None:
                continue
            value: Array | None = slip.value
            if site != name:
                if slip.value.shape != self.case.known[site].shape:
                    continue
                value = self.case.changed({site: slip.value}).value(name)
            for spelling, factor in SECOND_FACTORS:
                if value is not None and factor(examples) != 1 and self.fits(name, given, factor(examples) * value):
                    finding = f"{self.at(site, slip) if site != name else slip.finding}, times {spelling}"
                    yield Explanation(mistake.name, site, slip, finding, f"{slip.reason}; and a factor {spelling}")
                    break

    def any_constant(self, name: str, given: Array) -> Iterator[Explanation]:
        """A constant without a name, if enough entries agree on it."""
        right = self.case.known[name]
        if given.shape != right.shape or np.count_nonzero(right) < ENTRIES_FOR_A_CONSTANT:
            return
        factor = float(np.sum(given * right) / np.sum(right * right))
        if factor != 0 and abs(factor - 1) > CLOSE and self.fits(name, given, factor * right):
            coarse = self.allowances[name].precision == "float16"
            finding = f"about {factor:.3g} times the gradient" if coarse else f"exactly {factor:.6g} times the gradient"
            slip = Slip(factor * right, finding, "", factor=factor)
            yield Explanation("constant factor", name, slip, finding, "a constant factor in the wrong place", factor)

    # what the stages share

    def slips(self, case: Case, site: str) -> Iterator[tuple[Mistake, Slip]]:
        for mistake in known_mistakes():
            for slip in mistake.slips(case, site):
                yield mistake, slip

    def sites(self, name: str) -> list[str]:
        """The derived names this one is computed from, nearest first, without those known to be right."""
        upstream = self.case.depends_on[name]
        ordered = [other for other in self.case.derived if other in upstream]
        return [other for other in reversed(ordered) if other not in self.case.settled]

    def at(self, site: str, slip: Slip) -> str:
        """The finding with the name of the place, unless it begins with it."""
        return slip.finding if slip.finding.startswith(site) else f"{site} = {slip.finding}"

    def world_of_given(self, name: str) -> Case | None:
        upstream = {other: array for other, array in self.wrong.items() if other in self.case.depends_on[name]}
        return self.case.changed(upstream) if upstream else None

    def fits(self, name: str, given: Array, candidate: Array | None) -> bool:
        """Whether the given numbers are the candidate's, up to rounding, and that says something."""
        if candidate is None or candidate.shape != given.shape or not np.all(np.isfinite(candidate)):
            return False
        right = self.case.known[name]
        largest = float(np.abs(right).max(initial=0.0))
        ratio = max(1.0, float(np.abs(candidate).max(initial=0.0)) / largest) if largest > 0 else 1.0
        result = self.allowances[name].agreement(given, candidate, ratio)
        return result.agrees and result.decided > 0


def nearest(world: Case, name: str) -> str:
    """The changed name that is computed last before ``name``."""
    order = [other for other in world.definitions if other in world.changes and other in world.depends_on[name]]
    return order[-1]


def distinct(explanations: Iterator[Explanation]) -> list[Explanation]:
    """One explanation for each mistake, place and reason: two ways to make the same mistake are one mistake."""
    kept: dict[tuple[str, str, str], Explanation] = {}
    for explanation in explanations:
        kept.setdefault((explanation.mistake, explanation.site, explanation.reason), explanation)
    return list(kept.values())
