"""The folder of a run: plain text and plain arrays, every file written atomically.

    run.json         settings, sizes, data, status            written first: it marks the folder as a run
    model.chalk      the equations
    library.chalk    the entries of the user's own library that the run rests on (only where there are any)
    labels.json      how the target became Y
    scaler.json      how the columns became X (runs on tables and on standardised arrays)
    history.jsonl    one line per epoch
    checkpoint.npz   all that is needed to go on: state, best state, position
    weights.npz      the parameters to predict with; written when the run ends

A run killed at any moment can be loaded (from ``weights.npz``, or from the checkpoint) or resumed.
A folder is never trusted: sizes are bounded, records validated, nothing is unpickled.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from pydantic import BaseModel, ValidationError

from ..errors import DataError, RunStopped
from .archive import load_arrays, save_arrays
from .atomic import remove_partial_files, replacing, write_json, write_text
from .labels import Labels
from .loop import Run
from .position import EpochRecord, Position
from .record import RunRecord
from .scaler import Scaler

Array = np.ndarray[Any, np.dtype[Any]]
Record = TypeVar("Record", bound=BaseModel)

MAX_TEXT_BYTES = 64 * 2**20
_FILES = (
    "run.json", "model.chalk", "library.chalk", "labels.json", "scaler.json", "history.jsonl", "checkpoint.npz",
    "weights.npz",
)  # fmt: skip


class RunFolder:
    """Reading and writing the files of one run."""

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)

    def __str__(self) -> str:
        return str(self.path)

    @property
    def is_run(self) -> bool:
        return (self.path / "run.json").is_file()

    @property
    def way_out(self) -> str:
        return "Train again with --overwrite, or take the file from a copy of the run."

    # --- writing -----------------------------------------------------------------------------------------------

    def check_free(self, overwrite: bool, resume: bool) -> None:
        """Make sure that a run may be written here, before any work is done. Raises DataError if not.

        A folder with other files in it is never taken over, whatever is asked.
        """
        if overwrite and resume:
            raise DataError("Both --overwrite and --resume were asked for: a run is either begun again or continued.")
        if resume and not self.path.exists():
            raise self._nothing_to_continue()
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            remove_partial_files(self.path)
            with replacing(self.path / ".writable"):
                pass
            (self.path / ".writable").unlink()
            entries = sorted(entry.name for entry in self.path.iterdir())
        except OSError as error:
            raise DataError(
                f"The run folder {self} cannot be written: {error.strerror or error}.",
                hint="Name another folder with --out.",
            ) from None
        if self.is_run and not (overwrite or resume):
            raise DataError(
                f"{self} already holds a run.",
                hint="Continue it with --resume, replace it with --overwrite, or name another folder with --out.",
            )
        foreign = [name for name in entries if name not in _FILES]
        if entries and not self.is_run:
            raise DataError(
                f"{self} holds files that are not a run ({', '.join((foreign or entries)[:3])}).",
                hint="Name a new or empty folder with --out.",
            )
        if resume and not self.is_run:
            raise self._nothing_to_continue()

    def _nothing_to_continue(self) -> DataError:
        return DataError(
            f"There is no run in {self} that could be continued.",
            hint="Leave --resume out to begin one, or name the folder of the run with --out.",
        )

    def begin(
        self, record: RunRecord, model_text: str, labels: Labels, scaler: Scaler | None, library_text: str = ""
    ) -> None:
        """Write the files that do not change during the run, in place of those of an earlier run."""
        with self._writing():
            for name in _FILES[1:]:
                (self.path / name).unlink(missing_ok=True)
            write_json(self.path / "run.json", record.model_dump(mode="json"))
            write_text(self.path / "model.chalk", model_text)
            if library_text:
                write_text(self.path / "library.chalk", library_text)
            write_json(self.path / "labels.json", labels.model_dump(mode="json"))
            if scaler is not None:
                write_json(self.path / "scaler.json", scaler.model_dump(mode="json"))

    def write_record(self, record: RunRecord) -> None:
        with self._writing():
            write_json(self.path / "run.json", record.model_dump(mode="json"))

    def write_checkpoint(self, run: Run) -> None:
        """Everything needed to continue. The history goes first, so that it is never behind the checkpoint."""
        arrays = {f"state/{name}": array for name, array in run.state.as_arrays().items()}
        arrays |= {f"best/{name}": array for name, array in (run.best or {}).items()}
        arrays["position"] = np.array(run.position.model_dump_json())
        with self._writing():
            self.write_history(run.history)
            save_arrays(self.path / "checkpoint.npz", arrays)

    def write_history(self, history: Sequence[EpochRecord]) -> None:
        with self._writing():
            write_text(self.path / "history.jsonl", "".join(line.model_dump_json() + "\n" for line in history))

    def write_weights(self, parameters: Mapping[str, Array]) -> None:
        with self._writing():
            save_arrays(self.path / "weights.npz", parameters)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Turn a full disk or a lost folder into RunStopped."""
        try:
            yield
        except OSError as error:
            raise RunStopped(
                f"The run folder {self} can no longer be written: {error.strerror or error}.",
                hint="What was saved before is intact: continue with --resume once there is room.",
            ) from None

    # --- reading -----------------------------------------------------------------------------------------------

    def read_record(self) -> RunRecord:
        if not self.path.is_dir():
            raise DataError(f"{self}: there is no such run folder.", hint="Train one: chalkgrad train MODEL --data ...")
        if not self.is_run:
            raise DataError(f"{self} is not a run folder: it has no run.json.")
        return self._validated("run.json", RunRecord)

    def read_model_text(self) -> str:
        return self._text("model.chalk")

    def read_library_text(self) -> str:
        """The user's own entries; empty if the run rests on none."""
        return self._text("library.chalk") if (self.path / "library.chalk").exists() else ""

    def read_labels(self) -> Labels:
        return self._validated("labels.json", Labels)

    def read_scaler(self) -> Scaler:
        return self._validated("scaler.json", Scaler)

    def read_history(self, epochs: int | None = None) -> list[EpochRecord]:
        """The history, at most the first ``epochs`` lines. An absent file is an empty history."""
        if not (self.path / "history.jsonl").exists():
            return []
        lines = self._text("history.jsonl").splitlines()[:epochs]
        try:
            history = [EpochRecord.model_validate_json(line) for line in lines]
        except ValidationError as error:
            raise self._damaged("history.jsonl", error) from None
        if [line.epoch for line in history] != list(range(1, len(history) + 1)):
            raise DataError(f"{self.path / 'history.jsonl'} is damaged: epochs are missing.", hint=self.way_out)
        return history

    def read_checkpoint(self) -> tuple[dict[str, Array], dict[str, Array] | None, Position] | None:
        """The state, the best state and the position; None if the run was killed before its first checkpoint."""
        path = self.path / "checkpoint.npz"
        if not path.exists():
            return None
        arrays = load_arrays(path, self.way_out)
        try:
            position = Position.model_validate_json(str(arrays.pop("position")))
        except (KeyError, ValidationError) as error:
            raise DataError(f"{path} is damaged: it holds no valid position ({error}).", hint=self.way_out) from None
        state = {name.removeprefix("state/"): array for name, array in arrays.items() if name.startswith("state/")}
        best = {name.removeprefix("best/"): array for name, array in arrays.items() if name.startswith("best/")}
        return state, best or None, position

    def read_weights(self, shapes: Mapping[str, tuple[int, ...]]) -> dict[str, Array] | None:
        """The parameters, checked against ``shapes``; None if the run has not ended yet."""
        path = self.path / "weights.npz"
        if not path.exists():
            return None
        arrays = load_arrays(path, self.way_out)
        found = {name: array.shape for name, array in arrays.items()}
        if found != dict(shapes):
            wrong = sorted(name for name in found.keys() | shapes.keys() if found.get(name) != shapes.get(name))
            raise DataError(
                f"{path} does not belong to this run: {wrong[0]} has the shape {found.get(wrong[0])}, "
                f"run.json says {shapes.get(wrong[0])}.",
                hint=self.way_out,
            )
        return arrays

    def _validated(self, name: str, kind: type[Record]) -> Record:
        try:
            return kind.model_validate_json(self._text(name))
        except ValidationError as error:
            raise self._damaged(name, error) from None

    def _text(self, name: str) -> str:
        path = self.path / name
        try:
            if path.stat().st_size > MAX_TEXT_BYTES:
                raise DataError(f"{path} is larger than {MAX_TEXT_BYTES // 2**20} MB.", hint=self.way_out)
            return path.read_bytes().decode("utf-8")
        except FileNotFoundError:
            raise DataError(f"{path} is missing: the run was cut off at its start.", hint=self.way_out) from None
        except OSError as error:
            raise DataError(f"{path} cannot be read: {error.strerror or error}.") from None
        except UnicodeDecodeError:
            raise DataError(f"{path} is damaged: it is not UTF-8 text.", hint=self.way_out) from None

    def _damaged(self, name: str, error: ValidationError) -> DataError:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        return DataError(
            f"{self.path / name} is damaged: {place + ': ' if place else ''}{first['msg']}.", hint=self.way_out
        )
