"""Marking other people's work: are these numbers the gradient, and if not, what happened?"""

from .compare import compare as compare
from .verdict import Comparison as Comparison
from .verdict import Kind as Kind
from .verdict import Verdict as Verdict
