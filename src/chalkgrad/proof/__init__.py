"""Two engines that verify: exact algebra, and numbers at random points. They share only frozen terms with the rewriter."""

from .adjoints import adjoint_matches as adjoint_matches
from .certificate import Certificate as Certificate
from .certificate import Refuted as Refuted
from .certificate import Undecidable as Undecidable
from .certificate import Witness as Witness
from .chain import chain_rule as chain_rule
from .equality import equal as equal
from .slopes import slope as slope
from .values import evaluate as evaluate
