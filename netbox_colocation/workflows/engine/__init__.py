"""The engine: the only writer of the state of cases and tasks.

`submit` opens a case, `perform` closes a task with an outcome; the other acts claim, ask, return, end or move a case.
Either everything that an act does happens (event, inner effects, next tasks with their deadlines, outbox entries) or
nothing does. A view, the API, a script and a timer all come through here.
"""

from ..registry import PaperAct
from .base import Performed, step_of
from .claiming import claim, hand_over, release_claim
from .ending import cancel, find_obstacles, withdraw
from .performing import fields_of, find_refusals, perform, perform_by_itself, refuse_claimed, situation_of
from .questions import ask, note
from .reminding import escalate, remind
from .reporting import report_check
from .returning import ask_step_back, find_return_steps, return_to, step_back
from .submitting import submit
from .versions import find_move_problems, move_to_version

__all__ = (
    'PaperAct',
    'Performed',
    'ask',
    'ask_step_back',
    'cancel',
    'claim',
    'escalate',
    'fields_of',
    'find_move_problems',
    'find_obstacles',
    'find_refusals',
    'find_return_steps',
    'hand_over',
    'move_to_version',
    'note',
    'perform',
    'perform_by_itself',
    'refuse_claimed',
    'release_claim',
    'remind',
    'report_check',
    'return_to',
    'situation_of',
    'step_back',
    'step_of',
    'submit',
    'withdraw',
)
