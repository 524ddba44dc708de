"""A stored verdict is that of the very attempts that were asked for, under whatever names."""

from __future__ import annotations

from chalkgrad.library import functions
from chalkgrad.model import build
from chalkgrad.proof.certificate import Refuted
from chalkgrad.proof.equality import certify
from chalkgrad.proof.exact import Attempt


def certified(attempt: Attempt, opened: frozenset[str], letters: str = "abc"):
    """c = a b, proved by the attempt alone, where c is defined as the product."""
    a, b, c = letters
    model = build(f"{c} = {a} {b}; J = {c}^2", functions())

    def otherwise(*claim):
        raise Refuted("no attempt succeeded")

    before, after = model.definitions[c].entry, model.definitions[c].value
    return certify(before, after, model.context, (attempt,), opened, True, otherwise)


def test_the_method_is_that_of_the_attempts():
    for words in ("first", "second"):
        for letters in ("abc", "xyz"):
            opened = frozenset(letters[2])
            assert certified(Attempt(opened, False, words), opened, letters).method == words


def test_an_attempt_that_opens_nothing_is_not_answered_by_one_that_does():
    opened = frozenset("c")
    assert certified(Attempt(opened, False, "opened"), opened).kind == "proved"
    assert certified(Attempt(frozenset(), False, "opened"), opened).kind == "tested"


def test_which_names_are_opened_matters_and_their_order_does_not():
    opened = frozenset("cd")
    assert certified(Attempt(frozenset("cd"), False, "opened"), opened).kind == "proved"
    assert certified(Attempt(frozenset("dc"), False, "opened"), opened).kind == "proved"
    assert certified(Attempt(frozenset("d"), False, "opened"), opened).kind == "tested"
