"""An entry of the library as a page: formula, slope with its proof, range, kinks, source, and a little plot."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import isfinite

from ..calculus.entry_report import EntryReport
from ..library import Activation, Loss
from ..library.samples import Curve
from ..notation.spell import spell
from ..notation.surface import Call, Indexed, Name, Partial, Surface
from ..notation.text import text
from ..proof import Certificate
from ..terms import names
from .axes import Points
from .certified import MEANING
from .document import Block, Chain, Code, Document, Note, Picture, Prose, Row, Title, Verbatim
from .plot import function_plot
from .sparkline import sparkline

_WIDTH = 41


def entry_page(report: EntryReport, *, drawn: bool = False) -> Document:
    """The page. What does not hold stands in a note, with the way out.

    ``drawn``: with a picture of the curve, for a format that shows pictures; otherwise the curve is a line of bars.
    """
    entry = report.entry
    blocks: list[Block] = [Title((f"{entry.name}, {_article(report.kind)}",)), Prose((entry.about,))]
    if report.place:
        blocks.append(Prose(("Your own entry, read from ", Verbatim(report.place), ".")))
    if isinstance(entry, (Activation, Loss)):
        blocks += [Title(("Definition",), 2), _definition(entry), Title(("Slope",), 2), *_slope(report)]
        blocks += _claims(report)
    else:
        blocks += [Title(("Definition",), 2), Code(entry.text.strip(), "text")]
    if report.curves and drawn:
        blocks += [Title(("Picture",), 2), _picture(report)]
    for curve in report.curves if not drawn else ():
        blocks += [Title((f"Picture for {curve.given}" if curve.given else "Picture",), 2), Code(_plot(curve, report))]
    blocks.append(Prose((f"Source: {entry.source}.",)))
    kinds = {finding.certificate.kind for finding in report.findings if finding.certificate is not None}
    blocks += [Prose((MEANING[kind],)) for kind in sorted(kinds)]
    return Document(tuple(blocks))


def _picture(report: EntryReport) -> Picture:
    """An activation with its slope; a loss for each answer."""
    drawn: dict[str, Points] = {}
    for curve in report.curves:
        drawn[curve.given or report.entry.name] = list(zip(curve.z, curve.values, strict=True))
        if not curve.given:
            drawn["its slope"] = list(zip(curve.z, curve.slopes, strict=True))
    entry = report.entry
    assert isinstance(entry, (Activation, Loss))
    title = f"{entry.name} for each answer" if isinstance(entry, Loss) else f"{entry.name} and its slope"
    return Picture(function_plot(drawn, title=title, x_label=entry.function.arguments[0]), f"Plot of {title}.")


def _article(kind: str) -> str:
    return f"an {kind}" if kind[0] in "aeiou" else f"a {kind}"


def _definition(entry: Activation | Loss) -> Chain:
    function = entry.function
    call: Surface = Call(function.name, tuple(Name(a) for a in function.arguments if a not in function.defaults))
    if function.axis_index is not None:
        return Chain(_own(entry), (Row(spell(function.value)),))
    return Chain(_own(entry), (Row(call), Row(spell(function.value), "by definition")))


def _own(entry: Activation | Loss) -> Surface:
    """What the value is called: a, a[i], or L for a loss."""
    function = entry.function
    if function.axis_index is not None:
        return Indexed(function.own, (function.axis_index[0].name,))
    return Name(function.own if function.own != "own" else "L")


def _slope(report: EntryReport) -> Iterator[Block]:
    """The slope as derived, then as stated."""
    entry = report.entry
    assert isinstance(entry, (Activation, Loss))
    function = entry.function
    stated = next(finding for finding in report.findings if finding.what.startswith("slope"))
    variable: Surface = Name(function.arguments[0])
    if function.axis_index is not None:
        variable = Indexed(function.arguments[0], (function.axis_index[1].name,))
    rows = []
    if report.derived is not None:
        term, certificate = report.derived
        rows.append(Row(spell(term), "by the rules of differentiation", _in_short(certificate)))
    if function.slope is not None and stated.certificate is not None:
        same = report.derived is not None and report.derived[0] is function.slope
        if not same:
            value = f", where {function.own} is the value" if function.own in names(function.slope) else ""
            words = f"{'as stated' if report.place else 'as it is taught'}{value}"
            rows.append(Row(spell(function.slope), words, _in_short(stated.certificate)))
    if rows:
        yield Chain(Partial(_own(entry), variable), tuple(rows))


def _in_short(certificate: Certificate) -> Certificate:
    """Without conditions that are about pieces: they say where no piece holds, which tells a reader nothing."""
    return replace(certificate, conditions=tuple(c for c in certificate.conditions if " if " not in c))


def _claims(report: EntryReport) -> Iterator[Block]:
    entry = report.entry
    if isinstance(entry, Activation):
        yield Prose(("Range: ", Verbatim(entry.range.text), "."))
        for kink in entry.kinks:
            yield Prose(("Kink: ", Verbatim(kink.text), ". The slope there is the one from that side."))
        if not entry.kinks and not entry.is_vector:
            yield Prose(("It has no kinks.",))
    if isinstance(entry, Loss):
        yield Prose(("For answers in ", Verbatim(entry.target.text), "."))
    if isinstance(entry, Activation) and entry.stable is not None:
        known = next(finding for finding in report.findings if finding.what.startswith("stable"))
        steps = [f"{step.name} = {text(spell(step.value))}" for step in entry.stable.steps]
        given = f", where {', '.join(steps)}" if steps else ""
        yield Title(("In floating point",), 2)
        yield Chain(
            _definition(entry).left, (Row(spell(entry.stable.result), f"computed so{given}", known.certificate),)
        )
    for finding in report.findings:
        if finding.problem:
            yield Note((f"{finding.what}: {finding.problem}. {finding.way_out}".strip(),))


def _plot(curve: Curve, report: EntryReport) -> str:
    """The value and the slope as lines of bars, with the numbers at the ends."""
    name = report.entry.name
    width = max(len(name), len("slope"))
    low, high = (f"{place:.3g}" for place in (curve.z[0], curve.z[-1]))
    rows = [f"{'':{width}}  {low}{'':{_WIDTH - len(low) - len(high)}}{high}"]
    for label, values in ((name, curve.values), ("slope", curve.slopes)):
        finite = [value for value in values if isfinite(value)]
        ends = f"from {min(finite):.4g} to {max(finite):.4g}" if finite else "no value"
        rows.append(f"{label:{width}}  {sparkline(values, width=_WIDTH)}  {ends}")
    return "\n".join(rows)
