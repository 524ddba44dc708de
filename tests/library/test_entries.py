"""Every text of the library, found by walking: it reads, and what it claims holds to 40 digits."""

from __future__ import annotations

from importlib.resources import files

import mpmath
import pytest

from chalkgrad import library
from chalkgrad.errors import InputError
from chalkgrad.library.entry import Activation
from chalkgrad.terms import PRIMITIVES, names

from .evaluation import value

POINTS = ["-30.5", "-7", "-1.25", "-1e-9", "1e-9", "0.375", "2", "31.5"]
VECTORS = [["0.5", "-1.5", "3"], ["2", "2", "-40"], ["0", "0", "0", "0"], ["-700.25", "12"]]
ENTRIES = [(folder, name) for folder in library.KINDS for name in library.names(folder)]
SCALAR = [n for n in library.names("activations") if not library.activation(n).is_vector]
VECTOR = [n for n in library.names("activations") if library.activation(n).is_vector]


def settings(activation: Activation) -> dict[str, object]:
    """A number for every argument but the first."""
    defaults = activation.function.defaults
    others = activation.function.arguments[1:]
    return {name: value(defaults[name], {}) if name in defaults else mpmath.mpf("0.3") for name in others}


def close(left, right) -> bool:
    return abs(left - right) <= mpmath.mpf("1e-35") * (1 + abs(right))


def test_every_file_is_an_entry_and_the_expected_ones_are_there():
    for folder in library.KINDS:
        found = sorted(file.name for file in files("chalkgrad.library").joinpath(folder).iterdir())
        assert [name for name in found if name.endswith(".chalk")] == [f"{n}.chalk" for n in library.names(folder)]
    assert {"sigmoid", "tanh", "relu", "leaky_relu", "linear", "softmax", "softplus"} <= set(
        library.names("activations")
    )
    assert set(library.names("losses")) == {"binary_cross_entropy", "cross_entropy", "half_squared_error"}
    assert set(library.names("optimizers")) == {"gradient_descent", "momentum", "rmsprop", "adam"}
    assert set(library.names("initialisations")) == {"he", "glorot", "small_normal", "zeros"}
    assert library.names("penalties") == ("l2",)


@pytest.mark.parametrize(("folder", "name"), ENTRIES)
def test_every_entry_reads_and_says_what_it_is(folder, name):
    entry = library.standard().find(folder, name)
    assert entry.name == name
    assert entry.about.endswith(".")
    assert entry.source
    assert name in entry.text


@pytest.mark.parametrize("name", SCALAR)
def test_the_taught_slope_is_the_derivative(name):
    activation = library.activation(name)
    function = activation.function
    for point in POINTS:
        given = {**settings(activation), function.arguments[0]: mpmath.mpf(point)}
        given[function.own] = value(function.value, given)

        def at(z, given=given, function=function):
            return value(function.value, {**given, function.arguments[0]: z})

        step = mpmath.mpf("1e-15")
        z = given[function.arguments[0]]
        difference = (at(z - 2 * step) - 8 * at(z - step) + 8 * at(z + step) - at(z + 2 * step)) / (12 * step)
        assert abs(difference - value(function.slope, given)) < mpmath.mpf("1e-25")


@pytest.mark.parametrize("name", VECTOR)
@pytest.mark.parametrize("vector", VECTORS)
def test_the_taught_slope_of_a_vector_function_is_its_jacobian(name, vector):
    function = library.activation(name).function
    first, second = function.axis_index
    z = [mpmath.mpf(entry) for entry in vector]
    own = [value(function.value, {"z": z}, {first: i}) for i in range(len(z))]
    step = mpmath.mpf("1e-20")
    for i in range(len(z)):
        for j in range(len(z)):
            up = [entry + step * (k == j) for k, entry in enumerate(z)]
            down = [entry - step * (k == j) for k, entry in enumerate(z)]
            difference = (
                value(function.value, {"z": up}, {first: i}) - value(function.value, {"z": down}, {first: i})
            ) / (2 * step)
            claimed = _at_two(function, own, z, {first: i, second: j})
            assert abs(difference - claimed) < mpmath.mpf("1e-25")


def _at_two(function, own, z, at):
    """The slope names two vectors, own and z, of one length; each call below sees only one of them."""
    used = names(function.slope)
    assert used <= {function.own, "z"}
    return value(function.slope, {function.own: own} if function.own in used else {"z": z}, at)


@pytest.mark.parametrize("name", [n for n in SCALAR if library.activation(n).stable])
def test_the_stable_form_is_equal_to_the_value(name):
    activation = library.activation(name)
    for point in [*POINTS, "0"]:
        given = {**settings(activation), activation.function.arguments[0]: mpmath.mpf(point)}
        assert close(value(activation.stable.whole, given), value(activation.function.value, given))


@pytest.mark.parametrize("name", [n for n in VECTOR if library.activation(n).stable])
@pytest.mark.parametrize("vector", VECTORS)
def test_the_stable_form_of_a_vector_function_is_equal_to_the_value(name, vector):
    activation = library.activation(name)
    first = activation.function.axis_index[0]
    for i in range(len(vector)):
        stable = value(activation.stable.whole, {"z": list(vector)}, {first: i})
        assert close(stable, value(activation.function.value, {"z": list(vector)}, {first: i}))


@pytest.mark.parametrize("name", library.names("activations"))
def test_identities_hold(name):
    activation = library.activation(name)
    for identity in activation.identities:
        if activation.is_vector:
            first = activation.function.axis_index[0]
            cases = [({"z": list(v)}, {first: i}) for v in VECTORS for i in range(len(v))]
        else:
            given = dict.fromkeys(identity.given, "0.3")
            cases = [({"z": point, **given}, {}) for point in POINTS]
        for given, at in cases:
            assert close(value(identity.left, given, at), value(identity.right, given, at)), identity.text


@pytest.mark.parametrize("name", SCALAR)
def test_values_lie_in_the_declared_range(name):
    activation = library.activation(name)
    interval = activation.range
    for point in POINTS:
        found = value(activation.function.value, {**settings(activation), activation.function.arguments[0]: point})
        if interval.low is not None:
            low = value(interval.low, {})
            assert found > low or (interval.low_closed and found == low)
        if interval.high is not None:
            high = value(interval.high, {})
            assert found < high or (interval.high_closed and found == high)


@pytest.mark.parametrize("name", SCALAR)
def test_kinks_are_declared_with_the_side_that_the_slope_takes(name):
    activation = library.activation(name)
    function = activation.function
    bends = "if" in activation.text.split("value")[1].split("\n")[0]
    assert bool(activation.kinks) == bends
    for kink in activation.kinks:
        at = value(kink.at, {})
        sign = 1 if kink.side == "right" else -1
        given = {**settings(activation), function.arguments[0]: at + sign * mpmath.mpf("1e-30")}
        beside = value(function.slope, given)
        assert value(function.slope, {**given, function.arguments[0]: at}) == beside
        assert beside == 1


@pytest.mark.parametrize("name", library.names("losses"))
def test_the_slope_of_a_loss_is_its_derivative(name):
    function = library.loss(name).function
    forecast, answer = function.arguments
    for a in ("0.001", "0.25", "0.875"):
        for y in ("0", "0.3", "1"):
            slope = value(function.slope, {forecast: a, answer: y})
            difference = mpmath.diff(lambda x, y=y, f=function: value(f.value, {forecast: x, answer: y}), mpmath.mpf(a))
            assert abs(slope - difference) < mpmath.mpf("1e-15") * (1 + abs(slope))


def test_identities_of_losses_hold():
    loss = library.loss("binary_cross_entropy")
    (identity,) = loss.identities
    for a in ("0.001", "0.25", "0.875"):
        for y in ("0", "0.3", "1"):
            assert close(value(identity.left, {"a": a, "y": y}), value(identity.right, {"a": a, "y": y}))


def test_optimizers_have_the_course_settings():
    adam = library.optimizer("adam")
    assert {k: float(v) for k, v in adam.settings.items()} == {
        "learning_rate": 0.001,
        "beta1": 0.9,
        "beta2": 0.999,
        "eps": 1e-8,
    }
    assert adam.counters == ("t",)
    assert tuple(adam.state) == ("v", "s", "t")
    assert float(library.optimizer("rmsprop").settings["beta"]) == 0.9
    assert float(library.optimizer("momentum").settings["beta"]) == 0.9


def test_functions_are_what_a_model_may_call():
    functions = library.functions()
    assert set(functions) == {*library.names("activations"), *library.names("losses")}
    assert not set(functions) & set(PRIMITIVES)
    assert functions is library.functions()


def test_other_spellings_find_the_entry():
    assert library.activation("σ") is library.activation("sigmoid")


def test_unknown_names_offer_the_nearest():
    with pytest.raises(InputError) as caught:
        library.activation("sigmod")
    assert str(caught.value) == (
        "there is no activation 'sigmod'\n  Did you mean sigmoid? Known: "
        "leaky_relu, linear, log_agreement, log_softmax, relu, sigmoid, softmax, softplus, tanh."
    )
    with pytest.raises(InputError, match="there is no optimizer 'sgd'"):
        library.optimizer("sgd")
    with pytest.raises(InputError, match="the library has no 'metrics'"):
        library.names("metrics")
