"""Checking the capacity of a request again, on whichever step its case is."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from core.signals import clear_events
from netbox.views import generic
from utilities.permissions import get_permission_for_model
from utilities.views import GetReturnURLMixin, register_model_view

from ..capacity.staleness import ENDED
from ..models import CapacityCheck, ColocationRequest
from ..workflows.verdicts import check_again

__all__ = ('ColocationRequestCheckCapacityView',)


@register_model_view(ColocationRequest, 'check_capacity', path='check-capacity')
class ColocationRequestCheckCapacityView(GetReturnURLMixin, generic.base.BaseObjectView):
    """Of a request that the user may view; needs the right to add checks, as over REST."""

    queryset = ColocationRequest.objects.select_related('procedure', 'case__version')
    http_method_names = ['post', 'options']

    def get_required_permission(self) -> str:
        return get_permission_for_model(ColocationRequest, 'view')

    def has_permission(self) -> bool:
        return super().has_permission() and self.request.user.has_perm('netbox_colocation.add_capacitycheck')

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        subject = self.get_object(pk=pk)
        if subject.status in ENDED or subject.is_retrieval:
            messages.warning(request, _('There is nothing to check: this request is over, or takes servers back.'))
            return redirect(self.get_return_url(request, subject))
        try:
            with transaction.atomic():
                check = check_again(subject, actor=request.user, now=timezone.now())
                # A constrained `add` permission is checked on the stored row, as NetBox does after a create.
                if not CapacityCheck.objects.restrict(request.user, 'add').filter(pk=check.pk).exists():
                    raise PermissionDenied
        except PermissionDenied:
            clear_events.send(sender=self)  # what was rolled back must not reach webhooks
            raise
        messages.success(request, _('Checked again: {verdict}.').format(verdict=check.get_verdict_display().lower()))
        return redirect(self.get_return_url(request, subject))
