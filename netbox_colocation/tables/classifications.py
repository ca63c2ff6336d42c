"""The table of the archive's classes."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from netbox.tables import PrimaryModelTable, columns

from ..models import Classification

__all__ = ('ClassificationTable',)


class ClassificationTable(PrimaryModelTable):
    code = tables.Column(verbose_name=_('Code'), linkify=True)
    name = tables.Column(verbose_name=_('Name'), linkify=True)
    agency = tables.Column(verbose_name=_('Agency'), linkify=True)
    parent = tables.Column(verbose_name=_('Parent'), linkify=True)
    fate = columns.ChoiceFieldColumn(verbose_name=_('Fate'))
    is_in_force = columns.BooleanColumn(verbose_name=_('In force'))
    tags = columns.TagColumn(url_name='plugins:netbox_colocation:classification_list')

    class Meta(PrimaryModelTable.Meta):
        model = Classification
        fields = (
            'pk', 'id', 'code', 'name', 'scheme', 'agency', 'parent', 'active_years', 'inactive_years', 'fate',
            'is_in_force', 'owner', 'owner_group', 'description', 'comments', 'tags', 'created', 'last_updated',
            'actions',
        )  # fmt: skip
        default_columns = (
            'pk', 'code', 'name', 'scheme', 'agency', 'active_years', 'inactive_years', 'fate', 'is_in_force',
        )  # fmt: skip
