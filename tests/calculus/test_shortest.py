"""The form in which the derivatives of usual losses and activations end: what one would write down and keep."""

import pytest

import chalkgrad as cg

FORMS = {
    "focal": ("a = sigmoid(z); L = -(1 - a)^2 log(a)", "dz", "(1 - a)^2 (2 a log(a) + a - 1)"),
    "focal, by a": ("L = -(1 - a)^2 log(a)", "da", "2 (1 - a) log(a) - (1 - a)^2/a"),
    "Geman and McClure": ("L = (a - t)^2/(1 + (a - t)^2)", "da", "2 (a - t)/(1 + (a - t)^2)^2"),
    "weighted cross-entropy": (
        "a = sigmoid(z); L = -(p y log(a) + (1 - y) log(1 - a))",
        "dz",
        "(1 - y) a - p y (1 - a)",
    ),
    "Poisson": ("a = exp(z); L = a - y log(a)", "dz", "a - y"),
    "gamma": ("L = log(a) + y/a", "da", "(a - y)/a^2"),
    "normal, by the variance": ("L = 1/2 log(v) + (y - mu)^2/(2 v)", "dv", "(v - (y - mu)^2)/(2 v^2)"),
    "normal, by the deviation": ("L = log(s) + (y - mu)^2/(2 s^2)", "ds", "(s^2 - (y - mu)^2)/s^3"),
    "swish": ("L = z sigmoid(z)", "dz", "sigmoid(z) (1 + z (1 - sigmoid(z)))"),
    "sigmoid gelu": ("L = z sigmoid(1.702 z)", "dz", "sigmoid(1.702 z) (1 + 1.702 z (1 - sigmoid(1.702 z)))"),
    "hinge": ("L = max(0, 1 - y z)", "dz", "-y if 1 - y z >= 0 else 0"),
    "logistic": ("L = log(1 + exp(-y z))", "dz", "-y exp(-y z)/(1 + exp(-y z))"),
    "Dice": ("L = 1 - 2 a y/(a + y)", "da", "-2 y^2/(a + y)^2"),
    "logit": ("L = log(p/(1 - p))", "dp", "1/(p (1 - p))"),
    "cosine": (
        "w: n x 1\nx: n x 1\nL = 1 - w^T x/sqrt(w^T w)",
        "dw",
        "sum(w ⊙ x) w/sqrt(sum(w^2))^3 - x/sqrt(sum(w^2))",
    ),
    "fractions": ("L = 1/z^2 + 3/(2 z)", "dz", "(-4 - 3 z)/(2 z^3)"),
}


@pytest.mark.parametrize("name", FORMS)
def test_a_derivative_ends_in_its_usual_form(name):
    source, gradient, form = FORMS[name]
    equation = cg.read(source).derive(wrt=gradient[1:])[gradient]
    assert equation.text == form
    assert equation.certificate.kind == "proved"


@pytest.mark.parametrize("name", FORMS)
def test_no_line_is_written_twice(name):
    source, gradient, _ = FORMS[name]
    lines = [step.after for step in cg.read(source).derive(wrt=gradient[1:])[gradient].steps]
    assert len(set(lines)) == len(lines)


def reasons(source, gradient):
    return {step.after: step.words for step in cg.read(source).derive(wrt=gradient[1:])[gradient].steps}


def test_a_common_factor_is_named():
    said = reasons("a = sigmoid(z); L = -(1 - a)^2 log(a)", "dz")
    assert said["(1 - a)^2 (2 a log(a) + a - 1)"] == "take out the common factor (1 - a)^2"
    assert "multiply into the bracket" in said.values()


def test_a_reason_for_a_fraction_names_what_stands_on_the_line():
    said = reasons("L = -(y log(a) + (1 - y) log(1 - a))", "da")
    assert said["-(y/a - (1 - y)/(1 - a))"] == ("y times 1/a is y/a, likewise with 1 - a; the minus goes in front")
    assert reasons("L = log(s) + c/(2 s^2)", "ds")["1/s - c s/s^4"] == (
        "(s^2)^2 is s^4; s times 1/s^4 is s/s^4; the factor c goes above the line; the minus goes in front; "
        "the numbers are multiplied"
    )


def test_the_exponential_is_named_by_its_value():
    assert reasons("a = exp(z); L = a - y log(a)", "dz")["da a"] == "exp(z) is a"


def test_a_fraction_stays_apart_where_one_fraction_would_be_longer():
    assert "common denominator a" not in reasons("L = -(1 - a)^2 log(a)", "da").values()


def test_a_constant_below_goes_in_front_of_the_derivative():
    said = reasons("L = c/(2 v)", "dv")
    assert said["c/2 ∂(1/v)/∂v"] == "the constant factor c/2 goes in front"


@pytest.mark.parametrize(("below", "factor"), [("u", "1/u"), ("(u + 1)", "1/(u + 1)"), ("(2 u)", "1/(2 u)")])
def test_a_denominator_that_goes_in_front_keeps_its_brackets(below, factor):
    printed = cg.read(f"x = w/{below}; L = x^2").derive(wrt="w").to("json", level="every-line")
    assert f"the constant factor {factor} goes in front" in printed


@pytest.mark.parametrize("convention", ["ng", "nielsen"])
def test_the_mean_is_said_where_it_comes_in(convention):
    source = "X: n0 x m\nY: n1 x m\nZ1 = W1 X + b1\nJ = 1/(2 m) sum((Z1 - Y)^2)"
    equation = cg.read(source).derive(convention)["dW1"]
    assert "1/m comes in here, as J is the mean of the losses" in equation.steps[0].words


def test_nothing_is_said_of_a_mean_that_does_not_come_in_there():
    source = "X: n0 x m\nY: n1 x m\nZ1 = W1 X + b1\nJ = 1/(2 m) sum((Z1 - Y)^2)"
    for convention in ("literal", "cs231n", "sum"):
        assert "comes in here" not in cg.read(source).derive(convention)["dW1"].steps[0].words


def test_what_cancels_in_each_part_is_named():
    said = reasons("a = sigmoid(z); L = -(p y log(a) + (1 - y) log(1 - a))", "dz")
    assert said["(1 - y) a - p y (1 - a)"] == "cancel 1 - a and a, which stand above and below"


def test_a_value_in_cases_says_so():
    said = reasons("L = 1/2 r^2 if abs(r) <= k else k (abs(r) - k/2)", "dr")
    assert said["r if abs(r) <= k else k (1 if r >= 0 else -1)"] == (
        "each case by itself; power rule: (r^2)' = 2 r; "
        "the slope of |u| is u' where u is positive, and -u' where it is negative"
    )


def test_the_exponential_of_a_matrix_is_named_without_letters():
    said = reasons("Z: n x m\nY: n x m\nA = exp(Z)\nJ = 1/m sum(A - Y ⊙ log(A))", "dZ")
    assert said["dA ⊙ A"] == "exp(Z) is A"
    assert "A - Y" in said


@pytest.mark.parametrize(
    ("normed", "slope"),
    [
        ("Z/sqrt(colsum(Z^2) + 1)", "dA/sqrt(colsum(Z^2) + 1) - (Z ⊙ colsum(dA ⊙ Z))/sqrt(colsum(Z^2) + 1)^3"),
        ("Z/(colsum(Z^2) + 1)", "dA/(colsum(Z^2) + 1) - 2 (Z ⊙ colsum(dA ⊙ Z))/(colsum(Z^2) + 1)^2"),
    ],
)
def test_a_layer_divided_by_its_length_ends_in_sums_over_its_units(normed, slope):
    source = f"X: n0 x m; Y: n1 x m; Z = W X + b; A = {normed}; J = 1/m sum((A - Y)^2)"
    equation = cg.read(source).derive(wrt="Z")["dZ"]
    assert equation.text == slope
    assert equation.certificate.kind == "proved"
