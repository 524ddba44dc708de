"""A line into which a tested gradient was put is itself no more than tested, however its algebra is proved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ..proof import Certificate


def resting_on(certificate: Certificate, used: Iterable[tuple[str, Certificate]]) -> Certificate:
    """The certificate of a step that put in the values of gradients: the weakest of its own and theirs.

    ``used`` are the names of these gradients with the certificates of their equations.
    """
    tested = {name: each for name, each in used if each.kind == "tested"}
    if not tested or certificate.kind == "tested":
        return certificate
    return replace(
        certificate,
        kind="tested",
        method=f"{certificate.method}; {' and '.join(tested)} tested",
        points=min(each.points for each in tested.values()),
        largest_error=max(each.largest_error for each in tested.values()),
    )
