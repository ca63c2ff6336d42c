"""Tables of every list, tab and panel; one file per noun, named like its model's."""

from netbox.tables import NetBoxTable

from .access import *
from .allocation import *
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
from .procedures import *
from .registers import *
from .requests import *
from .roles import *
from .stationery import *
from .terms import *
from .visitors import *
from .visits import *
from .widths import keep_whole
from .windows import *
from .work import *

keep_whole(table for table in tuple(globals().values()) if isinstance(table, type) and issubclass(table, NetBoxTable))
