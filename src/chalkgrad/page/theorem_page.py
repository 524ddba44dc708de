"""A fact about networks as a page: what is claimed, the chains, what was found, and what it means."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..calculus.derivation import Level
from ..calculus.slope_bounds import REACH
from ..calculus.theorem import Claim, SlopeBound, Theorem
from ..notation.surface import Indexed, Name
from .certified import MEANING, spoken
from .document import Block, Chain, Document, Entry, Listing, Prose, Row, Table, Title, Verbatim


def theorem_page(theorem: Theorem, level: Level = "lecture") -> Document:
    """The page of a fact; at the level ``every-line`` smaller steps are unfolded."""
    blocks: list[Block] = [Title((theorem.title,))]
    if theorem.given is not None:
        found = [q for q in theorem.given.quantities.values() if q.written is not None]
        blocks += [
            Title(("The network",), 2),
            Listing(tuple(Entry(Name(q.name), q.written, q.shape) for q in found)),
        ]
    for claim in theorem.claims:
        blocks += [Title((claim.words,), 2), claim_chain(claim, level == "every-line")]
    if theorem.results:
        entries = tuple(Entry(Name(r.name), r.line.surface, r.shape) for r in theorem.results)
        blocks += [Title(("Found",), 2), Listing(entries)]
    if theorem.bounds:
        blocks += _bounds(theorem.bounds)
    blocks += [Title(("What it means",), 2), Prose((theorem.conclusion,))]
    kinds = {claim.certificate.kind for claim in theorem.claims}
    blocks += [Prose((MEANING[kind],)) for kind in sorted(kinds)]
    return Document(tuple(blocks))


def claim_chain(claim: Claim, unfolded: bool) -> Chain:
    """The chain; ``Z2[i,e]`` on the left becomes ``Z2`` where its lines become matrices."""
    left = claim.left.surface
    rows = []
    said: set[str] = set()  # a condition is stated where it first comes in, and holds from there on
    for step in claim.steps:
        new = tuple(condition for condition in step.certificate.conditions if condition not in said)
        said.update(new)
        whole = Name(left.name) if isinstance(left, Indexed) and step.rule == "matrix-form" else None
        rows.append(Row(step.result.surface, step.words, replace(step.certificate, conditions=new), left=whole))
    return Chain(left, tuple(rows), unfolded)


def _bounds(bounds: tuple[SlopeBound, ...]) -> Iterator[Block]:
    threshold = bounds[0].threshold
    yield Title(("Every activation of the library",), 2)
    heads = ("activation", "its slope lies in", "because", "largest", f"under {float(threshold):g}")
    yield Table(
        heads,
        tuple(
            (
                (Verbatim(bound.function),),
                (bound.exact.text if bound.exact else f"{bound.least:.4g} to {bound.greatest:.4g} ≈",),
                (spoken(bound.exact.why) if bound.exact else "found by trying",),
                (_where_largest(bound),),
                (_where_small(bound),),
            )
            for bound in bounds
        ),
    )
    points = min(bound.certificate.points for bound in bounds)
    yield Prose(
        (
            "The second column is exact; a round bracket means that the slope comes as close as one likes and never "
            "gets there. The last one was found in numbers: with 50 digits from the definition of each function, for z "
            f"from -{REACH} to {REACH}, where the numerical derivative agrees with the slope at {points} points or "
            "more.",
        )
    )


def _where_largest(bound: SlopeBound) -> str:
    if bound.exact is not None and bound.exact.where:
        return spoken(bound.exact.where)
    if bound.exact is not None and not bound.exact.high_reached:
        return "never reached: z → ∞" if bound.at > 0 else "never reached: z → -∞"
    return f"z = {bound.at:.4g}"


def _where_small(bound: SlopeBound) -> str:
    said = []
    if bound.left is not None:
        said.append(f"z < {bound.left:.4g}")
    if bound.right is not None:
        said.append(f"z > {bound.right:.4g}")
    return ", ".join(said) or "nowhere"
