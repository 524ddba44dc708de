"""The terminal page: golden pages at several widths, and what holds at every width."""

from __future__ import annotations

import re
import time
from dataclasses import replace

import pytest
from golden_files import assert_golden

import chalkgrad as cg
from chalkgrad import page
from chalkgrad.calculus.derivation import Derivation
from chalkgrad.page import board
from chalkgrad.page.fragments import kept_together
from chalkgrad.page.glyphs import ASCII, UNICODE, is_marked, unmarked
from chalkgrad.page.lines import wrapped


@pytest.mark.parametrize("width", [40, 80, 120])
def test_golden_logistic(logistic: Derivation, width: int) -> None:
    assert_golden(f"logistic-{width}.txt", page.render(logistic, "terminal", width=width))


@pytest.mark.parametrize("width", [40, 80, 120])
def test_golden_network(network: Derivation, width: int) -> None:
    assert_golden(f"network-{width}.txt", page.render(network, "terminal", width=width))


def test_golden_every_line(logistic: Derivation) -> None:
    assert_golden("logistic-every-line.txt", page.render(logistic, "terminal", level="every-line", width=100))


def test_golden_outline(network: Derivation) -> None:
    assert_golden("network-outline.txt", page.render(network, "terminal", level="outline", width=80))


def test_golden_ascii(network: Derivation) -> None:
    made = page.render(network, "terminal", width=80, encoding="ascii")
    assert made.isascii()
    assert_golden("network-ascii.txt", made)


@pytest.mark.parametrize("width", [60, 72, 80, 100, 120, 300])
def test_no_line_is_wider_than_the_terminal(network: Derivation, logistic: Derivation, width: int) -> None:
    for derivation in (network, logistic):
        longest = max(map(len, page.render(derivation, "terminal", width=width).splitlines()))
        assert longest <= min(width, 120)


def test_relations_marks_and_reasons_are_aligned(network: Derivation) -> None:
    lines = page.render(network, "terminal", width=100).splitlines()
    marks = {line.index("✓") for line in lines if line.endswith("✓ proved") and " step" not in line}
    assert len(marks) == 1
    section = lines[lines.index("2. dW2, the derivative of J by W2") :]
    section = section[: section.index("3. db2, the derivative of J by b2")]
    assert len({line.index("=") for line in section if re.match(r"\s*(dW2\S* )?= ", line)}) == 1


def test_colour_only_when_asked_and_the_same_text(network: Derivation) -> None:
    plain = page.render(network, "terminal", width=100)
    coloured = page.render(network, "terminal", width=100, colour=True)
    assert "\x1b[" not in plain
    assert "\x1b[" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain


def test_no_space_at_line_ends(logistic: Derivation) -> None:
    assert not re.search(r"[ \u00a0]$", page.render(logistic, "terminal"), re.MULTILINE)


def test_fifty_milliseconds_are_enough(network: Derivation) -> None:
    page.render(network, "terminal")
    times = []
    for _ in range(3):
        start = time.process_time()
        page.render(network, "terminal", width=80)
        times.append(time.process_time() - start)
    assert min(times) <= 0.050


def test_a_page_draws_each_of_its_formulas_once(network: Derivation) -> None:
    board.draw.cache_clear()
    page.render(network, "terminal", width=80)
    once = board.draw.cache_info().misses
    page.render(network, "terminal", width=100)
    assert board.draw.cache_info().misses == once
    assert board.draw.cache_info().hits > once


def test_a_formula_in_a_reason_stays_together_where_it_fits() -> None:
    reason = kept_together("tanh' = 1 - tanh^2, and A1 = tanh(Z1); the sum runs over k")
    assert [line.replace("\u00a0", " ") for line in wrapped(reason, 26)] == [
        "tanh' = 1 - tanh^2, and",
        "A1 = tanh(Z1); the sum",
        "runs over k",
    ]


def test_a_formula_longer_than_its_line_parts_before_its_relation() -> None:
    lines = wrapped(kept_together("since Z2[i,e] = Σ_k W2[i,k] A1[k,e] + b2[i]"), 24)
    assert [line.replace("\u00a0", " ") for line in lines] == ["since Z2[i,e]", "= Σ_k W2[i,k] A1[k,e]", "+ b2[i]"]


@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
@pytest.mark.parametrize("width", [60, 80, 120])
def test_nested_fractions_are_broken_with_a_slash_where_they_do_not_fit(width: int, encoding: str) -> None:
    model = cg.read("X: n0 x m\nY: n1 x m\nZ = W X + b\nA = tanh(Z)\nJ = 1/m sum((A - Y)^2/(1 + (A - Y)^2/(1 + Y^2)))")
    made = model.derive(wrt="A").to("terminal", width=width, encoding=encoding)
    assert max(map(len, made.splitlines())) <= width


def test_a_case_within_a_case_keeps_its_brackets_on_one_line() -> None:
    derivation = cg.read("z: n\na = max(max(z, 0), -z)\nJ = sum(a)").derive(wrt="z")
    assert "dz = (1 if z ≥ 0 else 0) if max(z, 0) ≥ -z else -1" in derivation.to("plain", width=90)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("mu[i] = 1/m Σ_e Z1[i,e], so ∂mu[i]/∂Z1[i,e] = 1/m", "μ[i] = 1/m Σ_e Z1[i,e], so ∂μ[i]/∂Z1[i,e] = 1/m"),
        ("J = 1/m Σ_e L[e] + lambda/(2 m) sum(W1²)", "J = 1/m Σ_e L[e] + λ/(2 m) sum(W1²)"),
        ("-(Z1 - mu)/sqrt(V + 0.001)", "-(Z1 - μ)/√(V + 0.001)"),
        ("(sqrt u)' = u'/(2 sqrt(u))", "(√u)' = u'/(2 √u)"),
        ("gamma reaches the cost; dgamma1, m mu2 and -eps", "γ reaches the cost; dγ1, m μ2 and -ε"),
        ("the convention ng-theta, alphabet, my_mu, mu_hat, lambda-like", None),
    ],
)
def test_names_are_spelled_in_words_as_in_formulas(written: str, shown: str | None) -> None:
    assert UNICODE.words(written) == (shown or written)
    assert UNICODE.verbatim(written) == written
    if "Σ" not in written and "²" not in written:
        assert ASCII.words(written) == written


def test_a_followed_name_is_marked_in_words_in_the_spelling_of_the_formulas() -> None:
    assert unmarked(replace(UNICODE, follow=("mu",)).words("so mu[i]")) == "so μ[i]"
    assert is_marked(replace(UNICODE, follow=("mu",)).words("so mu[i]")[3])
