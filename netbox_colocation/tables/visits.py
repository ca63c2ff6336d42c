"""Table of access visits."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from netbox.tables import PrimaryModelTable, columns

from ..models import AccessVisit
from .requests import DraftActionsColumn

__all__ = ('AccessVisitTable',)


class AccessVisitTable(PrimaryModelTable):
    name = tables.Column(verbose_name=_('Name'), linkify=True)
    applicant = tables.Column(verbose_name=_('Applicant'), linkify=True)
    status = columns.ChoiceFieldColumn(verbose_name=_('Status'))
    procedure = tables.Column(verbose_name=_('Procedure'), linkify=True)
    case = tables.Column(verbose_name=_('Case'), linkify=True)
    visitors = columns.ManyToManyColumn(verbose_name=_('Visitors'))
    starts_at = columns.DateTimeColumn(verbose_name=_('From'), timespec='minutes')
    ends_at = columns.DateTimeColumn(verbose_name=_('Until'), timespec='minutes')
    entered_at = columns.DateTimeColumn(verbose_name=_('Entered'), timespec='minutes')
    left_at = columns.DateTimeColumn(verbose_name=_('Left'), timespec='minutes')
    site = tables.Column(verbose_name=_('Site'), linkify=True)
    location = tables.Column(verbose_name=_('Location'), linkify=True)
    racks = columns.ManyToManyColumn(verbose_name=_('Racks'), linkify_item=True)
    tags = columns.TagColumn(url_name='plugins:netbox_colocation:accessvisit_list')
    actions = DraftActionsColumn()

    class Meta(PrimaryModelTable.Meta):
        model = AccessVisit
        fields = (
            'pk', 'id', 'name', 'applicant', 'status', 'procedure', 'case', 'purpose', 'visitors', 'starts_at',
            'ends_at', 'entered_at', 'left_at', 'escort_name', 'site', 'location', 'racks', 'letter_number',
            'letter_date', 'letter_subject', 'administrative_name', 'administrative_position', 'administrative_email',
            'administrative_phone', 'technical_name', 'technical_organisation', 'technical_email', 'technical_phone',
            'owner', 'owner_group', 'description', 'comments', 'tags', 'created', 'last_updated', 'actions',
        )  # fmt: skip
        default_columns = (
            'pk', 'name', 'applicant', 'status', 'case', 'visitors', 'starts_at', 'ends_at', 'entered_at', 'left_at',
            'site', 'location',
        )  # fmt: skip
