"""The viewsets, one module per noun."""

from .allocation import *
from .calendars import *
from .capacity import *
from .capacity_usage import *
from .cases import *
from .dispositions import *
from .documents import *
from .maintenance import *
from .monitoring import *
from .places import *
from .policies import *
from .procedures import *
from .requests import *
from .roles import *
from .statistics import *
from .terms import *
from .visits import *
