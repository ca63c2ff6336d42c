"""Pages; one file per noun, named like its model's, and `tasks` and `submission` for acts on a case.

Importing this package registers every view, so the tabs on NetBox's own pages too.
"""

from .acts import *
from .allocation import *
from .application import *
from .calendar_filling import *
from .calendars import *
from .capacity import *
from .capacity_pages import *
from .cases import *
from .checking import *
from .classifications import *
from .classing import *
from .decisions import *
from .delegations import *
from .dispatches import *
from .disposals import *
from .dispositions import *
from .documents import *
from .extending import *
from .handing import *
from .holding import *
from .inbox import *
from .maintenance import *
from .monitoring import *
from .moving import *
from .moving_servers import *
from .numbers import *
from .paper_acts import *
from .places import *
from .policies import *
from .portal import *
from .procedure_differences import *
from .procedure_drafts import *
from .procedure_editing import *
from .procedure_rows import *
from .procedures import *
from .registers import *
from .requests import *
from .roles import *
from .signing import *
from .stationery import *
from .stationery_previews import *
from .statistics import *
from .submission import *
from .tasks import *
from .terms import *
from .verification import *
from .versions import *
from .visits import *
from .whatif import *
