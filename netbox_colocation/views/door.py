"""The door: a page for a tablet at the helpdesk. Every act is a page of its own with one form, and needs no JavaScript.

`door_acts` has the acts; here are the list of the day, the search, and the page of one visit.
"""

import datetime
from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin, PermissionRequiredMixin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.generic import View

from ..models import AccessVisit, Visitor
from ..ui.door import build_card, build_sections, item_state, keeps_badge, person_state, primary_of, steps_of
from ..visits.bans import find_bans
from ..visits.door_checks import early_minutes_of
from ..workflows import attending
from ..workflows.attending import LEAVE
from ..workflows.outcomes import offered

__all__ = ('DoorPage', 'DoorView', 'DoorVisitView')

MOST = 200
MOST_FOUND = 20


class DoorPage(LoginRequiredMixin, PermissionRequiredMixin, View):
    """A page of the door; `now` is the moment of the request."""

    permission_required = 'netbox_colocation.attend_accessvisit'
    now: datetime.datetime

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.now = timezone.now()

    def get_visits(self) -> QuerySet[AccessVisit]:
        return attending.find_visits(self.request.user, now=self.now).prefetch_related('visitors')

    def get_visit(self, pk: int) -> AccessVisit:
        visit = self.get_visits().filter(pk=pk).first()
        if visit is None:
            raise Http404
        return visit

    def show(self, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
        kept = {'now': self.now, **context}
        return render(self.request, f'netbox_colocation/{template}', kept, status=status)


class DoorView(DoorPage):
    """Today's visits, the most urgent first; with `q`, what is found. One visit found by its QR code opens at once."""

    http_method_names = ['get', 'head', 'options']

    def get(self, request: HttpRequest) -> HttpResponse:
        text = attending.read_code(request.GET.get('q', '')[: attending.MOST_CHARACTERS])
        if text:
            found = attending.search(text, user=request.user, now=self.now)
            visits = list(found.prefetch_related('visitors')[:MOST_FOUND])
            if len(visits) == 1 and attending.is_exact(text, visits[0]):
                return redirect('plugins:netbox_colocation:door_visit', pk=visits[0].pk)
        else:
            visits = self.find_todays()
        return self.show_list(visits, text)

    def find_todays(self) -> list[AccessVisit]:
        todays = attending.find_todays(self.request.user, now=self.now)
        return list(todays.prefetch_related('visitors')[:MOST])

    def show_list(
        self, visits: list[AccessVisit], text: str = '', *, problem: str = '', status: int = 200
    ) -> HttpResponse:
        """Show the day, or what was found for `text`; `problem` says why a picture led to no visit."""
        context = {
            'text': '' if attending.find_code(text) else text,
            'searched': bool(text),
            'problem': problem,
            'procedures': attending.find_kept_procedures(self.request.user, now=self.now),
            'sections': build_sections(visits, now=self.now, early=early_minutes_of(visits)),
            'badges': [] if text else self._missing_badges(),
        }
        return self.show('door.html', context, status=status)

    def _missing_badges(self) -> QuerySet[Visitor]:
        """Whose badge did not come back when they went."""
        missing = Visitor.objects.filter(
            visit__in=attending.find_visits(self.request.user, now=self.now),
            checked_out_at__isnull=False,
            badge_returned_at__isnull=True,
        )
        return missing.exclude(badge_number='').select_related('visit').order_by('checked_out_at', 'pk')[:MOST]


class DoorVisitView(DoorPage):
    """One visit at the door: how it stands, what is next, and, where nobody may enter, every reason why."""

    http_method_names = ['get', 'head', 'options']

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        visit = self.get_visit(pk)
        stand = attending.stand_of(visit, user=request.user, now=self.now)
        early = early_minutes_of([visit])
        reasons = attending.find_reasons(visit, stand, now=self.now) if visit.entered_at is None else []
        outcomes = offered(stand.task, actor=request.user, now=self.now) if stand.is_holder and stand.task else []
        context = {
            'visit': visit,
            'card': build_card(visit, now=self.now, early=early.get(visit.pk, 0)),
            'stand': stand,
            'steps': steps_of(visit, stand),
            'reasons': reasons,
            'outcomes': outcomes,
            'primary': primary_of(stand.stage),
            'leaves_alone': visit.is_emergency and visit.is_inside and not (outcomes and stand.stage == LEAVE),
            'people': self._people(visit),
            'items': [item_state(item, now=self.now) for item in visit.items.all()],
            'late': [row for row in visit.visitors.all() if not row.is_inside]
            if self._takes_late(visit, stand)
            else [],
            'inside': [row for row in visit.visitors.all() if row.is_inside],
        }
        return self.show('door_visit.html', context)

    def _people(self, visit: AccessVisit) -> list[dict[str, Any]]:
        barred = find_bans(visit.procedure.agency, visit.visitors.all(), timezone.localtime(self.now).date())
        people = []
        for visitor in visit.visitors.all():
            text, tone = person_state(visitor, visit, now=self.now)
            is_barred = visitor.pk in barred and not visitor.is_inside
            people.append(
                {
                    'visitor': visitor,
                    'state': text,
                    'tone': tone,
                    'is_barred': is_barred,
                    'keeps_badge': keeps_badge(visitor),
                }
            )
        return people

    def _takes_late(self, visit: AccessVisit, stand: attending.Stand) -> bool:
        """Whether somebody may still join: the first check-in is done, somebody is outside, and the visit goes on."""
        begun = stand.stage in (attending.ENTER, attending.LEAVE) and visit.left_at is None
        return begun and any(not row.is_inside for row in visit.visitors.all())
