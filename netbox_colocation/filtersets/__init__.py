"""What lists can be filtered by, in the UI, REST and tabs; one file per noun, named like its model's."""

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
from .windows import *
from .work import *
