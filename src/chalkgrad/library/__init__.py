"""The mathematics as data: ``.chalk`` texts, one per entry, and what reads them.

To add an activation, a loss, an optimizer, a penalty or an initialisation to chalkgrad, add one file to the folder of
that name. A user's own entries stand in files of theirs: ``library_files`` finds these, and ``shelf_of`` a model is the
standard library with them.
"""

from ..model.library_file import LibraryFile as LibraryFile
from .entry import Activation as Activation
from .entry import Draw as Draw
from .entry import Entry as Entry
from .entry import Identity as Identity
from .entry import Initialisation as Initialisation
from .entry import Kink as Kink
from .entry import Loss as Loss
from .entry import Optimizer as Optimizer
from .entry import Penalty as Penalty
from .entry import Range as Range
from .entry import StableForm as StableForm
from .entry import Update as Update
from .library_files import is_library as is_library
from .library_files import library_files as library_files
from .own import functions_for as functions_for
from .own import giving_way as giving_way
from .own import shelf_of as shelf_of
from .own import shelf_with as shelf_with
from .own import used_entries as used_entries
from .shelf import KINDS as KINDS
from .shelf import Place as Place
from .shelf import Shelf as Shelf
from .standard import activation as activation
from .standard import functions as functions
from .standard import initialisation as initialisation
from .standard import loss as loss
from .standard import names as names
from .standard import optimizer as optimizer
from .standard import penalty as penalty
from .standard import standard as standard
