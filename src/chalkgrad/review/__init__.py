"""Marking other people's work: are these numbers the gradient, and if not, what happened?"""

from .compare import compare as compare
from .lint.finding import Finding as Finding
from .lint.walk import lint as lint
from .verdict import Comparison as Comparison
from .verdict import Kind as Kind
from .verdict import Verdict as Verdict
