"""Forms to add, edit, import, bulk edit and filter; one file per noun, named like its model's.

State columns (`status`, `case`, `state`, `device`, `next_sequence`, `is_current`) are in none of them but filters.
"""

from .access import *
from .allocation import *
from .application import *
from .calendars import *
from .capacity import *
from .cases import *
from .classifications import *
from .dispatches import *
from .disposals import *
from .dispositions import *
from .documents import *
from .feeds import *
from .maintenance import *
from .monitoring import *
from .policies import *
from .procedure_drafts import *
from .procedure_rows import *
from .procedures import *
from .registers import *
from .requests import *
from .reviews import *
from .roles import *
from .schedule import *
from .stationery import *
from .statistics import *
from .terms import *
from .visit_acts import *
from .visitors import *
from .visits import *
from .windows import *
from .work import *
