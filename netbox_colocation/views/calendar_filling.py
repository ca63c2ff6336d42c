"""Entering many rows of a calendar at once: the holidays proposed for a year, and the hours of a ready-made week."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.signals import clear_events
from netbox.models import NetBoxModel
from netbox.object_actions import ObjectAction
from netbox.views import generic
from utilities.exceptions import PermissionsViolation
from utilities.permissions import get_permission_for_model
from utilities.views import ViewTab, register_model_view

from ..calendars.proposals import Proposal, add_holidays, propose_holidays
from ..calendars.ready_made import fill_hours
from ..choices import HolidayKindChoices
from ..forms.calendars import FIRST_YEAR, LAST_YEAR, HolidayProposalsForm, ReadyMadeHoursForm
from ..models import Calendar, CalendarHours, Holiday

__all__ = ('CalendarHolidaysView', 'CalendarReadyMadeView')


class CalendarFillingView(generic.ObjectView):
    """A tab of a calendar that adds rows of `filled`: asks for `add` on them, and shows calendars one may view."""

    queryset = Calendar.objects.all()
    actions: tuple[type[ObjectAction], ...] = ()
    filled: ClassVar[type[NetBoxModel]]

    def get_required_permission(self) -> str:
        # The rows of this view are calendars: NetBox restricts them by the action of the permission that it returns.
        return get_permission_for_model(Calendar, 'view')

    def has_permission(self) -> bool:
        return super().has_permission() and self.request.user.has_perm(get_permission_for_model(self.filled, 'add'))

    def check_rights(self, rows: Iterable[NetBoxModel]) -> None:
        """Check a constrained `add` permission on the stored rows, as NetBox does after a create.

        Raises:
            PermissionsViolation: one of them is not what the user may add.
        """
        ids = [row.pk for row in rows]
        if self.filled.objects.restrict(self.request.user, 'add').filter(pk__in=ids).count() != len(ids):
            raise PermissionsViolation

    def refuse(self, request: HttpRequest, violation: PermissionsViolation) -> None:
        clear_events.send(sender=self)  # what was rolled back must not reach webhooks
        messages.error(request, str(violation.message))

    def show(self, request: HttpRequest, calendar: Calendar, context: dict[str, Any]) -> HttpResponse:
        common = {'object': calendar, 'actions': self.actions, 'tab': self.tab}
        return render(request, self.template_name, {**common, **context})


@register_model_view(Calendar, 'propose_holidays', path='propose-holidays')
class CalendarHolidaysView(CalendarFillingView):
    """The holidays proposed for `?year=`, to tick and enter with the number of their decree."""

    filled = Holiday
    template_name = 'netbox_colocation/holiday_proposals.html'
    tab = ViewTab(label=gettext_lazy('Propose holidays'), permission='netbox_colocation.add_holiday', weight=500)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        calendar, year = self.get_object(pk=pk), _read_year(request)
        form = HolidayProposalsForm(proposals=propose_holidays(calendar, year))
        return self.show(request, calendar, _describe(form, year))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        calendar, year = self.get_object(pk=pk), _read_year(request)
        form = HolidayProposalsForm(request.POST, proposals=propose_holidays(calendar, year))
        if not form.is_valid():
            return self.show(request, calendar, _describe(form, year))
        try:
            with transaction.atomic():
                added = add_holidays(calendar, form.chosen(), decree=form.cleaned_data['decree'])
                self.check_rights(added)
        except PermissionsViolation as violation:
            self.refuse(request, violation)
            return self.show(request, calendar, _describe(form, year))
        done = ngettext('Entered {count} holiday.', 'Entered {count} holidays.', len(added))
        messages.success(request, done.format(count=len(added)))
        return redirect(calendar.get_absolute_url())


@register_model_view(Calendar, 'ready_made', path='ready-made-hours')
class CalendarReadyMadeView(CalendarFillingView):
    """A ready-made week for a calendar: its usual one, or that of a season."""

    filled = CalendarHours
    template_name = 'netbox_colocation/ready_made_hours.html'
    tab = ViewTab(label=gettext_lazy('Ready-made hours'), permission='netbox_colocation.add_calendarhours', weight=510)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        calendar = self.get_object(pk=pk)
        return self.show(request, calendar, {'form': ReadyMadeHoursForm(calendar=calendar)})

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        calendar = self.get_object(pk=pk)
        form = ReadyMadeHoursForm(request.POST, calendar=calendar)
        if not form.is_valid():
            return self.show(request, calendar, {'form': form})
        try:
            with transaction.atomic():
                self.check_rights(fill_hours(calendar, **form.cleaned_data))
        except PermissionsViolation as violation:
            self.refuse(request, violation)
            return self.show(request, calendar, {'form': form})
        messages.success(request, _('The hours were added.'))
        return redirect(calendar.get_absolute_url())


def _read_year(request: HttpRequest) -> int:
    """The year that is asked for; by default this one, and from October on the next."""
    asked = request.GET.get('year', '')
    if asked.isascii() and asked.isdigit() and FIRST_YEAR <= int(asked) <= LAST_YEAR:
        return int(asked)
    today = timezone.localdate()
    return today.year + (today.month >= 10)


def _describe(form: HolidayProposalsForm, year: int) -> dict[str, Any]:
    return {
        'form': form,
        'year': year,
        'first_year': FIRST_YEAR,
        'last_year': LAST_YEAR,
        'rows': [_describe_row(proposal, form) for proposal in form.proposals],
        'has_leave': any(proposal.kind == HolidayKindChoices.COLLECTIVE_LEAVE for proposal in form.proposals),
    }


def _describe_row(proposal: Proposal, form: HolidayProposalsForm) -> dict[str, Any]:
    key = '' if proposal.existing else proposal.date.isoformat()
    return {
        'proposal': proposal,
        'key': key,
        'is_ticked': key in form.ticked,
        'kind': dict(HolidayKindChoices)[proposal.kind],
        'colour': HolidayKindChoices.colors.get(proposal.kind),
    }
