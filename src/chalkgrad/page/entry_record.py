"""An entry of the library for programs: the same as its page, and the points of its curves."""

from __future__ import annotations

import json
from math import isfinite

from ..calculus.entry_numbers import Finding
from ..calculus.entry_report import EntryReport
from ..library import Activation, Loss
from ..library.samples import Curve
from ..notation.latex import latex
from ..notation.spell import spell
from ..notation.text import text
from ..terms import Term


def entry_json(report: EntryReport) -> str:
    """One JSON object. A point of a curve without a value is null."""
    entry = report.entry
    record: dict[str, object] = {
        "name": entry.name,
        "kind": report.kind,
        "about": entry.about,
        "source": entry.source,
        "text": entry.text,
        "place": report.place or None,
    }
    if isinstance(entry, (Activation, Loss)):
        function = entry.function
        record["arguments"] = list(function.arguments)
        record["value"] = _formula(function.value)
        record["slope"] = None if function.slope is None else _formula(function.slope)
        if report.derived is not None:
            term, certificate = report.derived
            record["derived"] = {**_formula(term), "certificate": certificate.as_json()}
        if isinstance(entry, Activation):
            record["range"] = entry.range.text
            record["kinks"] = [kink.text for kink in entry.kinks]
        else:
            record["target"] = entry.target.text
    record["findings"] = [finding_record(finding) for finding in report.findings]
    record["plot"] = [_curve(curve) for curve in report.curves]
    return json.dumps(record, ensure_ascii=False, indent=2) + "\n"


def finding_record(finding: Finding) -> dict[str, object]:
    """What was looked at, whether it holds, and how that is known."""
    record: dict[str, object] = {"what": finding.what, "holds": not finding.problem}
    if finding.problem:
        record |= {"problem": finding.problem, "way_out": finding.way_out}
        if finding.span is not None:
            record |= {"file": finding.span.filename, "line": finding.span.line_number, "column": finding.span.column}
    if finding.certificate is not None:
        record["certificate"] = finding.certificate.as_json()
    return record


def _formula(term: Term) -> dict[str, object]:
    surface = spell(term)
    return {"text": text(surface), "latex": latex(surface)}


def _curve(curve: Curve) -> dict[str, object]:
    points = {"z": curve.z, "value": curve.values, "slope": curve.slopes}
    return {"given": curve.given or None} | {
        name: [number if isfinite(number) else None for number in numbers] for name, numbers in points.items()
    }
