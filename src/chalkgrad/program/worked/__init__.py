"""A tiny network worked in numbers: every formula, the numbers put in, the result, and one step of an optimizer."""

from .example import Given as Given
from .example import WorkedExample as WorkedExample
from .example import worked_example as worked_example
from .friendly import friendly_values as friendly_values
from .lines import NumberLine as NumberLine
from .several import worked_steps as worked_steps
from .step import ParameterStep as ParameterStep
