"""Loading a run folder: a finished run, or one that was cut off and has a checkpoint."""

from __future__ import annotations

from pathlib import Path

from ..errors import DataError
from ..library import LibraryFile
from .compile import compile_training
from .placement import find_placement
from .read import read_model
from .run import RunFolder
from .trained import Trained, set_parameters


def load(folder: str | Path) -> Trained:
    """The network of a run folder, ready to predict.

    Uses ``weights.npz``; for a run that was cut off, the best state (else the last) of its checkpoint, which
    ``record.status`` shows. Raises DataError naming the file if the folder is damaged or is no run.
    """
    run = RunFolder(folder)
    record = run.read_record()
    model = read_model(run.read_model_text(), str(run.path / "model.chalk"), _library(run))
    labels = run.read_labels()
    scaler = run.read_scaler() if record.scaled else None
    weights = run.read_weights(record.shapes)
    checkpoint = run.read_checkpoint() if weights is None else None
    if weights is None and checkpoint is None:
        raise DataError(
            f"The run in {run} was cut off before anything was learned: it has no weights.npz and no checkpoint.npz.",
            hint="Repeat its command with --resume or --overwrite.",
        )
    compiled = compile_training(model, record.sizes, record.settings, record.data.parts.get("train", 1))
    state = compiled.initial_state()
    found = {name: array.shape for name, array in state.parameters.items()}
    if found != record.shapes:
        raise DataError(f"{run.path / 'model.chalk'} and run.json are not of the same run.", hint=run.way_out)
    if weights is not None:
        set_parameters(state, weights)
    elif checkpoint is not None:
        last, best, _ = checkpoint
        try:
            state.load_arrays(best or last)
        except (KeyError, ValueError) as error:
            raise DataError(f"{run.path / 'checkpoint.npz'} is damaged: {error}.", hint=run.way_out) from None
    return Trained(
        compiled, find_placement(compiled.model), state, labels, scaler, record, run.read_history(), record.orientation
    )


def _library(run: RunFolder) -> tuple[LibraryFile, ...]:
    """The entries that were saved with the run; nothing is looked for anywhere else."""
    text = run.read_library_text()
    return (LibraryFile(str(run.path / "library.chalk"), text),) if text else ()


def status_line(trained: Trained) -> str:
    """``finished after 100 epochs``, or that the run was cut off and can go on."""
    record = trained.record
    if record.status in ("finished", "stopped early"):
        return f"{record.status} after {record.epochs_done} epochs"
    return (
        f"cut off after {len(trained.history)} of {record.settings.epochs} epochs; its checkpoint is used "
        "(continue with --resume)"
    )
