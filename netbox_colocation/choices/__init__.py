"""The words that a field may hold.

None that a procedure decides by has a `key`: an agency's own values could leave a case without a next step.
"""

from .calendars import *
from .capacity import *
from .maintenance import *
from .monitoring import *
from .papers import *
from .procedures import *
from .visits import *
