"""What the mutation benchmark is made of: recording what is asked, counting forms, keeping survivors."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chalkgrad.app.model import read
from chalkgrad.app.mutation import Tally, Trial, statement_mutants
from chalkgrad.app.mutation_sources import ONE_UNIT, TWO_LAYERS, derivations, others
from chalkgrad.app.statements import Statement, recorded
from chalkgrad.calculus import known_facts, known_forms, known_questions, known_routes, lines
from chalkgrad.proof import equal, reads_as
from chalkgrad.terms import Entry, Mul, number


def asked_for(equations: str, wrt: list[str] | None = None) -> list[Statement]:
    with recorded() as statements:
        read(equations).derive(wrt=wrt)
    return statements


def test_every_step_of_a_derivation_is_recorded() -> None:
    with recorded() as statements:
        derivation = read(ONE_UNIT).derive(wrt="z")
    said = {(statement.before, statement.after) for statement in statements}
    steps = [step for equation in derivation.equations for step in equation.steps]
    own = [step for step in steps if step.rule not in ("definition", "chain-rule")]  # the first is certified otherwise
    assert len(own) > 8
    assert all((step.source.term, step.result.term) in said for step in own)
    assert all(statement.certificate.kind == "proved" for statement in statements)


def test_recording_ends_with_the_block() -> None:
    with pytest.raises(ZeroDivisionError), recorded():
        assert lines.equal is not equal
        raise ZeroDivisionError
    assert lines.equal is equal


def test_the_form_of_a_statement_does_not_depend_on_names() -> None:
    first, second = asked_for(TWO_LAYERS), asked_for(TWO_LAYERS.replace("A1", "H1").replace("n0", "p"))
    assert [statement.form for statement in first] == [statement.form for statement in second]
    forms = {statement.form for statement in first}
    assert 10 < len(forms) < len(first)


def test_a_mutant_is_refused_or_kept_with_its_confirmation() -> None:
    """0 x: without x it is still 0, and the other engine says so; with 2 for 0 it is not."""
    (statement, *_) = asked_for(ONE_UNIT, ["z"])
    nothing = Mul((number(0), Entry("y", ())))
    tally = Tally()
    statement_mutants(tally, "nothing", replace(statement, before=nothing, after=nothing))
    assert tally.tried == tally.refused + len(tally.survivors)
    assert tally.refused and tally.survivors and not tally.unexplained
    assert all(survivor.where == "nothing" and survivor.mutant != "0 y" for survivor in tally.survivors)


def test_a_derivation_is_tried_by_the_chain_rule_and_by_its_reading() -> None:
    trial, by_chain_rule, by_reading = Trial(read(ONE_UNIT).derive(wrt="z")), Tally(), Tally()
    trial.equations(by_chain_rule)
    trial.elaborations(by_reading)
    for tally in (by_chain_rule, by_reading):
        assert tally.refused > 10 and not tally.unexplained


def test_all_that_is_derived_is_among_the_sources() -> None:
    networks = [name for name, _ in derivations()]
    assert {"a skip connection", "two layers, literal", "softmax with a penalty", "a kink"} <= set(networks)
    rest = [name for name, _ in others()]
    assert {"any depth", "weights shared at any depth", "the path to one weight", "from ng to literal"} <= set(rest)
    assert {f"two layers, form {form}" for form in known_forms()} <= set(rest)
    assert {f"why {name}" for name in known_questions()} | {f"fact {name}" for name in known_facts()} <= set(rest)
    assert {f"routes to {result}" for result in known_routes()} <= set(rest)


def test_what_is_changed_is_certified_unchanged() -> None:
    """Were the original refused, every mistake in it would be, and would count as one that was caught."""
    for _, derive in derivations():
        trial = Trial(derive())
        for surface, definition in trial.written():
            assert reads_as(surface, definition.value, definition.layout, trial.context, indices=definition.indices)
            assert trial.means(surface, definition)
        assert [value for _, value in trial.derived()]


def test_equations_between_matrices_in_parts_are_tried_as_steps() -> None:
    trial = Trial(read(TWO_LAYERS).derive("ng-theta"))
    names = [equation.name for equation, _ in trial.derived()]
    assert "dW1" in names and "D1" not in names
    assert {"D1", "Delta1"} <= {equation.name for equation in trial.derivation.equations}


def test_what_is_turned_is_tried_as_steps() -> None:
    """In numerator layout dW is dW^T of the others: the chain rule of the prover says nothing about it."""
    trial, tally = Trial(read(TWO_LAYERS).derive("numerator")), Tally()
    trial.equations(tally)
    assert tally.tried == 0
    assert any(trial.is_turned(equation) for equation, _ in trial.derived())
    assert not any(trial.is_turned(equation) for equation, _ in Trial(read(TWO_LAYERS).derive("literal")).derived())
