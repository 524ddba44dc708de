"""What a page says: levels of detail, lemmas, left sides, and certificates that never claim too much."""

from __future__ import annotations

from dataclasses import replace

from written_derivations import PROVED, TESTED, chain, equation, line, step, surface

import chalkgrad as cg
from chalkgrad.calculus.derivation import Derivation
from chalkgrad.notation.surface import Indexed, Name
from chalkgrad.page import from_derivation
from chalkgrad.page.certified import conditions_in_short, remarks, weakest
from chalkgrad.page.chaining import chains, letters_of
from chalkgrad.page.document import Chain, Formula, Listing, Note, Prose, Title
from chalkgrad.page.lesson import LEVELS
from chalkgrad.proof.certificate import Certificate


def test_a_section_for_each_equation_and_all_of_them_at_the_end(network: Derivation) -> None:
    blocks = from_derivation(network).blocks
    sections = [block for block in blocks if isinstance(block, Title) and block.depth == 3]
    assert [title.pieces[1] for title in sections] == [Formula(Name(name)) for name in network]
    read, summary = (block for block in blocks if isinstance(block, Listing))
    assert [entry.left for entry in read.entries][:2] == [Name("X"), Name("Y")]
    assert [entry.left for entry in summary.entries] == [Name(name) for name in network]
    assert [entry.steps for entry in summary.entries] == [len(equation.steps) for equation in network.values()]
    assert Prose(("Declared about the data: ", "colsum(Y) = 1", ".")) in blocks
    assert Note(("b1 is added to every column.",)) in blocks


def said(source: str) -> list[Prose]:
    derivation = cg.read(source).derive()
    for level in LEVELS:
        titles = [block.pieces[0] for block in from_derivation(derivation, level).blocks if isinstance(block, Title)]
        assert "Step by step" not in titles and "All equations" not in titles
    return [block for block in from_derivation(derivation).blocks if isinstance(block, Prose)]


def test_why_there_is_nothing_to_show_is_said_in_a_sentence() -> None:
    j, x = Formula(Name("J")), Formula(Name("x"))
    last = said("x: n x m\nJ = 1/m sum(x^2)")[-1].pieces
    assert last[:3] == (
        "There is nothing to derive: ",
        j,
        " is made of data alone, without a parameter or a quantity between.",
    )
    assert x in last
    unused = said("X: n0 x m\nZ1 = W1 X + b1\nJ = 1/m sum(X^2)")[-1].pieces
    assert unused == (
        j,
        " does not depend on ",
        Formula(Name("W1")),
        ", ",
        Formula(Name("b1")),
        ", so every gradient is 0.",
    )


def test_a_condition_too_long_for_a_line_is_said_in_words() -> None:
    long = " + ".join(["a b"] * 40)
    conditions = (f"{long} != 0", "a != 0", f"{long} > 0", f"2 {long} != 0")
    short = conditions_in_short(Certificate("proved", "exact algebra", conditions))
    assert short == "a != 0, denominators other than 0, positive arguments of logarithms and roots"


def test_an_outline_names_the_ideas_of_the_whole_jump() -> None:
    source = "X: n0 x m\nY: n1 x m, Y in {0, 1}\nZ1 = W1 X + b1\nA1 = sigmoid(Z1)\n"
    derivation = cg.read(f"{source}J = -1/m sum(Y log(A1) + (1 - Y) log(1 - A1))").derive()
    reasons = {name: chains(equation, "outline")[0].rows[-1].words for name, equation in derivation.items()}
    assert reasons["dZ1"] == "chain rule through A1; sigmoid'(Z1) = A1 ⊙ (1 - A1); put in dA1; cancel A1 ⊙ (1 - A1)"
    assert reasons["dA1"].endswith(
        "(log u)' = u'/u; the inner derivative of 1 - A1[i,e] is -1; common denominator A1 ⊙ (1 - A1)"
    )
    assert reasons["dW1"] == (
        "chain rule through Z1; ∂Z1[i,e]/∂W1[i,j] = X[j,e]; the sum runs over the second index of X, so X is transposed"
    )


def test_an_outline_of_the_batch_names_the_mean_and_the_penalty() -> None:
    text = "X: n0 x m\nY: n1 x m\nZ1 = W1 X + b1\nJ = 1/(2 m) sum((Z1 - Y)^2) + lambda/(2 m) sum(W1^2)"
    shown = str(cg.read(text).derive(form="example").to("terminal", level="outline", width=300))
    weight, bias = (
        next(line for line in shown.splitlines() if line.strip().startswith(f"{name} = 1/m")) for name in ("dW1", "db1")
    )
    assert "the batch has the mean over the examples, plus the derivative of the penalty" in weight
    assert "the batch has the mean over the examples; the sum over e" in bias


def test_a_lemma_interrupts_the_chain_and_the_chain_is_taken_up_again(logistic: Derivation) -> None:
    first, lemma, last = chains(logistic["dz"], "lecture")
    assert first.left == last.left == Name("dz")
    assert lemma.left == surface("sigmoid'(z)")
    assert first.rows[-1].surface == last.rows[0].surface
    assert (last.rows[0].words, last.rows[0].certificate) == ("as above", None)
    assert last.rows[-1].surface == surface("a - y")


def test_an_outline_leaves_out_steps_but_no_condition(logistic: Derivation) -> None:
    (whole,) = chains(logistic["da"], "outline")
    assert [row.surface for row in whole.rows[1:]] == [surface("(a - y)/(a (1 - a))")]
    assert whole.rows[-1].certificate is not None
    assert whole.rows[-1].certificate.conditions == ("a != 0", "a != 1")
    assert not whole.rows[-1].children


def test_an_outline_closes_the_chain_over_a_hidden_lemma(logistic: Derivation) -> None:
    (whole,) = chains(logistic["dz"], "outline")
    assert [row.surface for row in whole.rows] == [surface("∂L/∂z"), surface("a - y")]


def test_every_line_shows_what_a_lecture_hides(logistic: Derivation) -> None:
    (lecture,) = chains(logistic["da"], "lecture")
    (everything,) = chains(logistic["da"], "every-line")
    assert len(everything.rows) == len(lecture.rows) + 1
    assert everything.unfolded and not lecture.unfolded
    assert lecture.rows[1].children == everything.rows[1].children


def test_a_line_that_stands_for_a_tested_step_is_tested(logistic: Derivation) -> None:
    steps = (
        step("∂L/∂z", "da a", "hidden", certificate=TESTED, level="every-line"),
        step("da a", "a - y", "shown", certificate=PROVED),
    )
    made = equation(logistic.model, "dz", steps, "")
    (whole,) = chains(made, "lecture")
    assert whole.rows[-1].certificate is not None
    assert whole.rows[-1].certificate.kind == "tested"
    assert whole.rows[-1].certificate.points == 40


def test_the_left_side_has_letters_as_long_as_the_lines_have(network: Derivation) -> None:
    (whole,) = chains(network["dZ2"], "lecture")
    assert whole.left == Indexed("dZ2", ("i", "e"))
    assert [row.left for row in whole.rows] == [None] * 6 + [Name("dZ2")]


def test_a_chain_that_starts_from_its_own_name_does_not_repeat_it(network: Derivation) -> None:
    steps = chain("dZ2[i,e]", ("A2[i,e] - Y[i,e]", "first"), ("A2 - Y", "in matrices"))
    (whole,) = chains(equation(network.model, "dZ2", steps, "", indices="ie"), "lecture")
    assert [row.words for row in whole.rows] == ["first", "in matrices"]


def test_the_chain_always_ends_in_the_value(logistic: Derivation) -> None:
    original = logistic["da"]
    short = replace(original, steps=original.steps[:-1])
    assert chains(short, "lecture")[-1].rows[-1].surface == original.value.surface
    bare = replace(original, steps=())
    assert chains(bare, "lecture") == (
        Chain(Name("da"), (replace(chains(bare, "lecture")[0].rows[0], surface=line("(a - y)/(a (1 - a))").surface),)),
    )


def test_letters_under_a_sum_are_bound() -> None:
    assert letters_of(surface("sum_k W[i,k] X[k,e] + δ[i,j]")) == {"i", "e", "j"}
    assert letters_of(surface("softmax(Z)[i,e] a")) == {"i", "e"}


def test_the_weakest_certificate() -> None:
    assert weakest([]) is None
    assert weakest([PROVED]) is PROVED
    both = weakest([PROVED, TESTED, Certificate("tested", "dual numbers", points=10, largest_error=1e-12)])
    assert both is not None
    assert (both.kind, both.points, both.largest_error) == ("tested", 10, 1e-12)
    facts = weakest([Certificate("proved", "x", facts=("f",)), Certificate("proved", "x", facts=("f", "g"))])
    assert facts == Certificate("proved", "x", facts=("f", "g"))


def test_remarks() -> None:
    certificate = Certificate("proved", "x", conditions=("a != 0", "a != 1", "b > 0"), facts=("colsum(Y) = 1",))
    assert conditions_in_short(certificate) == "a != 0, 1, b > 0"
    said = [text.replace("\u00a0", " ") for text in remarks(certificate)]
    assert said == ["for a != 0, 1, b > 0", "using colsum(Y) = 1"]
    assert len(remarks(certificate, "given: colsum(Y) = 1")) == 1


def test_a_constant_with_a_number_is_listed_once() -> None:
    derivation = cg.read("X: n x m\nlambda = 0.1\nJ = 1/m sum(W X) + lambda sum(W^2)").derive()
    assert derivation.to("plain").count("λ = 0.1") == 1
