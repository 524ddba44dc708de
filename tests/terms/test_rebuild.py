"""Bound letters never capture what comes in from outside."""

from dataclasses import replace

from chalkgrad.terms import Axis, Entry, Index, Mul, Sum, free_indices, rename_indices, replace_entries

AXIS = Axis("n")
I, J, K = (Index(letter, AXIS) for letter in "ijk")


def test_renaming_does_not_capture():
    term = Sum(K, Mul((Entry("W", (I, K)), Entry("x", (K,)))))
    renamed = rename_indices(term, {I: K})
    assert free_indices(renamed) == {K}
    assert isinstance(renamed, Sum)
    assert renamed.bound != K


def test_replacing_does_not_capture():
    term = Sum(K, Mul((Entry("a", (K,)), Entry("b", ()))))
    replaced = replace_entries(term, lambda entry: Entry("c", (K,)) if entry.name == "b" else entry)
    assert free_indices(replaced) == {K}
    assert isinstance(replaced, Sum)
    assert replaced.bound != K


def test_axes_and_indices_are_one_record_each() -> None:
    n = Axis("n")
    assert Axis("n", None) is n and Axis(name="n") is n and Axis("n", 3) is not n
    assert Index("i", n) is Index(name="i", axis=n) and Index("i", Axis("n", 3)) is not Index("i", n)
    assert replace(Index("i", n), name="j") is Index("j", n)
    assert replace(n, size=3) is Axis("n", 3)
