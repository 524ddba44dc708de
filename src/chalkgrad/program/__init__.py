"""Equations as programs: lowered to array operations, stabilised with proofs, written for a target, run and trained."""

from .build import build as build
from .build import training as training
from .in_blocks import taken_apart as taken_apart
from .program import Program as Program
from .stabilise import AsComputed as AsComputed
from .state import TrainingState as TrainingState
from .training import TrainingProgram as TrainingProgram
