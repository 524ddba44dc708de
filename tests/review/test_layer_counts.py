"""Counts of a network of any depth are those of each network it speaks of, summed over the layers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import chalkgrad as cg
from chalkgrad import review
from chalkgrad.app.command import run
from chalkgrad.errors import InputError
from chalkgrad.review.counting import Count, Operations

GENERAL = """
X: n[0] x m
Y: n[L] x m
lambda = 0.1
A[0] = X
Z[l] = W[l] A[l-1] + b[l]
A[l] = tanh(Z[l]) for l = 1..L
J = 1/(2 m) sum((A[L] - Y)^2)
"""
PENALTY = " + lambda/(2 m) (sum_l sum(W[l]^2) + 3 sum_l sum(b[l]^2))\n"
MODELS = {"plain": GENERAL, "with a penalty": GENERAL.rstrip() + PENALTY}
SIZES = {"n0": 3, "n1": 5, "n2": 7, "n3": 2, "m": 11}


def at_depth(count: Count, depth: int) -> int:
    """The number that a count with sums over the layers comes to, for layers of the sizes n0, n1, ..."""

    def one(monomials: Count, l: int) -> int:
        places = {f"n[{name}]": at for name, at in {"l": l, "l-1": l - 1, "l+1": l + 1, "L": depth, "0": 0}.items()}
        sizes = {name: SIZES[f"n{at}"] for name, at in places.items() if 0 <= at <= depth}
        found = Count(monomials.monomials).at({**sizes, "m": SIZES["m"]}).number
        assert found is not None
        return found

    total = one(count, 1)
    for layers, each in count.over.items():
        first, last = layers.replace("L-1", str(depth - 1)).replace("L", str(depth)).split("..")
        total += sum(one(each, l) for l in range(int(first), int(last) + 1))
    return total


@pytest.mark.parametrize("depth", [1, 2, 3])
@pytest.mark.parametrize("name", MODELS)
def test_the_counts_are_those_of_each_network(name: str, depth: int) -> None:
    general = cg.read(MODELS[name])
    found, network = review.shapes(general), review.shapes(general.at_depth(depth))
    assert at_depth(found.parameters, depth) == network.parameters.at(SIZES).number

    def by_name(rows: review.Shapes, kind: str, part: str) -> dict[str, Count]:
        return {row.name: getattr(getattr(row, part), kind) for row in rows.operations}

    for kind in ("multiply_adds", "elementwise", "functions"):
        for part in ("per_example", "per_batch"):
            own, known = by_name(found, kind, part), by_name(network, kind, part)
            assert at_depth(own["J"], depth) == known["J"].at(SIZES).number
            for letter in ("Z", "A", "dW", "db"):
                each = [known[f"{letter}{l}"].at(SIZES).number for l in range(1, depth + 1)]
                assert at_depth(own[f"{letter}[l]"], depth) == sum(number or 0 for number in each)
    forward, backward = (at_depth(each.multiply_adds, depth) for each in (found.forward, found.backward))
    assert forward == network.forward.multiply_adds.at(SIZES).number
    assert backward == network.backward.multiply_adds.at(SIZES).number


SHARED = """
X: n x m
Y: n x m
lambda = 0.1
A[0] = X
Z[l] = W A[l-1] + b
A[l] = tanh(Z[l]) for l = 1..L
J = 1/(2 m) sum((A[L] - Y)^2) + lambda/(2 m) sum(W^2)
"""


@pytest.mark.parametrize("depth", [1, 2, 3])
def test_what_all_layers_share_is_added_up_over_them(depth: int) -> None:
    general, sizes = cg.read(SHARED), {"n": 5, "m": 11}
    found, network = review.shapes(general), review.shapes(general.at_depth(depth))

    def number(count: Count) -> int:
        at = count.at(sizes)
        total = at.monomials.get((), 0)
        for layers, each in at.over.items():
            first, last = layers.replace("L-1", str(depth - 1)).replace("L", str(depth)).split("..")
            total += (int(last) - int(first) + 1) * each.monomials.get((), 0)
        return total

    rows = {row.name: row.per_example for row in network.operations}
    for row in found.operations:
        if row.name in ("dW", "db"):
            assert number(row.per_example.multiply_adds) == number(rows[row.name].multiply_adds)
            assert number(row.per_example.elementwise) == number(rows[row.name].elementwise)
    assert number(found.parameters) == number(network.parameters)
    assert number(found.forward.multiply_adds) == number(network.forward.multiply_adds)
    assert number(found.backward.multiply_adds) == number(network.backward.multiply_adds)
    # 1/m and lambda/m times an entry, and L additions; at a chosen depth 1/m stands at every layer
    (once,) = (row.per_batch.elementwise for row in found.operations if row.name == "dW")
    assert number(once) == 1 + (2 + depth) * 25


def test_what_layer_l_covers_is_counted_once() -> None:
    found = review.shapes(cg.read(MODELS["with a penalty"]))
    rows = [row.name for row in found.operations]
    assert rows == ["Z[l]", "A[l]", "lambda", "J", "dA[L]", "dZ[L]", "dA[l]", "dZ[l]", "dW[l]", "db[l]"]
    assert str(found.parameters) == "Σ_{l=1..L} (n[l] n[l-1] + n[l])"
    assert str(found.forward.multiply_adds) == "Σ_{l=1..L} n[l] n[l-1]"
    assert str(found.backward.multiply_adds) == "Σ_{l=1..L-1} n[l+1] n[l] + Σ_{l=1..L} n[l] n[l-1]"
    assert found.parameters.number is None


def test_a_size_of_every_layer_is_none_to_choose() -> None:
    model = cg.read(GENERAL)
    assert review.shapes(model, {"m": 3, "n[0]": 4}).rows[0].batch == "4 x 3"
    with pytest.raises(InputError, match=r"n\[l\] is no size") as refusal:
        review.shapes(model, {"n[l]": 3})
    assert "Its sizes are n[0], m, n[L]." in str(refusal.value)


def test_the_page_and_the_record_say_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "model.chalk"
    file.write_text(MODELS["with a penalty"], encoding="utf-8")
    assert run(["shapes", str(file)]) == 0
    page = capsys.readouterr().out
    assert "A row of layer l stands for every layer; counts are summed over the layers." in page
    assert "Parameters: Σ_{l=1..L} (n[l] n[l-1] + n[l])." in page
    assert run(["shapes", str(file), "--for", "json"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert record["parameters"] == {"formula": "Σ_{l=1..L} (n[l] n[l-1] + n[l])", "number": None}
    (cost,) = (row for row in record["equations"] if row["name"] == "J")
    assert "Σ_{l=1..L}" in cost["per_batch"]["elementwise"]["formula"]


def test_sums_over_layers_add_up_by_their_range() -> None:
    one = Count({("n[l]",): 2})
    both = Count({}, {"1..L": one}) + Count({("n[L]",): 1}, {"1..L": one, "2..L": Count()})
    assert str(both) == "n[L] + Σ_{l=1..L} 4 n[l]"
    assert both.per("n[l]").number is None
    assert str(Operations(both).multiply_adds.at({"n[L]": 3})) == "3 + Σ_{l=1..L} 4 n[l]"
