"""The derivation: rules, the reverse sweep, and the way back to matrices."""

from .answer import Answer as Answer
from .depth import FOUR_EQUATIONS as FOUR_EQUATIONS
from .derivation import Derivation as Derivation
from .derivation import Equation as Equation
from .derivation import Line as Line
from .derivation import Step as Step
from .derive import derive as derive
from .explain import explain as explain
from .known_facts import fact as fact
from .known_facts import known_facts as known_facts
from .known_forms import in_form as in_form
from .known_forms import known_forms as known_forms
from .known_questions import known_questions as known_questions
from .known_questions import question as question
from .known_routes import Agreement as Agreement
from .known_routes import Route as Route
from .known_routes import known_routes as known_routes
from .known_routes import route as route
from .known_routes import routes as routes
from .known_routes import routes_together as routes_together
from .known_routes import slopes_of_activations as slopes_of_activations
from .theorem import Theorem as Theorem
from .theta import BlockEquation as BlockEquation
from .translate import Translation as Translation
from .translate import translate as translate
from .translate_layers import translate_layers as translate_layers
