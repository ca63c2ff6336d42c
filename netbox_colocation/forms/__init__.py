"""Forms to add, edit, import, bulk edit and filter; one file per noun, named like its model's.

State columns (`status`, `case`, `state`, `device`, `next_sequence`, `is_current`) are in none of them but filters.
"""

from .allocation import *
from .capacity import *
from .cases import *
from .documents import *
from .monitoring import *
from .procedures import *
from .requests import *
from .roles import *
