"""The table of placement policies."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from netbox.tables import PrimaryModelTable, columns

from ..models import PlacementPolicy
from ..ui.policies import name_resources

__all__ = ('PlacementPolicyTable',)


class PlacementPolicyTable(PrimaryModelTable):
    name = tables.Column(verbose_name=_('Name'), linkify=True)
    site = tables.Column(verbose_name=_('Site'), linkify=True)
    location = tables.Column(verbose_name=_('Location'), linkify=True)
    rack_role = tables.Column(verbose_name=_('Rack role'), linkify=True)
    tenant_group = tables.Column(verbose_name=_('Tenant group'), linkify=True)
    fill_order = columns.ChoiceFieldColumn(verbose_name=_('Fill order'))
    accepts_towers = columns.BooleanColumn(verbose_name=_('Accepts towers'))
    unknown_blocks = tables.Column(verbose_name=_('Unknown blocks'), orderable=False)
    serves_groups = columns.ManyToManyColumn(verbose_name=_('Serves tenant groups'), linkify_item=True, orderable=False)
    serves_tenants = columns.ManyToManyColumn(verbose_name=_('Serves tenants'), linkify_item=True, orderable=False)
    tags = columns.TagColumn(url_name='plugins:netbox_colocation:placementpolicy_list')

    class Meta(PrimaryModelTable.Meta):
        model = PlacementPolicy
        fields = (
            'pk', 'id', 'name', 'weight', 'site', 'location', 'rack_role', 'tenant_group', 'fill_order',
            'units_kept_free', 'derating_percent', 'accepts_towers', 'unknown_blocks', 'serves_groups',
            'serves_tenants', 'owner', 'owner_group', 'description', 'comments', 'tags', 'created', 'last_updated',
            'actions',
        )  # fmt: skip
        default_columns = (
            'pk', 'name', 'weight', 'site', 'location', 'rack_role', 'tenant_group', 'fill_order', 'units_kept_free',
            'derating_percent', 'description',
        )  # fmt: skip

    def render_unknown_blocks(self, value: list[str]) -> str:
        return name_resources(value)

    def value_unknown_blocks(self, value: list[str]) -> str:
        return ','.join(value)
