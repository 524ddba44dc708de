"""A table that only grows: whoever asked before looks at what is new alone, and never at a stale answer."""

import pytest

from chalkgrad.proof.reached import users_on_the_way
from chalkgrad.terms import Add, Context, Definition, Definitions, Entry, Mul


def scalar(name, value):
    return Definition(name, (), (None, None), value)


A, X, Y = (Entry(name, ()) for name in "axy")


def test_what_is_written_is_remembered_in_order():
    table = Definitions({"a": scalar("a", X)})
    table["b"] = scalar("b", A)
    table.update({"c": scalar("c", A), "b": scalar("b", X)})
    assert table.written == ["b", "c", "b"]
    assert list(table) == ["a", "b", "c"]


@pytest.mark.parametrize(
    "change", [lambda t: t.pop("a"), lambda t: t.clear(), lambda t: t.__delitem__("a"), lambda t: t.setdefault("a", 1)]
)
def test_nothing_is_taken_back(change):
    with pytest.raises(TypeError, match="never taken back"):
        change(Definitions({"a": scalar("a", X)}))


@pytest.mark.parametrize("kind", [dict, Definitions])
def test_a_changed_definition_is_seen(kind):
    table = kind({"J": scalar("J", A), "a": scalar("a", X)})
    context = Context({}, table, {})
    assert users_on_the_way("x", "J", context) == ("a",)
    table["other"] = scalar("other", X)  # the cost does not rest on it
    assert users_on_the_way("x", "J", context) == ("a",)
    table["J"] = scalar("J", Add((A, X)))
    assert users_on_the_way("x", "J", context) == ("J", "a")
    table["x"] = scalar("x", Mul((Y, Y)))  # it was met without a definition
    assert users_on_the_way("y", "J", context) == ("x",)


def test_another_table_is_another_answer():
    first = Definitions({"J": scalar("J", A), "a": scalar("a", X)})
    second = Definitions({"J": scalar("J", X)})
    assert users_on_the_way("x", "J", Context({}, first, {})) == ("a",)
    assert users_on_the_way("x", "J", Context({}, second, {})) == ("J",)
    assert users_on_the_way("x", "J", Context({}, first, {})) == ("a",)
