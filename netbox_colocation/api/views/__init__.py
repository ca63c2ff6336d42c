"""The viewsets, one module per noun."""

from .allocation import *
from .calendars import *
from .capacity import *
from .capacity_usage import *
from .cases import *
from .classifications import *
from .dispatches import *
from .disposals import *
from .dispositions import *
from .documents import *
from .maintenance import *
from .monitoring import *
from .places import *
from .policies import *
from .procedures import *
from .registers import *
from .requests import *
from .roles import *
from .stationery import *
from .statistics import *
from .terms import *
from .visits import *
