"""Two engines that verify: exact algebra, and numbers at random points. They share only frozen terms with the
rewriter."""

from .adjoints import adjoint_matches as adjoint_matches
from .certificate import Certificate as Certificate
from .certificate import Refuted as Refuted
from .certificate import Undecidable as Undecidable
from .certificate import Witness as Witness
from .chain import chain_rule as chain_rule
from .discharged import discharged as discharged
from .equality import equal as equal
from .mutate import mutants as mutants
from .reading_back import reads_as as reads_as
from .slopes import slope as slope
from .surface_mutants import surface_mutants as surface_mutants
from .term_by_term import term_by_term as term_by_term
from .values import evaluate as evaluate
