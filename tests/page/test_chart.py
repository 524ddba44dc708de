"""Learning curves: valid SVG, the same bytes, honest gaps; round marks on the axes; one-line curves."""

from __future__ import annotations

import re
from math import exp, inf, nan
from xml.etree import ElementTree

import pytest
from golden_files import assert_golden
from hypothesis import given
from hypothesis import strategies as st

from chalkgrad.errors import DataError
from chalkgrad.page import Series, line_chart, sparkline
from chalkgrad.page.ticks import label, linear_scale, logarithmic_scale

SVG = "{http://www.w3.org/2000/svg}"
CURVES = (
    Series("training", [0.65 * exp(-epoch / 6) + 0.05 for epoch in range(30)]),
    Series("validation", [0.66 * exp(-epoch / 6) + 0.08 for epoch in range(30)]),
)


def strokes(svg: str) -> list[ElementTree.Element]:
    return ElementTree.fromstring(svg).findall(f"{SVG}path")


def test_golden() -> None:
    assert_golden("curves.svg", line_chart(CURVES, title="Learning curves"))


def test_it_says_in_words_what_it_shows() -> None:
    root = ElementTree.fromstring(line_chart(CURVES, title="Loss <of> & more"))
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None and title.text == "Loss <of> & more"
    assert description is not None and description.text is not None
    assert "training from 0.7 to 0.05517, lowest 0.05517 at epoch 30" in description.text
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"


def test_curves_differ_without_colour() -> None:
    first, second = strokes(line_chart(CURVES))
    assert first.get("stroke-dasharray") is None
    assert second.get("stroke-dasharray") is not None


def test_a_value_that_is_not_finite_leaves_a_gap() -> None:
    svg = line_chart([Series("loss", [3, 2, nan, 1, 0.5, inf, 0.25])])
    assert len(strokes(svg)) == 2
    assert svg.count("<circle") == 1
    assert "nan" not in svg and "inf" not in svg


def test_a_logarithmic_axis_leaves_out_what_is_not_positive() -> None:
    svg = line_chart([Series("loss", [1.0, 0.1, 0.0, 0.01, 0.001])], logarithmic=True)
    assert len(strokes(svg)) == 2
    assert "loss (logarithmic)" in svg


def test_a_long_curve_keeps_its_peaks_and_stays_small() -> None:
    values = [1.0] * 200_000
    values[123_456] = 7.0
    svg = line_chart([Series("loss", values)])
    assert len(svg) < 30_000
    assert "lowest 1 at" in svg
    heights = [float(y) for y in re.findall(r"[ML][\d.]+ ([\d.]+)", strokes(svg)[0].get("d") or "")]
    assert min(heights) < max(heights) - 200


@pytest.mark.parametrize("values", [[0.5], [0.5, 0.5], [0.0], [-3.0, -3.0], [1e-300, 1e300]])
@pytest.mark.parametrize("logarithmic", [False, True])
def test_extreme_data(values: list[float], logarithmic: bool) -> None:
    if logarithmic and min(values) <= 0:
        with pytest.raises(DataError, match="positive and finite"):
            line_chart([Series("loss", values)], logarithmic=logarithmic)
        return
    ElementTree.fromstring(line_chart([Series("loss", values)], logarithmic=logarithmic))


def test_nothing_to_draw() -> None:
    with pytest.raises(DataError, match="there is nothing to draw: no value of loss is finite"):
        line_chart([Series("loss", [nan])])
    with pytest.raises(DataError, match="1 to 4 curves, not 0"):
        line_chart([])


@given(st.floats(-1e9, 1e9), st.floats(1e-6, 1e9))
def test_linear_marks_cover_the_data_and_are_few(low: float, extent: float) -> None:
    high = low + extent
    scale = linear_scale(low, high)
    margin = 1e-6 * max(abs(low), abs(high), 1)
    assert scale.low <= low + margin and scale.high >= high - margin
    assert 2 <= len(scale.ticks) <= 9
    assert list(scale.ticks) == sorted(set(scale.ticks))


@given(st.floats(-300, 100), st.floats(0, 200))
def test_logarithmic_marks_cover_the_data_and_are_few(power: float, decades: float) -> None:
    low, high = 10.0**power, 10.0 ** (power + decades)
    scale = logarithmic_scale(low, high)
    assert scale.low <= low * 1.000001 and scale.high >= high * 0.999999
    assert 1 <= len(scale.ticks) <= 9
    assert scale.share(low) + 1e-9 >= 0 and scale.share(high) <= 1 + 1e-9


def test_marks_of_epochs_are_whole() -> None:
    assert linear_scale(1, 3, about=8, whole=True, tight=True).ticks == (1, 2, 3)
    assert linear_scale(1, 100, about=8, whole=True, tight=True).ticks == (1, 20, 40, 60, 80, 100)


def test_labels() -> None:
    assert [label(value) for value in (0.05, 200.0, 1e-6, 2e7, 0.0)] == ["0.05", "200", "1e-6", "2e7", "0"]


def test_sparkline() -> None:
    assert sparkline([0, 1, 2, 3, 4, 5, 6, 7]) == "▁▂▃▄▅▆▇█"
    assert sparkline([3, nan, 0], unicode=False) == "# _"
    assert sparkline([2, 2]) == "▁▁"
    assert sparkline([nan]) == " "
    assert sparkline([]) == ""
    assert len(sparkline(list(range(1000)), width=30)) == 30
