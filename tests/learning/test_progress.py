"""What a person is told while a network is trained."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from chalkgrad.learning.position import EpochRecord
from chalkgrad.learning.progress import NARROWEST_BAR, describe, shortened

VALIDATED = EpochRecord(epoch=3, loss=0.071, validation_loss=0.083, scores={"accuracy": 0.976}, seconds=1)


def test_scores_say_which_part_they_were_measured_on() -> None:
    assert describe(VALIDATED) == "loss 0.071 · validation loss 0.083 · validation accuracy 0.976"
    alone = EpochRecord(epoch=3, loss=0.071, scores={"accuracy": 0.976}, seconds=1)
    assert describe(alone) == "loss 0.071 · accuracy 0.976"


@pytest.mark.parametrize(
    ("room", "expected"),
    [
        (80, "loss 0.071 · validation loss 0.083 · validation accuracy 0.976 · 9.0 s left"),
        (70, "validation loss 0.083 · validation accuracy 0.976 · 9.0 s left"),
        (46, "validation accuracy 0.976 · 9.0 s left"),
        (30, "validation accuracy 0.976"),
        (10, ""),
    ],
)
def test_the_text_is_shortened_for_the_bar(room: int, expected: str) -> None:
    assert shortened(describe(VALIDATED).split(" · "), "9.0 s left", room) == expected


def test_without_validation_the_loss_stays() -> None:
    assert shortened(["loss 0.071", "RMSE 57.123 · MAE 40.120"], "9.0 s left", 30) == "loss 0.071 · 9.0 s left"


def test_the_bar_keeps_its_columns() -> None:
    assert NARROWEST_BAR >= 20
    epoch = "epoch 100/100"
    room = 80 - len(epoch) - NARROWEST_BAR - 3
    text = shortened(describe(VALIDATED).split(" · "), "9.0 s left", room)
    console = Console(file=io.StringIO(), width=80)
    assert console.width - len(epoch) - len(text) - 2 >= NARROWEST_BAR
