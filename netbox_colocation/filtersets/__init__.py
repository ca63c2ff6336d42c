"""What lists can be filtered by, in the UI, REST and tabs; one file per noun, named like its model's."""

from .allocation import *
from .capacity import *
from .cases import *
from .documents import *
from .monitoring import *
from .procedures import *
from .requests import *
from .roles import *
