"""The filter form of documents, which are written by the procedure's steps only."""

from django import forms
from django.utils.translation import gettext_lazy as _

from netbox.forms import NetBoxModelFilterSetForm
from tenancy.models import Tenant
from utilities.forms.fields import TagFilterField
from utilities.forms.rendering import FieldSet

from ..choices import ArchiveFateChoices, DocumentDirectionChoices, DocumentKindChoices, DocumentStateChoices
from ..models import AccessVisit, Case, ColocationRequest, Document, DocumentRegister, MaintenanceTicket
from .fields import filter_choices, yes_or_no

__all__ = ('DocumentFilterForm',)


class DocumentFilterForm(NetBoxModelFilterSetForm):
    model = Document
    fieldsets = (
        FieldSet('q', 'filter_id', 'tag'),
        FieldSet('kind', 'direction', 'state', 'register_id', name=_('Document')),
        FieldSet('request_id', 'visit_id', 'ticket_id', 'case_id', 'applicant_id', name=_('File')),
        FieldSet('fate', 'due_for_disposal', 'is_destroyed', name=_('Retention')),
    )
    kind = forms.MultipleChoiceField(label=_('Kind'), choices=DocumentKindChoices, required=False)
    direction = forms.MultipleChoiceField(label=_('Direction'), choices=DocumentDirectionChoices, required=False)
    state = forms.MultipleChoiceField(label=_('State'), choices=DocumentStateChoices, required=False)
    register_id = filter_choices(_('Register'), DocumentRegister.objects.all())
    request_id = filter_choices(_('Request'), ColocationRequest.objects.all())
    visit_id = filter_choices(_('Visit'), AccessVisit.objects.all())
    ticket_id = filter_choices(_('Ticket'), MaintenanceTicket.objects.all())
    case_id = filter_choices(_('Case'), Case.objects.all())
    applicant_id = filter_choices(_('Applicant'), Tenant.objects.all())
    fate = forms.MultipleChoiceField(label=_('Fate'), choices=ArchiveFateChoices, required=False)
    due_for_disposal = yes_or_no(_('Due for disposal'))
    is_destroyed = yes_or_no(_('Destroyed'))
    tag = TagFilterField(model)
