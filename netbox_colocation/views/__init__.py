"""Pages; one file per noun, named like its model's, and `tasks` and `submission` for acts on a case.

Importing this package registers every view, so the tabs on NetBox's own pages too.
"""

from .allocation import *
from .capacity import *
from .cases import *
from .documents import *
from .monitoring import *
from .procedures import *
from .requests import *
from .roles import *
from .submission import *
from .tasks import *
