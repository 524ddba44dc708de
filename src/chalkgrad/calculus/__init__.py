"""The derivation: rules, the reverse sweep, and the way back to matrices."""

from .derivation import Derivation as Derivation
from .derivation import Equation as Equation
from .derivation import Line as Line
from .derivation import Step as Step
from .derive import derive as derive
from .known_facts import fact as fact
from .known_facts import known_facts as known_facts
from .theorem import Theorem as Theorem
