"""What is stored. Rules about a single row live in `clean()`; rules about several rows live in the rooms above."""

from .access import *
from .allocation import *
from .calendars import *
from .capacity import *
from .cases import *
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
from .signatures import *
from .stationery import *
from .subjects import *
from .summaries import *
from .terms import *
from .visitors import *
from .visits import *
from .windows import *
from .work import *
