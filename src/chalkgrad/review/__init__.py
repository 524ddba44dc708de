"""Marking other people's work: are these numbers the gradient, and if not, what happened?"""

from .compare import compare as compare
from .lint.finding import Finding as Finding
from .lint.walk import lint as lint
from .shapes import Shapes as Shapes
from .shapes import shapes as shapes
from .shapes_page import shapes_page as shapes_page
from .verdict import Comparison as Comparison
from .verdict import Kind as Kind
from .verdict import Verdict as Verdict
