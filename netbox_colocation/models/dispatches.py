"""Handing out: to whom a letter went, how, and who received it (buku ekspedisi)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from netbox.models import NetBoxModel

from ..choices import DispatchMethodChoices, DispatchStateChoices

__all__ = ('Dispatch',)


class Dispatch(NetBoxModel):
    """One letter on its way to one receiver. Only `documents.dispatch` writes one."""

    document = models.ForeignKey('netbox_colocation.Document', on_delete=models.PROTECT, related_name='dispatches')
    method = models.CharField(_('method'), max_length=20, choices=DispatchMethodChoices)
    state = models.CharField(_('state'), max_length=20, choices=DispatchStateChoices, default=DispatchStateChoices.SENT)
    recipient = models.CharField(_('recipient'), max_length=200)
    address = models.CharField(_('address'), max_length=300, blank=True, help_text=_('Of the e-mail, or of the post'))
    tracking_number = models.CharField(_('tracking number'), max_length=100, blank=True)
    sent_on = models.DateField(_('sent on'))
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name='+', blank=True, null=True
    )
    received_by = models.CharField(_('received by'), max_length=150, blank=True)
    received_on = models.DateField(_('received on'), blank=True, null=True)
    attempts = models.PositiveSmallIntegerField(_('attempts'), default=0)
    error = models.CharField(_('error'), max_length=300, blank=True)
    note = models.CharField(_('note'), max_length=300, blank=True)

    class Meta:
        ordering = ('-sent_on', '-pk')
        verbose_name = _('dispatch')
        verbose_name_plural = _('dispatches')
        permissions = [('receive', 'Record who received a letter')]

    def __str__(self) -> str:
        return f'{self.document} → {self.recipient}'

    def get_method_color(self) -> str:
        return DispatchMethodChoices.colors.get(self.method)

    def get_state_color(self) -> str:
        return DispatchStateChoices.colors.get(self.state)
