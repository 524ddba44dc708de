"""The proof that a running form is equal to the taught one."""

from __future__ import annotations

from ..proof import equal
from ..proof.certificate import Certificate
from ..terms import Context, Term


def prove(before: Term, after: Term, context: Context, unfold: tuple[str, ...]) -> Certificate:
    """The certificate that the terms are equal, looking through the names in ``unfold``. Raises ProofError."""
    return equal(before, after, context, unfold=unfold)
