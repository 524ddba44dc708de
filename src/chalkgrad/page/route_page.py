"""Routes to one result as a page: what is given, each route with its chains, and the line they all end in."""

from __future__ import annotations

from collections.abc import Iterator

from ..calculus.known_routes import Agreement
from ..calculus.theorem import Claim
from ..notation.surface import Name
from .certified import MEANING, spoken
from .document import Block, Chain, Document, Entry, Listing, Prose, Row, Title


def route_page(agreement: Agreement) -> Document:
    """The page; the closing line that the routes agree is left out where there is only one."""
    blocks: list[Block] = [Title((agreement.title,)), *_given(agreement)]
    for number, route in enumerate(agreement.routes, start=1):
        heading = f"{number}. {route.title}" if len(agreement.routes) > 1 else route.title
        blocks.append(Title((heading,), 2))
        for claim in route.claims:
            if len(route.claims) > 1:
                blocks.append(Title((claim.words,), 3))
            blocks.append(_chain(claim))
    claims = [claim for route in agreement.routes for claim in route.claims]
    if len(agreement.routes) > 1:
        claims.append(agreement.claim)
        many = "Both" if len(agreement.routes) == 2 else f"All {len(agreement.routes)}"
        blocks += [Title((f"{many} routes agree",), 2), _chain(agreement.claim)]
    kinds = {claim.certificate.kind for claim in claims}
    blocks += [Prose((MEANING[kind],)) for kind in sorted(kinds)]
    return Document(tuple(blocks))


def _given(agreement: Agreement) -> Iterator[Block]:
    model = agreement.script.model
    given = [q for q in model.quantities.values() if q.name not in model.definitions]
    defined = [model.quantities[name] for name in model.definitions]
    entries = [Entry(Name(q.name), q.written, q.shape) for q in (*given, *defined)]
    for name, line in agreement.script.gradients.items():
        shape = model.quantities[name.removeprefix("d")].shape
        entries.append(Entry(agreement.claim.left.surface, line.surface, shape))
    yield Title(("What is given",), 2)
    yield Listing(tuple(entries))
    for fact in model.facts:
        yield Prose(("Declared: ", spoken(fact.text), "."))


def _chain(claim: Claim) -> Chain:
    return Chain(
        claim.left.surface,
        tuple(Row(step.result.surface, step.words, step.certificate) for step in claim.steps),
    )
