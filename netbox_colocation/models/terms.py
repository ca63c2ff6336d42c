"""The term of a placement, and the extensions that its applicant asks for."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from netbox.models import NetBoxModel

from ..choices import ExtensionStateChoices

__all__ = ('Extension',)


class Extension(NetBoxModel):
    """An applicant's wish to keep its servers in place until a later day, and the answer.

    Only `workflows.terms` writes it.
    """

    request = models.ForeignKey(
        'netbox_colocation.ColocationRequest', on_delete=models.PROTECT, related_name='extensions'
    )
    until = models.DateField(_('until'), help_text=_('The last day of the new term'))
    reason = models.TextField(_('reason'))
    state = models.CharField(
        _('state'), max_length=20, choices=ExtensionStateChoices, default=ExtensionStateChoices.ASKED
    )
    asked_at = models.DateTimeField(_('asked at'))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name='+', blank=True, null=True
    )
    decided_at = models.DateTimeField(_('decided at'), blank=True, null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name='+', blank=True, null=True
    )
    answer = models.TextField(_('answer'), blank=True)

    class Meta:
        ordering = ('-asked_at', '-pk')
        verbose_name = _('extension')
        verbose_name_plural = _('extensions')
        constraints = [
            models.UniqueConstraint(
                fields=('request',),
                condition=Q(state=ExtensionStateChoices.ASKED),
                name='%(app_label)s_%(class)s_one_asked_per_request',
            ),
        ]

    def __str__(self) -> str:
        return _('{request} until {day}').format(request=self.request, day=self.until)

    def get_state_color(self) -> str:
        return ExtensionStateChoices.colors.get(self.state)
