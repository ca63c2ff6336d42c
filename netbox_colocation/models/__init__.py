"""What is stored. Rules about a single row live in `clean()`; rules about several rows live in the rooms above."""

from .allocation import *
from .capacity import *
from .cases import *
from .documents import *
from .monitoring import *
from .procedures import *
from .requests import *
from .roles import *
