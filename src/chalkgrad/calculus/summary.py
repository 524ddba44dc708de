"""The certificate of a whole chain, made of those of its steps."""

from __future__ import annotations

from ..errors import ProofError
from ..proof import Certificate
from ..proof.certificate import Kind
from .derivation import Step


def summary(steps: list[Step]) -> Certificate:
    """One certificate for a chain: proved if every step is."""
    if not steps:
        raise ProofError("an equation without a step")
    kinds = {step.certificate.kind for step in steps}
    conditions = dict.fromkeys(c for step in steps for c in step.certificate.conditions)
    facts = dict.fromkeys(f for step in steps for f in (*step.facts, *step.certificate.facts))
    points = min((s.certificate.points for s in steps if s.certificate.kind == "tested"), default=0)
    error = max((s.certificate.largest_error for s in steps), default=0.0)
    kind: Kind = "tested" if "tested" in kinds else "proved"
    return Certificate(kind, f"{len(steps)} steps", tuple(conditions), tuple(facts), points, error)
