"""Runs and scores in words, for the command line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ..library import KINDS
from .evaluation import Evaluation
from .metric import show_scores
from .placement import known_size
from .trained import Trained
from .training import Session

MOST_CLASSES_SHOWN = 12
CORNER = "true \\ answer"


def describe_network(session: Session) -> str:
    """``30-16-1, 513 parameters · adam, learning rate 0.001 · program: numpy, float32, 14 equations, all proved``."""
    settings = session.task.settings
    kinds = Counter(equation.certificate.kind for equation in session.compiled.derivation.equations)
    total = kinds.total()
    certified = "all proved" if kinds["proved"] == total else f"{kinds['proved']} proved, {kinds['tested']} tested"
    penalty = f" · L2 {settings.l2:g}/(2 · {len(session.task.parts['train'])})" if settings.l2 else ""
    return (
        f"{_layers(session)}{session.parameter_count} parameters · {settings.optimizer}, "
        f"learning rate {settings.learning_rate:g}{penalty} · "
        f"program: numpy, {settings.dtype}, {total} equations, {certified}"
    )


def describe_own_entries(session: Session) -> Iterator[str]:
    """``activation swash: from functions/swash.chalk:1``, for each entry of the user's own library in use."""
    for place in session.compiled.own_entries:
        yield f"{KINDS[place.folder]} {place.name}: from {place.shown}"


def _layers(session: Session) -> str:
    """``30-16-1, `` for a chain of layers; nothing where the sizes do not make a chain."""
    model, placement = session.compiled.model, session.task.placement
    size = known_size(model, placement.inputs.axis, session.task.sizes)
    widths = [size]
    for name in model.parameters:
        rows, columns = model.quantities[name].layout
        if rows is None or columns is None:
            continue
        if known_size(model, columns, session.task.sizes) != widths[-1]:
            return ""
        widths.append(known_size(model, rows, session.task.sizes))
    return "-".join(str(width) for width in widths) + ", " if len(widths) > 1 else ""


def describe_resumption(session: Session) -> str:
    """``resumed after epoch 12, step 3 of 13``, or that nothing is left to do."""
    position, epochs = session.run.position, session.task.settings.epochs
    if position.epoch == epochs:
        return f"all {epochs} epochs were done before; nothing is left to train (more: a larger --epochs)"
    step = f", step {position.step} of {session.batches}" if position.step else ""
    return f"resumed after epoch {position.epoch}{step}; training up to epoch {epochs}"


def describe_scores(trained: Trained) -> Iterator[str]:
    """A line for each part: ``test  86 examples · accuracy 0.977 · always benign 0.628``."""
    for part, scores in trained.record.scores.items():
        count = trained.record.data.parts.get(part, 0)
        yield f"{part:<10}  {count} examples · {show_scores(scores)}"


def describe_evaluation(evaluation: Evaluation) -> Iterator[str]:
    part = "" if evaluation.part == "all" else f" ({evaluation.part} part)"
    yield f"{evaluation.rows} rows of {evaluation.file}{part} · {show_scores(evaluation.scores)}"
    if evaluation.part == "all" and evaluation.trained_on:
        yield (
            f"{evaluation.trained_on} of these rows are those the network was trained on; "
            "--part test measures on rows it has never seen"
        )
    if evaluation.left_out:
        yield f"{evaluation.left_out} rows with gaps left out, as in training"
    if evaluation.confusions is None or evaluation.baseline is None:
        return
    most = evaluation.classes[int(evaluation.confusions.sum(axis=1).argmax())]
    yield f"always answering “{most}” would have accuracy {evaluation.baseline:.3f}"
    names = [str(name) for name in evaluation.classes]
    if len(names) > MOST_CLASSES_SHOWN:
        yield f"{len(names)} classes: the table of confusions is not shown"
        return
    left = max(len(name) for name in [*names, CORNER])
    widths = [max(len(name), 5) for name in names]
    yield "  ".join([f"{CORNER:<{left}}", *(f"{n:>{w}}" for n, w in zip(names, widths, strict=True))])
    for name, counts in zip(names, evaluation.confusions, strict=True):
        yield "  ".join([f"{name:<{left}}", *(f"{c:>{w}}" for c, w in zip(counts, widths, strict=True))])
