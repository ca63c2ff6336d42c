"""The end of papers: nothing is destroyed before its time, and then only by an act that is recorded."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from netbox.models import PrimaryModel

from ..choices import DisposalStateChoices

__all__ = ('Disposal',)


class Disposal(PrimaryModel):
    """The destruction of an agency's papers whose retention ended: proposed, approved by somebody else, carried out.

    What it destroys are the files; the documents stay, and say so. Only `documents.disposing` writes its state.
    """

    agency = models.ForeignKey('tenancy.Tenant', on_delete=models.PROTECT, related_name='disposals')
    name = models.CharField(_('name'), max_length=100)
    state = models.CharField(
        _('state'),
        max_length=20,
        choices=DisposalStateChoices,
        default=DisposalStateChoices.PROPOSED,
        editable=False,
    )
    documents = models.ManyToManyField('netbox_colocation.Document', related_name='disposals', blank=True)
    reason = models.TextField(_('reason'))
    approval_number = models.CharField(
        _('number of the approval'), max_length=100, blank=True, help_text=_('The decision that allows it')
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name='+', blank=True, null=True, editable=False
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name='+', blank=True, null=True, editable=False
    )
    decided_at = models.DateTimeField(_('decided at'), blank=True, null=True, editable=False)
    remark = models.TextField(_('remark'), blank=True, editable=False)
    carried_out_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name='+', blank=True, null=True, editable=False
    )
    carried_out_at = models.DateTimeField(_('carried out at'), blank=True, null=True, editable=False)

    clone_fields = ('agency', 'reason')
    prerequisite_models = ('tenancy.Tenant',)

    class Meta:
        ordering = ('-created', '-pk')
        verbose_name = _('disposal')
        verbose_name_plural = _('disposals')
        permissions = [('approve', 'Approve disposals'), ('carry_out', 'Carry out disposals')]

    def __str__(self) -> str:
        return self.name

    def get_state_color(self) -> str:
        return DisposalStateChoices.colors.get(self.state)
