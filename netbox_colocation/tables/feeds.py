"""Table of calendar feeds."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from netbox.tables import NetBoxTable, columns

from ..models import CalendarFeed

__all__ = ('CalendarFeedTable',)


class CalendarFeedTable(NetBoxTable):
    name = tables.Column(verbose_name=_('Name'), linkify=True)
    user = tables.Column(verbose_name=_('Owner'))
    scope = columns.ChoiceFieldColumn(verbose_name=_('Scope'))
    content = columns.ChoiceFieldColumn(verbose_name=_('Content'))
    site = tables.Column(verbose_name=_('Site'), linkify=True)
    location = tables.Column(verbose_name=_('Location'), linkify=True)
    tenant = tables.Column(verbose_name=_('Agency'), linkify=True)
    revoked_at = columns.DateTimeColumn(verbose_name=_('Revoked'), timespec='minutes')
    last_read_at = columns.DateTimeColumn(verbose_name=_('Last read'), timespec='minutes')
    tags = columns.TagColumn(url_name='plugins:netbox_colocation:calendarfeed_list')

    class Meta(NetBoxTable.Meta):
        model = CalendarFeed
        fields = (
            'pk', 'id', 'name', 'user', 'scope', 'content', 'site', 'location', 'tenant', 'expires_on', 'revoked_at',
            'last_read_at', 'tags', 'created', 'last_updated', 'actions',
        )  # fmt: skip
        default_columns = (
            'pk', 'name', 'scope', 'content', 'site', 'location', 'tenant', 'expires_on', 'revoked_at', 'last_read_at',
        )  # fmt: skip
