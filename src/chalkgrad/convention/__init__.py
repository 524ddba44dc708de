"""The reader's convention: what dX means, as data."""

from .convention import Convention as Convention
from .convention import Kink as Kink
from .convention import Meaning as Meaning
from .convention import convention as convention
from .convention import presets as presets
