"""Tables of every list, tab and panel; one file per noun, named like its model's."""

from .allocation import *
from .capacity import *
from .cases import *
from .documents import *
from .monitoring import *
from .procedures import *
from .requests import *
from .roles import *
