"""The panels of a placement policy: for which racks it is, and what it rules."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from netbox.ui import attrs, panels

from ..choices import CapacityResourceChoices
from ..models import PlacementPolicy

__all__ = ('PolicyPanel', 'PolicyRulesPanel', 'PolicyScopePanel', 'name_resources')


def name_resources(resources: Sequence[str] | None) -> str:
    """Return the resources of which *unknown* blocks in words; nothing at all is a rule too."""
    if resources is None:
        return ''
    labels = {key: label for key, label, *_color in CapacityResourceChoices.CHOICES}
    return ', '.join(str(labels.get(resource, resource)) for resource in resources) or str(_('None of them'))


class UnknownBlocksAttr(attrs.TextAttr):
    def get_value(self, obj: PlacementPolicy) -> str:
        return name_resources(obj.unknown_blocks)


class PolicyPanel(panels.ObjectAttributesPanel):
    title = _('Placement policy')

    name = attrs.TextAttr('name', label=_('Name'))
    weight = attrs.NumericAttr('weight', label=_('Weight'))
    description = attrs.TextAttr('description', label=_('Description'))


class PolicyScopePanel(panels.ObjectAttributesPanel):
    title = _('For which racks and applicants')

    site = attrs.RelatedObjectAttr('site', label=_('Site'), linkify=True)
    location = attrs.NestedObjectAttr('location', label=_('Location'), linkify=True)
    rack_role = attrs.RelatedObjectAttr('rack_role', label=_('Rack role'), linkify=True)
    tenant_group = attrs.NestedObjectAttr('tenant_group', label=_('Tenant group'), linkify=True)


class PolicyRulesPanel(panels.ObjectAttributesPanel):
    title = _('Rules')

    fill_order = attrs.ChoiceAttr('fill_order', label=_('Fill order'))
    units_kept_free = attrs.TextAttr('units_kept_free', label=_('Units kept free'), format_string='{} U')
    derating_percent = attrs.TextAttr('derating_percent', label=_('Derating'), format_string='{} %')
    accepts_towers = attrs.BooleanAttr('accepts_towers', label=_('Accepts towers'))
    unknown_blocks = UnknownBlocksAttr('unknown_blocks', label=_('Unknown blocks'))
    serves_groups = attrs.RelatedObjectListAttr('serves_groups', label=_('Serves tenant groups'), linkify=True)
    serves_tenants = attrs.RelatedObjectListAttr('serves_tenants', label=_('Serves tenants'), linkify=True)
