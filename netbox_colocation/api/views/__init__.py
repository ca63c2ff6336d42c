"""The viewsets, one module per noun."""

from .allocation import *
from .capacity import *
from .cases import *
from .documents import *
from .monitoring import *
from .procedures import *
from .requests import *
from .roles import *
