"""The mathematics as data: ``.chalk`` texts, one per entry, and what reads them.

To add an activation, a loss, an optimizer, a penalty or an initialisation, add one file to the folder of that name.
"""

from .entry import Activation as Activation
from .entry import Draw as Draw
from .entry import Identity as Identity
from .entry import Initialisation as Initialisation
from .entry import Kink as Kink
from .entry import Loss as Loss
from .entry import Optimizer as Optimizer
from .entry import Penalty as Penalty
from .entry import Range as Range
from .entry import StableForm as StableForm
from .entry import Update as Update
from .shelf import activation as activation
from .shelf import functions as functions
from .shelf import initialisation as initialisation
from .shelf import loss as loss
from .shelf import names as names
from .shelf import optimizer as optimizer
from .shelf import penalty as penalty
