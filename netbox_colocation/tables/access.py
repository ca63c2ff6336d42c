"""Tables of room policies, the no-entry list, access rights, the access log and its reviews."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from netbox.tables import NetBoxTable, PrimaryModelTable, columns

from ..models import AccessLogEntry, AccessReview, AccessRight, EntryBan, RoomPolicy

__all__ = ('AccessLogEntryTable', 'AccessReviewTable', 'AccessRightTable', 'EntryBanTable', 'RoomPolicyTable')


def _link(record) -> str:
    return record.get_absolute_url()


class RoomPolicyTable(PrimaryModelTable):
    id = tables.Column(verbose_name=_('ID'), linkify=True)
    site = tables.Column(verbose_name=_('Site'), linkify=_link)
    location = tables.Column(verbose_name=_('Location'), linkify=_link)
    tags = columns.TagColumn(url_name='plugins:netbox_colocation:roompolicy_list')

    class Meta(PrimaryModelTable.Meta):
        model = RoomPolicy
        fields = (
            'pk', 'id', 'site', 'location', 'most_people', 'early_minutes', 'grace_minutes', 'rules', 'owner',
            'owner_group', 'description', 'comments', 'tags', 'created', 'last_updated', 'actions',
        )  # fmt: skip
        default_columns = (
            'pk', 'site', 'location', 'most_people', 'early_minutes', 'grace_minutes', 'description',
        )  # fmt: skip


class EntryBanTable(PrimaryModelTable):
    name = tables.Column(verbose_name=_('Name'), linkify=True)
    agency = tables.Column(verbose_name=_('Agency'), linkify=True)
    identity_kind = columns.ChoiceFieldColumn(verbose_name=_('Proof of identity'))
    is_current = columns.BooleanColumn(verbose_name=_('Current'))
    tags = columns.TagColumn(url_name='plugins:netbox_colocation:entryban_list')

    class Meta(PrimaryModelTable.Meta):
        model = EntryBan
        fields = (
            'pk', 'id', 'name', 'organisation', 'agency', 'identity_kind', 'identity_digits', 'reason', 'valid_from',
            'valid_until', 'is_current', 'owner', 'owner_group', 'description', 'comments', 'tags', 'created',
            'last_updated', 'actions',
        )  # fmt: skip
        default_columns = ('pk', 'name', 'organisation', 'agency', 'reason', 'valid_from', 'valid_until', 'is_current')


class AccessRightTable(PrimaryModelTable):
    holder_name = tables.Column(verbose_name=_('Holder'), linkify=True)
    agency = tables.Column(verbose_name=_('Agency'), linkify=True)
    tenant = tables.Column(verbose_name=_('Tenant'), linkify=True)
    user = tables.Column(verbose_name=_('User'), linkify=True)
    site = tables.Column(verbose_name=_('Site'), linkify=True)
    location = tables.Column(verbose_name=_('Location'), linkify=True)
    means = columns.ChoiceFieldColumn(verbose_name=_('Means'))
    is_current = columns.BooleanColumn(verbose_name=_('Current'))
    revoked_at = columns.DateTimeColumn(verbose_name=_('Revoked at'), timespec='minutes')
    revoked_by = tables.Column(verbose_name=_('Revoked by'), linkify=True)
    tags = columns.TagColumn(url_name='plugins:netbox_colocation:accessright_list')

    class Meta(PrimaryModelTable.Meta):
        model = AccessRight
        fields = (
            'pk', 'id', 'holder_name', 'agency', 'tenant', 'user', 'site', 'location', 'means', 'number', 'reason',
            'valid_from', 'valid_until', 'is_current', 'revoked_at', 'revoked_by', 'revoke_reason', 'owner',
            'owner_group', 'description', 'comments', 'tags', 'created', 'last_updated', 'actions',
        )  # fmt: skip
        default_columns = (
            'pk', 'holder_name', 'tenant', 'site', 'location', 'means', 'number', 'valid_until', 'is_current',
            'revoked_at',
        )  # fmt: skip


class AccessLogEntryTable(NetBoxTable):
    at = columns.DateTimeColumn(verbose_name=_('At'), timespec='minutes', linkify=True)
    kind = columns.ChoiceFieldColumn(verbose_name=_('Kind'))
    agency = tables.Column(verbose_name=_('Agency'), linkify=True)
    site = tables.Column(verbose_name=_('Site'), linkify=True)
    location = tables.Column(verbose_name=_('Location'), linkify=True)
    visit = tables.Column(verbose_name=_('Visit'), linkify=True)
    visitor = tables.Column(verbose_name=_('Visitor'), linkify=True)
    actor = tables.Column(verbose_name=_('User'), linkify=True)
    tags = columns.TagColumn(url_name='plugins:netbox_colocation:accesslogentry_list')
    actions = columns.ActionsColumn(actions=())

    class Meta(NetBoxTable.Meta):
        model = AccessLogEntry
        fields = (
            'pk', 'id', 'at', 'kind', 'person', 'organisation', 'badge_number', 'text', 'agency', 'site', 'location',
            'visit', 'visitor', 'actor', 'actor_name', 'tags', 'created', 'last_updated', 'actions',
        )  # fmt: skip
        default_columns = (
            'pk', 'at', 'kind', 'person', 'organisation', 'badge_number', 'text', 'location', 'visit', 'actor_name',
        )  # fmt: skip


class AccessReviewTable(PrimaryModelTable):
    id = tables.Column(verbose_name=_('ID'), linkify=True)
    agency = tables.Column(verbose_name=_('Agency'), linkify=True)
    year = tables.Column(verbose_name=_('Year'), linkify=_link)
    quarter = tables.Column(verbose_name=_('Quarter'), linkify=_link)
    state = columns.ChoiceFieldColumn(verbose_name=_('State'))
    opened_at = columns.DateTimeColumn(verbose_name=_('Opened at'), timespec='minutes')
    opened_by = tables.Column(verbose_name=_('Opened by'), linkify=True)
    closed_at = columns.DateTimeColumn(verbose_name=_('Closed at'), timespec='minutes')
    closed_by = tables.Column(verbose_name=_('Closed by'), linkify=True)
    tags = columns.TagColumn(url_name='plugins:netbox_colocation:accessreview_list')
    actions = columns.ActionsColumn(actions=('changelog',))

    class Meta(PrimaryModelTable.Meta):
        model = AccessReview
        fields = (
            'pk', 'id', 'year', 'quarter', 'agency', 'state', 'opened_at', 'opened_by', 'closed_at', 'closed_by',
            'conclusion', 'owner', 'owner_group', 'description', 'comments', 'tags', 'created', 'last_updated',
            'actions',
        )  # fmt: skip
        default_columns = ('pk', 'year', 'quarter', 'agency', 'state', 'opened_at', 'closed_at', 'closed_by')
