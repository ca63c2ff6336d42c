"""What the forms of every subject share: the letter with both persons in charge, and the upload of the letter.

A letter is uploaded with the subject itself: either both are stored, or neither is.
"""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dcim.models import Location, Site
from netbox.forms import PrimaryModelFilterSetForm, PrimaryModelForm, PrimaryModelImportForm
from tenancy.models import Tenant
from utilities.exceptions import AbortRequest
from utilities.forms.rendering import FieldSet
from utilities.forms.widgets import DatePicker

from ..choices import DocumentKindChoices, RequestStatusChoices
from ..conf import get_setting
from ..documents import files
from ..exceptions import FileRefused
from ..models import Procedure, Subject
from .fields import csv_choice, filter_choices, location_choice, site_choice, tenant_choice

__all__ = (
    'ADMINISTRATIVE',
    'LETTER',
    'LETTER_FIELDSETS',
    'TECHNICAL',
    'SubjectFilterForm',
    'SubjectForm',
    'SubjectImportForm',
)

LETTER = ('letter_number', 'letter_date', 'letter_subject')
ADMINISTRATIVE = ('administrative_name', 'administrative_position', 'administrative_email', 'administrative_phone')
TECHNICAL = ('technical_name', 'technical_organisation', 'technical_email', 'technical_phone')
LETTER_FIELDSETS = (
    FieldSet(*LETTER, 'letter_file', name=_('Letter')),
    FieldSet(*ADMINISTRATIVE, name=_('Administrative person in charge')),
    FieldSet(*TECHNICAL, name=_('Technical person in charge')),
)


class SubjectForm(PrimaryModelForm):
    """The form of a draft. A concrete form adds `procedure` and the fields of its own."""

    applicant = tenant_choice(_('Applicant'))
    site = site_choice()
    location = location_choice()
    letter_file = forms.FileField(label=_('Letter'), required=False)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields['letter_file'].help_text = _('PDF, PNG or JPEG, at most {limit} MiB').format(
            limit=get_setting('upload_limit_mib')
        )

    def save(self, commit: bool = True) -> Subject:
        """Store the subject and its letter; `acting_user` of the instance is who handed it in.

        Raises:
            AbortRequest: the letter is refused; the reason stands at its field, and the caller's transaction undoes
                the rest.
        """
        is_new = self.instance.pk is None
        subject = super().save(commit)
        upload = self.cleaned_data.get('letter_file')
        if not upload:
            return subject
        try:
            files.store_upload(
                subject,
                upload,
                kind=DocumentKindChoices.REQUEST_LETTER,
                actor=subject.acting_user,
                now=timezone.now(),
                number=subject.letter_number,
                dated=subject.letter_date,
                title=subject.letter_subject,
                field='letter_file',
            )
        except FileRefused as refused:
            self.add_error('letter_file', str(refused.message))
            if is_new:
                # What the form shows again is a row that was never stored.
                self.instance.pk = None
                self.instance._state.adding = True
            raise AbortRequest(_('The letter was refused, so nothing was saved.')) from refused
        return subject


class SubjectImportForm(PrimaryModelImportForm):
    """The columns that every subject's import has."""

    procedure = csv_choice(_('Procedure'), Procedure.objects.all(), _('Key of the procedure'), by='key')
    applicant = csv_choice(_('Applicant'), Tenant.objects.all(), _('Slug of the applicant agency'))
    site = csv_choice(_('Site'), Site.objects.all(), _('Slug of the site'))
    location = csv_choice(_('Location'), Location.objects.all(), _('Slug of the location'), required=False)

    def __init__(self, data=None, *args, **kwargs) -> None:
        super().__init__(data, *args, **kwargs)
        if data and data.get('site'):
            locations = self.fields['location'].queryset
            self.fields['location'].queryset = locations.filter(site__slug=data['site'])


class SubjectFilterForm(PrimaryModelFilterSetForm):
    """The filters that every subject has."""

    status = forms.MultipleChoiceField(label=_('Status'), choices=RequestStatusChoices, required=False)
    procedure_id = filter_choices(_('Procedure'), Procedure.objects.all())
    applicant_id = filter_choices(_('Applicant'), Tenant.objects.all())
    site_id = filter_choices(_('Site'), Site.objects.all())
    location_id = filter_choices(_('Location'), Location.objects.all(), query_params={'site_id': '$site_id'})
    letter_number = forms.CharField(label=_('Number'), required=False)
    letter_date = forms.DateField(label=_('Date'), required=False, widget=DatePicker())
