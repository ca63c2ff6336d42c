"""Forms of document registers; a filter form of documents, which are written by the procedure's steps only."""

from django import forms
from django.utils.translation import gettext_lazy as _

from netbox.forms import (
    NetBoxModelFilterSetForm,
    PrimaryModelBulkEditForm,
    PrimaryModelFilterSetForm,
    PrimaryModelForm,
    PrimaryModelImportForm,
)
from tenancy.models import Tenant
from utilities.forms.fields import CSVChoiceField, TagFilterField
from utilities.forms.rendering import FieldSet

from ..choices import DocumentDirectionChoices, DocumentKindChoices, DocumentStateChoices
from ..models import AccessVisit, Case, ColocationRequest, Document, DocumentRegister, MaintenanceTicket
from .fields import KeepDefaultsMixin, csv_choice, filter_choices, tenant_choice

__all__ = (
    'DocumentFilterForm',
    'DocumentRegisterBulkEditForm',
    'DocumentRegisterFilterForm',
    'DocumentRegisterForm',
    'DocumentRegisterImportForm',
)


class DocumentRegisterForm(PrimaryModelForm):
    agency = tenant_choice(_('Agency'))

    fieldsets = (
        FieldSet('agency', 'name', 'year', 'direction', 'description', 'tags', name=_('Register')),
        FieldSet('classification', 'unit_code', 'pattern', name=_('Numbers')),
    )

    class Meta:
        model = DocumentRegister
        fields = (
            'agency', 'name', 'year', 'direction', 'classification', 'unit_code', 'pattern', 'first_sequence',
            'is_closed', 'description', 'owner', 'comments', 'tags',
        )  # fmt: skip


class DocumentRegisterImportForm(KeepDefaultsMixin, PrimaryModelImportForm):
    agency = csv_choice(_('Agency'), Tenant.objects.all(), _('Slug of the agency'))
    direction = CSVChoiceField(
        label=_('Direction'), choices=DocumentDirectionChoices, required=False, help_text=_('Which letters it numbers')
    )

    class Meta:
        model = DocumentRegister
        fields = (
            'agency', 'name', 'year', 'direction', 'classification', 'unit_code', 'pattern', 'first_sequence',
            'is_closed', 'description', 'owner', 'comments', 'tags',
        )  # fmt: skip


class DocumentRegisterBulkEditForm(PrimaryModelBulkEditForm):
    classification = forms.CharField(label=_('Classification code'), max_length=50, required=False)
    unit_code = forms.CharField(label=_('Unit code'), max_length=50, required=False)
    pattern = forms.CharField(label=_('Number pattern'), max_length=100, required=False)

    model = DocumentRegister
    fieldsets = (FieldSet('classification', 'unit_code', 'pattern', 'description'),)
    nullable_fields = ('description', 'comments')


class DocumentRegisterFilterForm(PrimaryModelFilterSetForm):
    model = DocumentRegister
    fieldsets = (
        FieldSet('q', 'filter_id', 'tag'),
        FieldSet('agency_id', 'year', 'direction', name=_('Register')),
        FieldSet('owner_group_id', 'owner_id', name=_('Ownership')),
    )
    agency_id = filter_choices(_('Agency'), Tenant.objects.all())
    year = forms.IntegerField(label=_('Year'), required=False)
    direction = forms.MultipleChoiceField(label=_('Direction'), choices=DocumentDirectionChoices, required=False)
    tag = TagFilterField(model)


class DocumentFilterForm(NetBoxModelFilterSetForm):
    model = Document
    fieldsets = (
        FieldSet('q', 'filter_id', 'tag'),
        FieldSet('kind', 'direction', 'state', 'register_id', name=_('Document')),
        FieldSet('request_id', 'visit_id', 'ticket_id', 'case_id', 'applicant_id', name=_('File')),
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
    tag = TagFilterField(model)
