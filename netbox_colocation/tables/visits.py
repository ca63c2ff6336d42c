"""Table of access visits."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from netbox.tables import PrimaryModelTable, columns

from ..models import AccessVisit
from ..ui.visits import activity_words
from .requests import DraftActionsColumn

__all__ = ('AccessVisitTable',)


class ActivitiesColumn(tables.Column):
    """What the visitors do, in words."""

    def render(self, value: list[str]) -> str:
        return ', '.join(activity_words(value))

    def value(self, value: list[str]) -> str:
        return ','.join(value)


class AccessVisitTable(PrimaryModelTable):
    name = tables.Column(verbose_name=_('Name'), linkify=True)
    applicant = tables.Column(verbose_name=_('Applicant'), linkify=True)
    status = columns.ChoiceFieldColumn(verbose_name=_('Status'))
    procedure = tables.Column(verbose_name=_('Procedure'), linkify=True)
    case = tables.Column(verbose_name=_('Case'), linkify=True)
    activities = ActivitiesColumn(verbose_name=_('Activities'))
    visitors = columns.ManyToManyColumn(verbose_name=_('Visitors'))
    items = columns.ManyToManyColumn(verbose_name=_('Carried items'))
    request = tables.Column(verbose_name=_('Request'), linkify=True)
    ticket = tables.Column(verbose_name=_('Ticket'), linkify=True)
    starts_at = columns.DateTimeColumn(verbose_name=_('From'), timespec='minutes')
    ends_at = columns.DateTimeColumn(verbose_name=_('Until'), timespec='minutes')
    entered_at = columns.DateTimeColumn(verbose_name=_('Entered'), timespec='minutes')
    left_at = columns.DateTimeColumn(verbose_name=_('Left'), timespec='minutes')
    site = tables.Column(verbose_name=_('Site'), linkify=True)
    location = tables.Column(verbose_name=_('Location'), linkify=True)
    racks = columns.ManyToManyColumn(verbose_name=_('Racks'), linkify_item=True)
    devices = columns.ManyToManyColumn(verbose_name=_('Devices'), linkify_item=True)
    extended_until = columns.DateTimeColumn(verbose_name=_('Extended until'), timespec='minutes')
    is_emergency = columns.BooleanColumn(verbose_name=_('Emergency'))
    wants_photos = columns.BooleanColumn(verbose_name=_('Wants pictures'))
    photos_allowed = columns.BooleanColumn(verbose_name=_('Pictures allowed'))
    accepts_rules = columns.BooleanColumn(verbose_name=_('Accepts the rules'))
    tags = columns.TagColumn(url_name='plugins:netbox_colocation:accessvisit_list')
    actions = DraftActionsColumn()

    class Meta(PrimaryModelTable.Meta):
        model = AccessVisit
        fields = (
            'pk', 'id', 'name', 'applicant', 'status', 'procedure', 'case', 'purpose', 'activities', 'request',
            'ticket', 'visitors', 'items', 'starts_at', 'ends_at', 'entered_at', 'left_at', 'extended_until',
            'escort_name', 'is_emergency', 'wants_photos', 'photos_allowed', 'accepts_rules', 'word_given', 'site',
            'location', 'racks', 'devices', 'letter_number',
            'letter_date', 'letter_subject', 'administrative_name', 'administrative_position', 'administrative_email',
            'administrative_phone', 'technical_name', 'technical_organisation', 'technical_email', 'technical_phone',
            'owner', 'owner_group', 'description', 'comments', 'tags', 'created', 'last_updated', 'actions',
        )  # fmt: skip
        default_columns = (
            'pk', 'name', 'applicant', 'status', 'case', 'visitors', 'starts_at', 'ends_at', 'entered_at', 'left_at',
            'site', 'location',
        )  # fmt: skip
