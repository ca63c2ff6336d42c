"""What is done about a ticket beside its steps, its photos, and the register of all tickets."""

from typing import Any

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import View

from netbox.views import generic
from tenancy.models import Tenant
from utilities.permissions import get_permission_for_model
from utilities.views import ConditionalLoginRequiredMixin, register_model_view

from .. import forms
from ..maintenance.register import Register, list_register
from ..maintenance.work import read_materials
from ..models import MaintenanceTicket, Procedure
from ..ui.downloads import serve_photo
from ..ui.ticket_register import FORMATS, list_tickets, serve_register
from ..workflows import ticket_acts
from ..workflows.ticket_acts import ANALYSES, WORKS
from ..workflows.work_photos import add_photo, visible_photos
from .act_pages import ActView
from .books import say_cut, show_book
from .buttons import RowButton

__all__ = (
    'AddPhotos',
    'AddTouched',
    'DraftOrder',
    'LogWork',
    'MaintenanceTicketLogWorkView',
    'MaintenanceTicketOrderView',
    'MaintenanceTicketPhotoView',
    'MaintenanceTicketPhotosView',
    'MaintenanceTicketRegisterView',
    'MaintenanceTicketTechniciansView',
    'MaintenanceTicketTouchView',
    'NameTechnicians',
)

TICKETS = MaintenanceTicket.objects.select_related('case__version__procedure', 'case__agency', 'applicant', 'site')
MAY_WORK = 'netbox_colocation.work_maintenanceticket'


class TicketButton(RowButton):
    """Shown while the case is open, to holders of the offices that do the act."""

    activities = (WORKS, ANALYSES)

    @classmethod
    def is_offered(cls, obj: MaintenanceTicket, user: Any) -> bool:
        if not user.has_perm(MAY_WORK, obj):
            return False
        return ticket_acts.may_act(obj, actor=user, now=timezone.now(), activities=cls.activities)


class LogWork(TicketButton):
    name, label, icon = 'log_work', _('Write the log'), 'mdi-clipboard-text-outline'
    activities = (WORKS,)


class AddPhotos(TicketButton):
    name, label, icon = 'add_photos', _('Add photos'), 'mdi-camera'


class NameTechnicians(TicketButton):
    name, label, icon = 'technicians', _('Technicians'), 'mdi-account-hard-hat'


class AddTouched(TicketButton):
    name, label, icon = 'touch', _('Touches more'), 'mdi-plus-network'


class DraftOrder(TicketButton):
    name, label, icon = 'order', _('Order to work'), 'mdi-file-sign'


class TicketActView(ActView):
    """An act on a ticket; rows are those that the user may work on."""

    queryset = TICKETS
    asks_for = MAY_WORK

    def get_required_permission(self) -> str:
        return MAY_WORK


@register_model_view(MaintenanceTicket, 'log_work', path='log-work')
class MaintenanceTicketLogWorkView(TicketActView):
    form = forms.WorkLogForm
    title = _('Write the work log')
    done = _('The log was written.')

    def form_options(self, obj: MaintenanceTicket) -> dict[str, Any]:
        return {'initial': {'status': obj.work_status, 'moment': 'during'}}

    def act(self, obj: MaintenanceTicket, answers: dict[str, Any]) -> None:
        user, now = self.request.user, timezone.now()
        photos, moment, caption = (answers.pop(name) for name in ('photos', 'moment', 'caption'))
        answers['materials'] = read_materials(answers['materials'])
        entry = ticket_acts.log_work(obj, actor=user, now=now, **answers)
        for upload in photos:
            add_photo(obj, upload, moment=moment, caption=caption, entry=entry, actor=user, now=now, field='photos')


@register_model_view(MaintenanceTicket, 'add_photos', path='add-photos')
class MaintenanceTicketPhotosView(TicketActView):
    form = forms.PhotoForm
    title = _('Add photos of the work')
    done = _('The photos were added, without what the camera wrote into them.')

    def act(self, obj: MaintenanceTicket, answers: dict[str, Any]) -> None:
        user, now, photos = self.request.user, timezone.now(), answers.pop('photos')
        for upload in photos:
            add_photo(obj, upload, actor=user, now=now, field='photos', **answers)


@register_model_view(MaintenanceTicket, 'technicians')
class MaintenanceTicketTechniciansView(TicketActView):
    form = forms.TechniciansForm
    title = _('Who works on the ticket')
    done = _('The technicians were named.')

    def form_options(self, obj: MaintenanceTicket) -> dict[str, Any]:
        offered = ticket_acts.offered_technicians(obj, now=timezone.now())
        named = list(obj.technicians.values_list('pk', flat=True))
        return {
            'offered': [(one.appointment.pk, one.label) for one in offered],
            'initial': {'technicians': named},
        }

    def act(self, obj: MaintenanceTicket, answers: dict[str, Any]) -> None:
        ticket_acts.name_workers(obj, answers['technicians'], actor=self.request.user, now=timezone.now())


@register_model_view(MaintenanceTicket, 'touch')
class MaintenanceTicketTouchView(TicketActView):
    form = forms.TouchedForm
    title = _('What the work touches besides')
    done = _('The objects were added.')

    def form_options(self, obj: MaintenanceTicket) -> dict[str, Any]:
        return {'reader': self.request.user, 'site': obj.site}

    def act(self, obj: MaintenanceTicket, answers: dict[str, Any]) -> None:
        reason = answers.pop('reason')
        ticket_acts.add_touched(obj, answers, reason=reason, actor=self.request.user, now=timezone.now())


@register_model_view(MaintenanceTicket, 'order')
class MaintenanceTicketOrderView(TicketActView):
    form = forms.OrderForm
    title = _('Draft the order to work')
    done = _('The order was drafted: an office above yours signs it, see the documents.')

    def act(self, obj: MaintenanceTicket, answers: dict[str, Any]) -> None:
        ticket_acts.draft_order(obj, actor=self.request.user, now=timezone.now(), **answers)


@register_model_view(MaintenanceTicket, 'photo', path='photos/<int:photo>')
class MaintenanceTicketPhotoView(generic.base.BaseObjectView):
    """One photo of a ticket, to whoever sees its photos: private files have no other address."""

    queryset = MaintenanceTicket.objects.select_related('case__agency')
    http_method_names = ('get', 'head', 'options')

    def get_required_permission(self) -> str:
        return get_permission_for_model(MaintenanceTicket, 'view')

    def get(self, request: HttpRequest, pk: int, photo: int) -> FileResponse:
        photos = visible_photos(self.get_object(pk=pk), reader=request.user, now=timezone.now())
        found = photos.filter(pk=photo).first()
        if found is None:
            raise Http404
        return serve_photo(found)


@register_model_view(MaintenanceTicket, 'register', path='register', detail=False)
class MaintenanceTicketRegisterView(ConditionalLoginRequiredMixin, PermissionRequiredMixin, View):
    """The register of an agency, `?agency=ID&since=…&until=…&kind=…`; `&export=pdf` to print, `xlsx` or `csv`."""

    permission_required = 'netbox_colocation.view_maintenanceticket'
    http_method_names = ('get', 'head', 'options')

    def get(self, request: HttpRequest) -> HttpResponse:
        today = timezone.localdate()
        defaults = {'since': f'{today.year}-01-01', 'until': today.isoformat()}
        sent = {**defaults, **{name: value for name, value in request.GET.items() if value}}
        visible = Procedure.objects.restrict(request.user, 'view')
        kinds = MaintenanceTicket.SUBJECT_KINDS
        agencies = Tenant.objects.filter(pk__in=visible.filter(subject_kind__in=kinds).values('agency'))
        form = forms.TicketRegisterForm(sent, agencies=agencies.order_by('name', 'pk'), today=today)
        if not form.is_valid() or form.cleaned_data['agency'] is None:
            return self._show(request, form, None, status=200 if form.is_valid() else 400)
        found = form.cleaned_data
        register = list_register(
            found['agency'],
            found['since'],
            found['until'],
            kind=found['kind'],
            tickets=MaintenanceTicket.objects.restrict(request.user, 'view'),
        )
        export = request.GET.get('export')
        return serve_register(register, kind=export) if export in FORMATS else self._show(request, form, register)

    def _show(
        self, request: HttpRequest, form: forms.TicketRegisterForm, register: Register | None, *, status: int = 200
    ) -> HttpResponse:
        listings, cut = [], ''
        if register:
            listings, cut = [list_tickets(register)], say_cut(len(register.tickets), register.count)
        heading = _('Register of tickets')
        return show_book(request, form, listings, heading=heading, formats=FORMATS, cut=cut, status=status)
