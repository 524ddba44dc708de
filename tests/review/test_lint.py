"""Warnings: each is found where it belongs, in every way of writing it, and nowhere else."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

import chalkgrad as cg
from chalkgrad import review
from chalkgrad.app.commands.lint import command
from chalkgrad.errors import ChalkError, InputError
from chalkgrad.review.lint import known_warnings

REPOSITORY = Path(__file__).resolve().parents[2]

TWO_LAYERS = """
X: n0 x m
Y: n2 x m{fact}
Z1 = W1 X + b1
A1 = {hidden}
Z2 = W2 A1 + b2
A2 = {output}
J = {cost}
"""
LOGISTIC = "-1/m sum(Y log(A2) + (1 - Y) log(1 - A2))"


def network(
    hidden: str = "tanh(Z1)", output: str = "sigmoid(Z2)", cost: str = LOGISTIC, fact: str = ", Y in {0, 1}"
) -> cg.Model:
    return cg.read(TWO_LAYERS.format(fact=fact, hidden=hidden, output=output, cost=cost))


def warned(model: cg.Model, initialisation: str | None = None) -> list[tuple[str, str]]:
    return [(f.name, f.quantity) for f in review.lint(model, initialisation) if f.severity == "warning"]


ANGULAR = "X: n0 x m\nY: n2 x m, Y in {0, 1}\nA1 = sigmoid(Theta1 [1; X])\n"
CLASSES = {"output": "softmax(Z2)", "cost": "-1/m sum(Y log(A2))", "fact": ", colsum(Y) = 1"}


@pytest.mark.parametrize(
    "model",
    [
        network(),
        network(**CLASSES),
        network(cost="1/m sum(binary_cross_entropy(A2, Y))"),
        network(output="1/(1 + exp(-Z2))"),
        network(output="exp(Z2)/(1 + exp(Z2))"),
        network(output="1/2 (tanh(Z2/2) + 1)"),
        network(output="linear(Z2)", cost="1/(2 m) sum((A2 - Y)^2)", fact=""),
        network(output="tanh(Z2)", cost="1/(2 m) sum((A2 - Y)^2)", fact=", Y in {-1, 1}"),
        network(output="exp(Z2)", cost="1/m sum(A2 - Y log(A2))", fact=""),
        network(cost=LOGISTIC + " + lambda/(2 m) (sum(W1^2) + sum(W2^2))"),
        network(cost="-1/m sum(Y log(A2)) - 1/m sum((1 - Y) log(1 - A2))"),
        network(output="0.98 sigmoid(Z2) + 0.01"),
        network(output="min(max(sigmoid(Z2), 0.01), 0.99)"),
        network(hidden="relu(Z1)"),
        network(hidden="softmax(Z1)", **CLASSES),
        network(output="tanh(Z2)", cost="1/m sum(half_squared_error(A2, Y))", fact=", Y in {-1, 1}"),
        network(output="1/(1 + exp(-Z2))", cost="1/m sum(A2 - Y log(A2))"),
        cg.read(f"{ANGULAR}A2 = sigmoid(Theta2 [1; A1])\nJ = {LOGISTIC}"),
        cg.read(f"s(z) = 1/(1 + exp(-z))\n{ANGULAR}A2 = s(Theta2 [1; A1])\nJ = {LOGISTIC}"),
        cg.read(f"{ANGULAR}A2 = sigmoid(Theta2 [1; A1])\nP = 1 - A2\nJ = -1/m sum(Y log(A2) + (1 - Y) log(P))"),
        cg.read("Q: n x d\nparameter W: d x d\nS = Q W Q^T\nP[i,j] = exp(S[i,j])/sum_k exp(S[i,k])\nJ = sum((P Q)^2)"),
    ],
)
def test_sound_networks_raise_no_warning(model: cg.Model) -> None:
    assert warned(model) == []
    assert warned(model, "glorot") == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({**CLASSES, "cost": "-1/m sum(Y log(softmax(A2)))"}, ("softmax-twice", "J")),
        ({**CLASSES, "cost": "-1/m sum(Y log_softmax(A2))"}, ("softmax-twice", "J")),
        ({"output": "linear(Z2)"}, ("cross-entropy-of-unbounded", "J")),
        ({"output": "tanh(Z2)"}, ("cross-entropy-of-unbounded", "J")),
        ({"output": "relu(Z2)"}, ("cross-entropy-of-unbounded", "J")),
        (
            {"output": "relu(Z2)", "cost": "1/m sum(binary_cross_entropy(A2, Y))"},
            ("cross-entropy-of-unbounded", "J"),
        ),
        ({"cost": LOGISTIC + " + lambda/2 (sum(W1^2) + sum(b1^2))"}, ("bias-penalised", "J")),
        ({"cost": LOGISTIC + " + lambda sum(abs(b2))"}, ("bias-penalised", "J")),
        ({"output": "sigmoid(relu(Z2))"}, ("output-range", "J")),
        ({"fact": ", Y in {-1, 1}"}, ("output-range", "J")),
        ({"output": "tanh(Z2)", "cost": "1/(2 m) sum((Y - A2)^2)"}, ("output-range", "J")),
        ({"output": "tanh(Z2)", "cost": "1/m sum(half_squared_error(A2, Y))"}, ("output-range", "J")),
        ({**CLASSES, "output": "tanh(Z2)"}, ("output-range", "J")),
        ({**CLASSES, "output": "softplus(Z2)"}, ("output-range", "J")),
        ({"output": "relu(Z2)", "cost": "1/m sum((A2 - Y)^2)", "fact": ", Y in {-1, 1}"}, ("output-range", "J")),
        ({**CLASSES, "output": "sigmoid(Z2)"}, ("sigmoid-cross-entropy", "J")),
        ({**CLASSES, "output": "1/(1 + exp(-Z2))"}, ("sigmoid-cross-entropy", "J")),
        ({"cost": "1/m sum(cross_entropy(A2, Y))"}, ("sigmoid-cross-entropy", "J")),
        ({"output": "2/(1 + exp(-2 Z2)) - 1", "cost": "1/(2 m) sum((A2 - Y)^2)"}, ("output-range", "J")),
        ({"output": "max(Z2, 0)"}, ("cross-entropy-of-unbounded", "J")),
        ({"hidden": "linear(Z1)"}, ("linear-hidden-layer", "A1")),
        ({"hidden": "Z1"}, ("linear-hidden-layer", "A1")),
        ({"cost": LOGISTIC.replace("sum(", "(1/m) sum(")}, ("mean-twice", "J")),
        ({"cost": LOGISTIC.replace("1/m", "1/m^2")}, ("mean-twice", "J")),
    ],
)
def test_each_mistake_is_found(changes: dict[str, str], expected: tuple[str, str]) -> None:
    assert warned(network(**changes)) == [expected]


def test_a_mean_of_a_mean_is_found_through_names() -> None:
    model = cg.read("X: n x m\nY: 1 x m\nA = W X + b\nL = 1/m (A - Y)^2\nJ = 1/m sum(L)")
    assert warned(model) == [("mean-twice", "J")]


def test_the_mean_of_a_pair_is_no_double_mean() -> None:
    model = cg.read("X: n x m\nA = W X\nmu = 1/m rowsum(A)\nJ = 1/m sum((A - mu)^2)")
    assert warned(model) == []


def test_softmax_of_one_unit() -> None:
    text = "n2 = {size}\nX: n0 x m\nY: n2 x m, colsum(Y) = 1\nZ = W X + b\nA = softmax(Z)\nJ = -1/m sum(Y log(A))"
    assert warned(cg.read(text.format(size=1))) == [("softmax-one-unit", "A")]
    assert warned(cg.read(text.format(size=2))) == []


def test_a_softmax_in_letters_is_known_to_be_a_probability() -> None:
    model = cg.read(
        "X: n x m\nY: k x m, colsum(Y) = 1\nZ = W X + b\nA[i,e] = exp(Z[i,e])/sum_k exp(Z[k,e])\nJ = -1/m sum(Y log(A))"
    )
    assert review.lint(model) == ()


@pytest.mark.parametrize(
    ("summed", "fact", "expected"),
    [
        ("sum_f exp(Z[i,f])", ", colsum(Y) = 1", [("softmax-over-examples", "warning")]),
        ("sum_f exp(Z[i,f])", "", [("softmax-over-examples", "advice")]),
        ("sum_k exp(Z[k,e])", ", colsum(Y) = 1", []),
    ],
)
def test_a_softmax_along_the_examples(summed: str, fact: str, expected: list[tuple[str, str]]) -> None:
    model = cg.read(f"X: n x m\nY: k x m{fact}\nZ = W X + b\nA[i,e] = exp(Z[i,e])/{summed}\nJ = -1/m sum(Y log(A))")
    assert [(f.name, f.severity) for f in review.lint(model)] == expected


def test_a_second_softmax_in_letters_is_one_as_well() -> None:
    model = cg.read(
        "X: n x m\nY: k x m, colsum(Y) = 1\nP = softmax(W X + b)\n"
        "A[i,e] = exp(P[i,e])/sum_k exp(P[k,e])\nJ = -1/m sum(Y log(A))"
    )
    assert warned(model) == [("softmax-twice", "A")]


def test_relu_outputs_are_told_at_any_depth_and_in_theta() -> None:
    model = cg.read(f"{ANGULAR}A2 = relu(Theta2 [1; A1])\nJ = {LOGISTIC}")
    assert warned(model) == [("cross-entropy-of-unbounded", "J")]


def test_zeros_are_wrong_for_a_hidden_layer_only() -> None:
    assert warned(network(), "zeros") == [("zero-initialisation", "Z2")]
    single = cg.read("X: n x m\nY: 1 x m, Y in {0, 1}\nA = sigmoid(W X + b)\n" + f"J = {LOGISTIC.replace('A2', 'A')}")
    assert warned(single, "zeros") == []


def test_an_unknown_initialisation_is_refused() -> None:
    with pytest.raises(InputError, match="zeroes"):
        review.lint(network(), "zeroes")


def test_bounded_outputs_for_numbers_are_only_advice() -> None:
    found = review.lint(network(cost="1/(2 m) sum((A2 - Y)^2)", fact=""))
    assert [(f.name, f.severity) for f in found] == [("output-range", "advice")]


def test_a_finding_says_where_why_and_what_to_do() -> None:
    (finding,) = review.lint(network(output="tanh(Z2)"))
    assert finding.line == 8
    assert "(-1, 1)" in finding.words
    assert all(sentence.endswith(".") for sentence in (finding.reason, finding.remedy))
    assert "^^^" in str(finding) and finding.reason in str(finding) and finding.remedy in str(finding)


def test_what_lint_calls_linear_the_ranges_of_a_function_of_ones_own_are_computed() -> None:
    model = cg.read(
        "squash(z) = 1/(1 + z^2)\nX: n x m\nY: 1 x m, Y in {0, 1}\nA = squash(W X + b)\n"
        "J = -1/m sum(Y log(A) + (1 - Y) log(1 - A))"
    )
    (finding,) = review.lint(model)
    assert "(0, 1]" in finding.words


def texts() -> Iterator[tuple[str, str]]:
    """Every text of the tests that is a model, and every example."""
    for path in sorted(REPOSITORY.glob("examples/*.chalk")):
        yield path.name, path.read_text(encoding="utf-8")
    for path in sorted((REPOSITORY / "tests").rglob("*.py")):
        if path == Path(__file__).resolve():
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and "\n" in node.value:
                yield f"{path.name}:{node.lineno}", node.value


def test_no_false_alarm_on_any_model_of_the_repository() -> None:
    looked_at = 0
    alarms = set()
    for place, text in texts():
        try:
            model = cg.read(text)
        except ChalkError:
            continue
        looked_at += 1
        alarms.update((place.split(":")[0], name) for name, _ in warned(model))
    assert looked_at > 30
    # These two are about hidden layers that are linear indeed.
    assert alarms == {(name, "linear-hidden-layer") for name in ("test_build.py", "test_facts.py")}


def test_every_warning_has_a_name_of_its_own() -> None:
    names = [warning.name for warning in known_warnings()]
    assert len(set(names)) == len(names) >= 8


def test_the_command_prints_findings_and_exits_with_1(tmp_path: Path) -> None:
    path = tmp_path / "net.chalk"
    path.write_text(network(output="relu(Z2)").source)
    result = CliRunner().invoke(command, [str(path)])
    assert result.exit_code == 1
    assert "cross-entropy-of-unbounded" in result.output and "[0, inf)" in result.output
    result = CliRunner().invoke(command, [str(path), "--format", "json"])
    assert json.loads(result.output)[0]["line"] == 8
    path.write_text(network().source)
    result = CliRunner().invoke(command, [str(path)])
    assert (result.exit_code, result.output) == (0, "no warning applies\n")


def test_the_command_lists_the_warnings() -> None:
    result = CliRunner().invoke(command, ["--list"])
    assert result.exit_code == 0
    assert all(warning.name in result.output for warning in known_warnings())
