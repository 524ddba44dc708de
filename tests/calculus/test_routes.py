"""Routes to taught results: every step proved, and the boards kept as texts that were read line by line.

``CHALKGRAD_WRITE_GOLDEN=1 pytest tests/calculus/test_routes.py`` writes them anew, and fails once.
"""

from __future__ import annotations

import os
from importlib import import_module
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from chalkgrad import calculus, page
from chalkgrad.app.command import run
from chalkgrad.calculus.derivation import Step
from chalkgrad.calculus.theorem import Written
from chalkgrad.calculus.written_route import Part, Script, Setting, WrittenApart
from chalkgrad.errors import InputError, ProofError
from chalkgrad.proof import evaluate
from chalkgrad.terms import Axis, Index

GOLDEN = Path(__file__).parent / "golden"
EACH = [(result, name) for result, names in calculus.known_routes().items() for name in names]
IJ = (Index("i", Axis("n")), Index("j", Axis("n")))
SOFTMAX = Setting("z: n x 1\np = softmax(z)\nS = sum_k e^(z[k])", IJ)


def board(result: str) -> str:
    """All routes to a result as plain lines; after a reason, the conditions and facts its step rests on."""
    together = calculus.routes_together(result)
    lines = [together.title]
    for route in together.routes:
        lines += ["", f"{route.name}: {route.title}"]
        for claim in route.claims:
            lines += ["", f"  {claim.words}", f"    {claim.left.text}"]
            lines += [line for step in claim.steps for line in _written(step)]
    lines += ["", "agreed", f"    {together.claim.left.text}", *_written(together.claim.steps[0])]
    return "\n".join(lines) + "\n"


def _written(step: Step) -> list[str]:
    mark = {"proved": "✓", "tested": "≈"}[step.certificate.kind]
    rests = [*step.certificate.conditions, *step.certificate.facts]
    return [f"    {mark} = {step.after}", f"          {step.words}" + (f" [{'; '.join(rests)}]" if rests else "")]


@pytest.mark.parametrize("result", list(calculus.known_routes()))
def test_the_boards(result: str) -> None:
    path = GOLDEN / f"route-{result}.txt"
    made = board(result)
    if os.environ.get("CHALKGRAD_WRITE_GOLDEN"):
        path.write_text(made, encoding="utf-8", newline="\n")
        raise AssertionError(f"{path.name} was written; read it line by line, then test again without the variable")
    assert made == path.read_text(encoding="utf-8")


@pytest.mark.parametrize(("result", "name"), EACH)
def test_every_step_is_proved(result: str, name: str) -> None:
    found = calculus.route(result, name)
    for claim in found.claims:
        assert all(step.certificate.kind == "proved" and step.words for step in claim.steps)
        for before, after in pairwise(claim.steps):
            assert before.after == after.before


@pytest.mark.parametrize(
    ("result", "left", "right", "count"),
    [
        ("sigmoid", "∂a/∂z", "a (1 - a)", 3),
        ("tanh", "∂a/∂z", "1 - a^2", 2),
        ("softmax", "∂p[i]/∂z[j]", "p[i] (δ[i,j] - p[j])", 3),
        ("binary-cross-entropy", "dz", "a - y", 3),
        ("cross_entropy", "dz[j]", "p[j] - y[j]", 3),
    ],
)
def test_all_routes_end_in_the_taught_line(result: str, left: str, right: str, count: int) -> None:
    found = calculus.routes(result)
    assert len(found) >= count
    assert {(route.left.text, route.right.text) for route in found} == {(left, right)}
    agreed = calculus.routes_together(result).claim
    assert (agreed.left.text, agreed.right.text) == (left, right)
    assert agreed.certificate.kind == "proved"


def test_the_loss_in_terms_of_z_is_the_loss() -> None:
    random = np.random.default_rng(3)
    z = random.normal(size=4)
    y = random.dirichlet(np.ones(4))
    claim = calculus.route("cross-entropy", "log-sum-exp").claims[1]
    assert claim.left.text == "L"
    context = calculus.routes_together("cross-entropy").script.model.context
    exact = -np.sum(y * np.log(np.exp(z) / np.exp(z).sum()))
    found = evaluate(claim.right.term, {"z": z, "y": y}, context, indices=(), sizes={"n": 4})
    np.testing.assert_allclose(found, exact, rtol=1e-12)
    assert claim.certificate.facts == ("sum(y) = 1",)


def test_the_case_of_different_letters_says_so() -> None:
    apart = calculus.route("softmax", "cases").claims[1]
    assert apart.right.text == "-p[i] p[j]"
    assert apart.certificate.conditions == ("i != j",)
    rest = [c for result, name in EACH for claim in calculus.route(result, name).claims for c in [claim.certificate]]
    assert [c.conditions for c in rest if c.conditions] == [("i != j",)]


def test_a_case_is_not_the_whole() -> None:
    script = Script(SOFTMAX)
    with pytest.raises(ProofError, match="differ"):
        script.claim(Part("", "∂p[i]/∂z[j]", (Written("slip", "holds for i != j only", "-p[i] p[j]"),)))
    with pytest.raises(ProofError, match="differ"):
        script.claim(Part("", "∂p[i]/∂z[j]", (WrittenApart("slip", "a sign", "p[i] p[j]"),)))


def test_a_condition_that_can_fail_stays() -> None:
    script = Script(Setting("a = z^2"))
    (step,) = script.claim(Part("", "a/z", (Written("cancel", "cancel z", "z"),))).steps
    assert step.certificate.conditions == ("z != 0",)


def test_the_function_is_not_hidden_by_the_folder() -> None:
    import_module("chalkgrad.calculus.routes.sigmoid.quotient_rule")
    assert [route.name for route in calculus.routes("sigmoid")] == [
        "quotient-rule",
        "negative-exponents",
        "in-terms-of-a",
    ]


def test_unknown_names_offer_the_nearest() -> None:
    with pytest.raises(InputError, match="softmx") as error:
        calculus.routes("softmx")
    assert "Did you mean softmax?" in str(error.value)
    with pytest.raises(InputError, match="route to sigmoid") as error:
        calculus.route("sigmoid", "quotient")
    assert "Did you mean quotient-rule?" in str(error.value)


def test_the_command_shows_all_routes_or_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["route", "sigmoid"]) == 0
    every = capsys.readouterr().out
    assert "1. By the quotient rule" in every
    assert "All 3 routes agree" in every
    assert "≈" not in every
    assert run(["route", "softmax", "--by", "cases", "--format", "github"]) == 0
    one = capsys.readouterr().out
    assert "## By the cases $`i = j`$ and $`i \\ne j`$" in one
    assert "agree" not in one
    assert run(["route", "sigmoid", "--format", "json"]) == 2
    assert run(["route", "sigmoid", "--by", "magic"]) == 2
    assert run(["route", "--by", "magic"]) == 2
    assert run(["route"]) == 0
    assert "binary-cross-entropy" in capsys.readouterr().out


def test_derive_shows_the_routes_to_a_slope(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["derive", "tanh"]) == 0
    assert "Both routes agree" in capsys.readouterr().out
    assert run(["derive", "sigmoid", "-o", "slope.md"]) == 0
    assert "# The slope of the sigmoid" in (tmp_path / "slope.md").read_text(encoding="utf-8")
    assert run(["derive", "relu"]) == 2
    assert "chalkgrad library relu" in capsys.readouterr().err
    assert run(["derive", "sigmoid", "--wrt", "z"]) == 2
    (tmp_path / "tanh").write_text("a = tanh(z)\nL = a y\n", encoding="utf-8")
    assert run(["derive", "tanh"]) == 0
    assert "Derivatives of" in capsys.readouterr().out


def test_the_page_names_every_given_quantity() -> None:
    made = page.printer("terminal").page
    assert made is not None
    shown = made(page.route_page(calculus.routes_together("cross-entropy")), page.Options(width=100))
    assert "Declared: sum(y) = 1." in shown
    assert shown.index("p     = softmax(z)") < shown.index("L     =")
