"""Thousands of single-edit mistakes put before the prover: does it refuse them all?"""

from __future__ import annotations

import json

from ...calculus.derivation import Derivation
from ...learning.atomic import replacing
from ..mutation import AT_POINTS_ONLY, Survivor, Tally, Trial, statement_mutants
from ..mutation_sources import derivations, others
from ..report import Options, Report, Row
from ..statements import recorded

question = "Does the prover refuse ten thousand small mistakes in whatever is derived?"

PROMISED = 10_000
FILE = "mutation-survivors.jsonl"
KINDS = ("steps", "equations", "elaborations")


def run(options: Options) -> Report:
    tallies = {kind: Tally() for kind in KINDS}
    seen: set[object] = set()
    sources = [*derivations(), *others()]
    for number, (name, derive) in enumerate(sources, 1):
        before = sum(tally.tried for tally in tallies.values())
        with recorded() as statements:
            made = derive()
        for statement in statements:
            form = statement.form
            if form not in seen:
                seen.add(form)
                statement_mutants(tallies["steps"], name, statement)
        if isinstance(made, Derivation) and made.model.layers is None:
            trial = Trial(made)
            trial.equations(tallies["equations"])
            trial.elaborations(tallies["elaborations"])
        tried = sum(tally.tried for tally in tallies.values())
        options.say(f"  {number} of {len(sources)}: {name}, {tried - before} mutants, {tried} together")
    survivors = [survivor for tally in tallies.values() for survivor in tally.survivors]
    write(survivors, options)
    return report(tallies, survivors, tuple(name for name, _ in sources), options)


def report(tallies: dict[str, Tally], survivors: list[Survivor], sources: tuple[str, ...], options: Options) -> Report:
    tried = sum(tally.tried for tally in tallies.values())
    unexplained = [survivor for survivor in survivors if not survivor.confirmed_by]
    at_points = [survivor for survivor in survivors if survivor.confirmed_by.startswith(AT_POINTS_ONLY)]
    rows = [
        Row("single-edit mutants", tried, "", f">= {PROMISED}", tried >= PROMISED),
        *(Row(f"  of {kind}, refused", tally.refused, f"of {tally.tried}") for kind, tally in tallies.items()),
        Row("certified", len(survivors)),
        Row("  confirmed by the other engine", len(survivors) - len(unexplained) - len(at_points)),
        Row("  of kinks and maxima, confirmed at other points", len(at_points)),
        Row("  not shown to be identities", len(unexplained), "", "none", not unexplained),
    ]
    notes = (
        f"the certified ones are listed in {options.folder / FILE}",
        "a statement that occurs again with other names is counted once",
        f"derived: {', '.join(sources)}",
    )
    return Report(tuple(rows), notes, {"survivors": [survivor.as_json() for survivor in survivors]})


def write(survivors: list[Survivor], options: Options) -> None:
    """The list that is kept: one survivor on each line."""
    options.folder.mkdir(parents=True, exist_ok=True)
    with replacing(options.folder / FILE) as file:
        for survivor in survivors:
            file.write((json.dumps(survivor.as_json(), ensure_ascii=False) + "\n").encode("utf-8"))
