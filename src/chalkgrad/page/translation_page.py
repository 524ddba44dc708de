"""A gradient in two conventions as a page: side by side, then the bridge with its proof; and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator

from ..calculus.derivation import Equation, Level
from ..calculus.theorem import Claim
from ..calculus.translate import Pair, Translation
from ..notation.surface import Name
from .certified import MEANING
from .document import Block, Document, Entry, Formula, Listing, Note, Piece, Prose, Shape, Table, Title
from .theorem_page import claim_chain


def translation_page(translation: Translation, level: Level = "lecture") -> Document:
    """The page; at the level ``every-line`` the bridges that the shown one rests on are written out too."""
    source, target = translation.source, translation.target
    blocks: list[Block] = [Title((Formula(Name(translation.name)), f" from {source.name} to {target.name}"))]
    if not translation.given:
        blocks += _the_network(translation)
    blocks += [
        Prose((f"{source.name}: {source.words_for(translation.averaged)}",)),
        Prose((f"{target.name}: {target.words_for(translation.averaged)}",)),
        Title(("Side by side",), 2),
        _side_by_side(translation),
    ]
    blocks += _together(translation)
    blocks += _bridges(translation, level)
    kinds = {step.certificate.kind for pair in (*translation.below, *translation.pairs) for step in pair.bridge.steps}
    blocks += [Prose((MEANING[kind],)) for kind in sorted(kinds)]
    return Document(tuple(blocks))


def _the_network(translation: Translation) -> Iterator[Block]:
    model = translation.model
    layers = "any number of layers" if model.layers is not None else "one hidden layer"
    yield Prose((f"No model was given, so this is a network with {layers}:",))
    yield Listing(tuple(Entry(Name(q.name), q.written, q.shape) for q in model.quantities.values() if q.written))


def _side_by_side(translation: Translation) -> Table:
    rows: list[tuple[tuple[Piece, ...], ...]] = []
    for pair in translation.pairs:
        rows.append((_equality(pair.source), _equality(pair.target)))
        rows.append(((Shape(pair.source.shape),), (Shape(pair.target.shape),)))
    return Table((translation.source.name, translation.target.name), tuple(rows))


def _equality(equation: Equation) -> tuple[Piece, ...]:
    mark = "✓" if equation.certificate.kind == "proved" else "≈"
    return (Formula(equation.left.surface), " = ", Formula(equation.value.surface), f"  {mark}")


def _together(translation: Translation) -> Iterator[Block]:
    if translation.together:
        theta = next(c.name for c in (translation.source, translation.target) if c.parameters == "Theta")
        yield Prose((f"In {theta} the gradients of weights and bias are put together:",))
        yield Listing(tuple(_entry(equation) for equation in translation.together))


def _entry(equation: Equation) -> Entry:
    return Entry(equation.left.surface, equation.value.surface, equation.shape, certificate=equation.certificate)


def _bridges(translation: Translation, level: Level) -> Iterator[Block]:
    yield Title(("The bridge",), 2)
    source, target = translation.source.name, translation.target.name
    yield Prose((f"A name marked {source} is the gradient as {source} has it, a name marked {target} as {target}.",))
    if translation.below:
        yield Prose(("It rests on these, each proved from the ones before:",))
        if level == "every-line":
            for pair in translation.below:
                yield claim_chain(pair.bridge, True)
        else:
            yield Listing(tuple(_line(pair) for pair in translation.below))
    for pair in translation.pairs:
        yield claim_chain(pair.bridge, level == "every-line")
    for note in translation.notes:
        yield Note.of(note)


def _line(pair: Pair) -> Entry:
    bridge = pair.bridge
    return Entry(bridge.left.surface, bridge.right.surface, "", certificate=bridge.certificate)


def translation_record(translation: Translation) -> str:
    """The translation as JSON, for programs."""
    whole = {
        "name": translation.name,
        "model": translation.model.text,
        "from": translation.source.name,
        "to": translation.target.name,
        "gradients": [
            {
                "of": pair.of,
                "from": _equation(pair.source),
                "to": _equation(pair.target),
                "bridge": _bridge(pair.bridge),
            }
            for pair in translation.pairs
        ],
        "rests_on": [{"of": pair.of, "bridge": _bridge(pair.bridge)} for pair in translation.below],
        "together": [_equation(equation) for equation in translation.together],
        "notes": list(translation.notes),
    }
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _equation(equation: Equation) -> dict[str, object]:
    return {
        "name": equation.name,
        "text": equation.text,
        "latex": equation.latex,
        "shape": equation.shape,
        "meaning": equation.meaning,
        "certificate": equation.certificate.as_json(),
    }


def _bridge(claim: Claim) -> dict[str, object]:
    return {
        "text": f"{claim.left.text} = {claim.right.text}",
        "latex": f"{claim.left.latex} = {claim.right.latex}",
        "certificate": claim.certificate.as_json(),
        "steps": [
            {
                "rule": step.rule,
                "words": step.words,
                "before": step.before,
                "after": step.after,
                "certificate": step.certificate.as_json(),
            }
            for step in claim.steps
        ],
    }
