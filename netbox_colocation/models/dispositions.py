"""The instructions that an office ticks on its routing slips."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from netbox.models import NetBoxModel

__all__ = ('DispositionInstruction',)


class DispositionInstruction(NetBoxModel):
    """One line of an agency's disposition sheet, e.g. “Follow up and report”."""

    agency = models.ForeignKey('tenancy.Tenant', on_delete=models.PROTECT, related_name='disposition_instructions')
    key = models.SlugField(_('key'), max_length=50)
    text = models.CharField(_('text'), max_length=200, help_text=_('As the disposition sheet prints it'))
    weight = models.PositiveSmallIntegerField(_('weight'), default=100, help_text=_('Lower comes first'))

    clone_fields = ('agency', 'weight')
    prerequisite_models = ('tenancy.Tenant',)

    class Meta:
        ordering = ('agency', 'weight', 'key', 'pk')
        verbose_name = _('disposition instruction')
        verbose_name_plural = _('disposition instructions')
        constraints = [
            models.UniqueConstraint(fields=('agency', 'key'), name='netbox_colocation_instruction_unique_agency_key'),
        ]

    def __str__(self) -> str:
        return self.text
