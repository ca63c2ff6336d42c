"""Submitting a draft: the act that opens its case."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from core.signals import clear_events
from netbox.views import generic
from utilities.permissions import get_permission_for_model
from utilities.views import register_model_view

from ..exceptions import ColocationError
from ..models import AccessVisit, ColocationRequest, MaintenanceTicket
from ..workflows import engine

__all__ = ('AccessVisitSubmitView', 'ColocationRequestSubmitView', 'MaintenanceTicketSubmitView')


class SubmitView(generic.base.BaseObjectView):
    """Open the case of a draft; a refusal returns to its page with every reason."""

    http_method_names = ['post', 'options']

    def get_required_permission(self) -> str:
        return get_permission_for_model(self.queryset.model, 'submit')

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        draft = self.get_object(pk=pk)
        try:
            performed = engine.submit(draft, actor=request.user, now=timezone.now())
        except ColocationError as refusal:
            clear_events.send(sender=self)  # what was rolled back must not reach webhooks
            messages.error(request, refusal.message)
        else:
            messages.success(request, _('Submitted as case {case}.').format(case=performed.case))
        return redirect(draft.get_absolute_url())


@register_model_view(ColocationRequest, 'submit')
class ColocationRequestSubmitView(SubmitView):
    queryset = ColocationRequest.objects.all()


@register_model_view(AccessVisit, 'submit')
class AccessVisitSubmitView(SubmitView):
    queryset = AccessVisit.objects.all()


@register_model_view(MaintenanceTicket, 'submit')
class MaintenanceTicketSubmitView(SubmitView):
    queryset = MaintenanceTicket.objects.all()
