"""Pages and feeds over many tasks, beside NetBox's own over as many rows."""

from django.urls import reverse
from django.utils import timezone

from .asking import ask, ask_page, client_of
from .measuring import Measure, Verdict, at_most_ms, at_most_times
from .tasks_estate import Estate

__all__ = ('run',)

APP = 'plugins:netbox_colocation'


def run(estate: Estate) -> list[Verdict]:
    """Measure every page."""
    officer, administrator = client_of(estate.officer), client_of(estate.administrator)
    journal = ask_page('NetBox: journal list', administrator, reverse('extras:journalentry_list'))
    rack = ask_page('NetBox: rack page', administrator, estate.rack.get_absolute_url())
    tasks, inbox, case = reverse(f'{APP}:task_list'), reverse(f'{APP}:inbox'), estate.case.get_absolute_url()
    counters = _counters(estate)
    return [
        _page(ask_page('inbox (officer)', officer, inbox), journal),
        _page(ask_page('inbox (administrator)', administrator, inbox), journal),
        # Without a target: NetBox asks which rows an object permission lets through before it asks which are wanted.
        Verdict(ask_page('my tasks, as a NetBox list', officer, f'{tasks}?state=open&mine=true'), journal),
        _page(ask_page('all tasks', administrator, tasks), journal),
        _page(ask_page('case page', administrator, case), rack),
        _page(ask_page('case page (officer)', officer, case), rack),
        Verdict(counters, targets=(at_most_ms(counters, 5),)),
    ]


def _page(ours: Measure, peer: Measure) -> Verdict:
    return Verdict(ours, peer, targets=(at_most_times(ours, peer, 1.5),))


def _counters(estate: Estate) -> Measure:
    """The counters in the menu, alone."""
    from netbox_colocation.workflows.inbox import count_waiting

    return ask('counters in the menu', lambda: count_waiting(estate.officer, now=timezone.now()))[0]
