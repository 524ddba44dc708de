"""Long sums, deep nesting, functions that double: refused at once, or no longer slow."""

import time

import pytest

import chalkgrad as cg
from chalkgrad.errors import InputError, NotSupported
from chalkgrad.notation.surface import walk_surface
from chalkgrad.page import board
from chalkgrad.program import rewriting


def seconds(work):
    start = time.process_time()
    work()
    return time.process_time() - start


def doubling(count):
    lines = ["f0(z) = z^2 + z", *(f"f{k}(z) = f{k - 1}(z) f{k - 1}(z)" for k in range(1, count))]
    return "\n".join([*lines, f"J = f{count - 1}(x)"])


@pytest.mark.parametrize("count", [13, 50, 2000])
def test_functions_of_the_text_that_double_are_refused_by_name(count):
    def refused():
        with pytest.raises(NotSupported, match=r"f\d+ has \d+ parts when all functions|more than 12"):
            cg.read(doubling(count))

    assert seconds(refused) < 2


def test_the_largest_function_is_still_derived():
    derivation = cg.read(doubling(8)).derive()
    assert derivation["dx"].certificate.kind == "proved"


def test_an_equation_that_grows_is_refused_by_name():
    with pytest.raises(NotSupported, match=r"J has \d+ parts when all functions in it are written out; at most 20000"):
        cg.read("f(z) = z^2 + z; J = " + "f(" * 40 + "x" + ")" * 40)


def test_a_sum_of_2000_names_is_refused_before_it_is_begun():
    model = cg.read("J = " + " + ".join(f"x{k}" for k in range(2000)))

    def refused():
        with pytest.raises(NotSupported, match="most of them stand in J, which has 2001 parts and 2000 names") as found:
            model.derive()
        assert "--wrt NAME" in str(found.value)

    assert seconds(refused) < 2


def test_one_gradient_of_a_long_sum_is_no_trouble():
    model = cg.read("J = " + " + ".join(f"x{k}^2" for k in range(1000)))
    assert model.derive(wrt="x5")["dx5"].text == "2 x5"


def test_a_sum_that_is_too_long_for_a_program_is_shown_all_the_same():
    model = cg.read("J = " + " + ".join(f"x{k}" for k in range(1200)))
    assert "dx5 = 1" in str(model.derive(wrt="x5"))
    with pytest.raises(NotSupported, match="too long, or nested too deeply, to be written as a program"):
        model.gradients({f"x{k}": 1.0 for k in range(1200)}, wrt="x5")


@pytest.mark.parametrize(
    "formula",
    [
        "sigmoid(" * 25 + "x" + ")" * 25,
        "log(1 + " * 25 + "x" + ")" * 25,
        "(" * 25 + "x + 1" + ")^2" * 25,
        "1/(1 + " * 25 + "x" + ")" * 25,
    ],
    ids=["sigmoid", "log", "power", "quotient"],
)
def test_nesting_costs_no_power_of_its_depth(formula):
    """Each of these took minutes while every level was printed, or opened, twice."""
    model = cg.read(f"J = {formula}")
    assert seconds(model.derive) < 12


@pytest.mark.parametrize(
    ("text", "slope"),
    [
        ("f(z) = g(z); g(z) = z^2; J = f(x)", "2 x"),
        ("J = f(x); f(z) = g(z) + z; g(z) = z^2", "2 x + 1"),
    ],
)
def test_functions_may_be_defined_in_any_order(text, slope):
    model = cg.read(text)
    assert model.derive()["dx"].text == slope
    assert cg.read(model.text).derive()["dx"].text == slope


def test_a_name_may_not_be_called_as_a_gradient_is():
    model = cg.read("X: n0 x m; δ1: n1 x m; Z1 = W1 X; J = 1/m sum((Z1 - δ1)^2)")
    with pytest.raises(InputError, match="δ1 is a name of the model, and it is what the gradient of Z1 is called"):
        model.derive("nielsen")


def test_a_function_may_not_be_called_as_a_gradient_is():
    model = cg.read("da(z) = z^2; a = da(z); J = a^2")
    with pytest.raises(InputError, match="da is a function, and it is what the gradient of a is called"):
        model.derive()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("f(z) = f(z) z; J = f(x)", "1:7: f is defined by itself\n"),
        ("f(z) = g(z); g(z) = h(z); h(z) = f(z); J = f(x)", "1:7: f is defined by itself: f calls g calls h calls f"),
        ("f(z) = z; f(z) = z^2; J = f(x)", "1:11: two definitions of f: the first is in line 1"),
        ("sigmoid(z) = z; J = sigmoid(x)", "1:1: sigmoid is a function already"),
        ("σ(z) = z; J = σ(x)", "1:1: sigmoid is a function already"),
        ("exp(z) = z; J = exp(x)", "1:1: exp is a function already"),
        ("f() = 3; J = x", "a function definition is f(z) = formula in z"),
        ("f(z, z) = 3; J = x", "f has two arguments called z"),
        ("f(z) = 3; J = f(x)", "1:7: f does not use its argument z"),
        ("f(a, y) = a^2; J = f(x, u)", "1:10: f does not use its argument y"),
        ("f(f) = f^2; J = f(x)", "1:1: f is the function and its argument"),
        ("f(e) = e^2; J = f(x)", "1:8: e^2 is the exponential function, and e is also a name"),
        ("f(z) = z q; J = f(x)", "1:10: f may use only its arguments, and q is none of them"),
    ],
)
def test_a_definition_that_is_none_is_said_with_its_place(text, expected):
    with pytest.raises(InputError) as found:
        cg.read(text)
    assert expected in str(found.value)
    assert "^" in str(found.value)


def nested(opening, closing, inside, depth):
    return f"J = {opening * depth}{inside}{closing * depth}"


@pytest.mark.parametrize(
    "text",
    [
        nested("max(x, ", ")", "x", 8),
        nested("max(x, ", ")", "x", 9),
        nested("min(x, ", ")", "y", 20),
        nested("abs(1-", ")", "x", 20),
    ],
    ids=["max8", "max9", "min20", "abs20"],
)
def test_pieces_in_pieces_are_refused_before_their_slopes_are_written(text):
    """Slopes of nested pieces double, or triple, with every level: 65 characters gave a page of 14 MB."""
    model = cg.read(text)

    def refused():
        with pytest.raises(NotSupported, match=r"J is too large: a line .* would have \d+ parts, at most") as found:
            model.derive(wrt="x")
        assert "names of their own" in str(found.value)
        assert "^" in str(found.value)

    assert seconds(refused) < 10


def test_pieces_in_pieces_that_a_reader_can_read_are_shown():
    assert cg.read(nested("max(x, ", ")", "x", 5)).derive()["dx"].certificate.kind == "proved"


@pytest.mark.parametrize(
    "factors",
    [
        "max(x,1)max(y,2)max(z,3)max(x,y)max(y,z)max(z,x)abs(x-y)abs(y-z)",
        " ".join(f"abs({letter})" for letter in "abcdfghijklm"),
    ],
)
def test_what_is_too_much_to_prove_is_no_mistake_of_ours(factors):
    with pytest.raises(NotSupported, match=r"J is too large: a line of \d+ parts .* too much to prove") as found:
        cg.read(f"J = {factors}").derive()
    assert "names of their own" in str(found.value)
    assert "1:5" in str(found.value)


def test_functions_that_only_pass_on_what_they_get_are_counted_as_well():
    lines = ["f0(z) = z", *(f"f{k}(z) = f{k - 1}(f{k - 1}(z))" for k in range(1, 12)), "J = f11(x)"]
    with pytest.raises(NotSupported, match=r"f11 has \d+ parts when all functions"):
        cg.read("\n".join(lines))


@pytest.mark.parametrize("text", [nested("x/(1+", ")", "x", 12), nested("1/(1+", ")", "w", 20)])
def test_a_deep_formula_is_drawn_at_no_power_of_its_depth(text, monkeypatch):
    """Every attempt to break a line drew all of its parts anew, at every level: this made 30 pictures of each part."""
    made, beside = [], board.beside
    monkeypatch.setattr(board, "beside", lambda boxes: (made.append(1), beside(boxes))[1])
    derivation = cg.read(text).derive()
    str(derivation)
    parts = sum(
        len(list(walk_surface(step.result.surface))) for step in derivation["d" + text[-1 - text.count(")")]].steps
    )
    assert len(made) < 10 * parts


def test_functions_made_of_each_other_are_looked_into_once(monkeypatch):
    """A call in which no rule had a say was opened, then its arguments again: f in f sixteen times took minutes."""
    opened = []
    unfold = rewriting.unfold
    monkeypatch.setattr(rewriting, "unfold", lambda call, known: (opened.append(call), unfold(call, known))[1])
    derivation = cg.read("f(z) = z/(1 + z); g(z) = f(f(z)); h(z) = g(g(z)); J = h(h(x))").derive()
    assert "dx" in str(derivation)
    # a call is met once where its digits matter and once where they do not, in the equation and in its gradient
    assert 0 < len(opened) <= 4 * len(set(opened))


@pytest.mark.parametrize(
    "text",
    [
        "f(z)=z/(1+abs(z)); g(z)=f(f(z))/(1+f(z)^2); h(z)=g(g(z)) f(z); L = h(h(x))",
        "f(z)=min(z,1/z); g(z)=min(f(z),f(f(z))); L = g(g(x)) g(x)",
    ],
    ids=["quotients", "min"],
)
def test_functions_made_of_each_other_end_in_a_page_or_a_refusal(text):
    """In 75 characters; the first ran for minutes when its page was written."""

    def shown():
        try:
            str(cg.read(text).derive())
        except NotSupported as refused:
            assert "names of their own" in str(refused)

    assert seconds(shown) < 12
