"""What library texts claim is proved: stable forms, identities."""

from __future__ import annotations

import pytest

from chalkgrad import library
from chalkgrad.library.formulas import AXIS
from chalkgrad.proof import equal
from chalkgrad.terms import Context


def claims():
    for name in library.names("activations"):
        activation = library.activation(name)
        for identity in activation.identities:
            yield name, identity.text, identity.left, identity.right, identity.given
        if activation.stable is not None:
            yield name, "stable", activation.function.value, activation.stable.whole, ()
    for name in library.names("losses"):
        for identity in library.loss(name).identities:
            yield name, identity.text, identity.left, identity.right, identity.given


@pytest.mark.parametrize(("name", "words", "left", "right", "given"), list(claims()))
def test_every_claim_of_the_library_is_proved(name, words, left, right, given):
    function = library.functions()[name]
    layouts = dict.fromkeys((*function.arguments, *given), (None, None))
    if function.axis_index is not None:
        layouts[function.arguments[0]] = (AXIS, None)
    certificate = equal(left, right, Context(layouts, {}, library.functions()))
    assert certificate.kind == "proved", words
