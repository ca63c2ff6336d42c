"""Delegating one's own office for an absence, and ending that early."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.signals import clear_events
from netbox.views import generic
from utilities.permissions import get_permission_for_model
from utilities.views import register_model_view

from ..exceptions import ColocationError
from ..forms.acts import DelegationForm
from ..models import Appointment
from ..ui.acting import status_of_refusal
from ..workflows.delegation import delegate, find_colleagues, revoke
from .acts import clean

__all__ = ('AppointmentDelegateView', 'AppointmentRevokeView')

APPOINTMENTS = Appointment.objects.select_related('role__agency', 'user', 'delegated_by__role')


class OwnAppointmentView(generic.base.BaseObjectView):
    """Whoever may see an appointment may try; that it is their own, the service asks."""

    queryset = APPOINTMENTS
    template_name = 'netbox_colocation/inbox_delegate.html'

    def get_required_permission(self) -> str:
        return get_permission_for_model(Appointment, 'view')

    def show(
        self,
        request: HttpRequest,
        appointment: Appointment,
        *,
        refusal: ColocationError | None = None,
        form: DelegationForm | None = None,
    ) -> HttpResponse:
        form = form or DelegationForm(prefix='delegate', colleagues=find_colleagues(appointment))
        delegations = appointment.delegations.filter(valid_until__gte=timezone.localdate()).order_by('valid_from', 'pk')
        context = {'object': appointment, 'form': form, 'refusal': refusal, 'delegations': delegations}
        status = status_of_refusal(refusal) if refusal else 200
        return render(request, OwnAppointmentView.template_name, context, status=status)


@register_model_view(Appointment, 'delegate')
class AppointmentDelegateView(OwnAppointmentView):
    http_method_names = ['get', 'post', 'options']

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.show(request, self.get_object(pk=pk))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        appointment = self.get_object(pk=pk)
        form = DelegationForm(request.POST, prefix='delegate', colleagues=find_colleagues(appointment))
        try:
            made = delegate(appointment, actor=request.user, now=timezone.now(), **clean(form))
        except ColocationError as refusal:
            clear_events.send(sender=self)
            return self.show(request, appointment, refusal=refusal, form=form)
        messages.success(
            request,
            _('{name} stands in from {first} until {last}.').format(
                name=made.holder_name, first=made.valid_from, last=made.valid_until
            ),
        )
        return redirect(reverse('plugins:netbox_colocation:appointment_delegate', args=[appointment.pk]))


@register_model_view(Appointment, 'revoke')
class AppointmentRevokeView(OwnAppointmentView):
    http_method_names = ['post', 'options']

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        delegation = self.get_object(pk=pk)
        own = delegation.delegated_by or delegation
        try:
            revoke(delegation, actor=request.user, now=timezone.now())
        except ColocationError as refusal:
            clear_events.send(sender=self)
            return self.show(request, own, refusal=refusal)
        messages.success(request, _('The delegation to {name} has ended.').format(name=delegation.holder_name))
        return redirect(reverse('plugins:netbox_colocation:appointment_delegate', args=[own.pk]))
