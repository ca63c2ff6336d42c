"""Previews of what is being written on the pages of letterheads and templates; bounded, and nothing is stored."""

from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from netbox.views import generic
from utilities.forms import restrict_form_fields
from utilities.permissions import get_permission_for_model
from utilities.views import register_model_view

from .. import forms
from ..documents.template_checks import preview, preview_letterhead
from ..exceptions import TemplateRefused
from ..models import DocumentTemplate, Letterhead
from ..ui.stationery import describe_preview, describe_problems

__all__ = (
    'DocumentTemplatePreviewView',
    'LetterheadPreviewView',
    'preview_letterhead_form',
    'preview_template_form',
)

FRAGMENT = 'netbox_colocation/stationery_preview.html'


def preview_template_form(form: Any) -> dict[str, Any]:
    """Return what the fragment shows of a template's form."""
    if problems := _problems(form, needed=('agency', 'kind')):
        return problems
    template: DocumentTemplate = form.instance
    try:
        return describe_preview(preview(template, sample_name=form.cleaned_data.get('sample') or ''))
    except TemplateRefused as refused:
        return describe_problems(refused)


def preview_letterhead_form(form: Any) -> dict[str, Any]:
    """Return what the fragment shows of a letterhead's form, with the logo that was chosen."""
    if problems := _problems(form, needed=('agency',)):
        return problems
    logo = None
    if form.new_logo is not None:
        content, media_type = form.new_logo
        logo = content, 'png' if media_type == 'image/png' else 'jpg'
    elif form.cleaned_data.get('remove_logo'):
        form.instance.logo = ''
    try:
        return describe_preview(preview_letterhead(form.instance, logo=logo))
    except TemplateRefused as refused:
        return describe_problems(refused)


def _problems(form: BaseForm, *, needed: tuple[str, ...]) -> dict[str, Any]:
    """Return what is wrong with the form itself, and nothing else as long as what is needed is not chosen."""
    form.is_valid()
    if any(not form.cleaned_data.get(name) for name in needed):
        return {'waiting': _('Choose the agency and the kind of paper, and the preview stands here.')}
    # That an agency has its letterhead already is said when it is saved, and no matter for a picture.
    errors = {name: found for name, found in form.errors.items() if name not in needed and name != '__all__'}
    return {
        'problems': [
            {'message': f'{form.fields[name].label}: {" ".join(map(str, found))}', 'line': ''}
            for name, found in errors.items()
        ]
    } if errors else {}  # fmt: skip


class PreviewView(generic.base.BaseObjectView):
    """POST: the form, as it stands on the page; answers with a fragment. GET: what is stored."""

    form: Any = None
    http_method_names = ['get', 'post', 'options']

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.is_stored = bool(kwargs)
        return super().dispatch(request, *args, **kwargs)

    def get_required_permission(self) -> str:
        return get_permission_for_model(self.queryset.model, 'change' if self.is_stored else 'add')

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not self.is_stored:
            return self._answer(request, {'waiting': ''})
        stored = self.get_object(**kwargs)
        try:
            return self._answer(request, describe_preview(self.preview_stored(stored)))
        except TemplateRefused as refused:
            return self._answer(request, describe_problems(refused))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        instance = self.get_object(**kwargs) if self.is_stored else self.queryset.model()
        form = self.form(data=request.POST, files=request.FILES, instance=instance)
        restrict_form_fields(form, request.user)
        return self._answer(request, self.preview_form(form))

    def preview_stored(self, stored: Any) -> Any:
        raise NotImplementedError

    def preview_form(self, form: Any) -> dict[str, Any]:
        raise NotImplementedError

    def _answer(self, request: HttpRequest, shown: dict[str, Any]) -> HttpResponse:
        response = render(request, FRAGMENT, {'preview': shown})
        response['Cache-Control'] = 'private, no-store'
        return response


@register_model_view(DocumentTemplate, 'preview_new', path='preview', detail=False)
@register_model_view(DocumentTemplate, 'preview')
class DocumentTemplatePreviewView(PreviewView):
    queryset = DocumentTemplate.objects.select_related('agency')
    form = forms.DocumentTemplateForm

    def preview_stored(self, stored: DocumentTemplate) -> Any:
        return preview(stored)

    def preview_form(self, form: Any) -> dict[str, Any]:
        return preview_template_form(form)


@register_model_view(Letterhead, 'preview_new', path='preview', detail=False)
@register_model_view(Letterhead, 'preview')
class LetterheadPreviewView(PreviewView):
    queryset = Letterhead.objects.select_related('agency')
    form = forms.LetterheadForm

    def preview_stored(self, stored: Letterhead) -> Any:
        return preview_letterhead(stored)

    def preview_form(self, form: Any) -> dict[str, Any]:
        return preview_letterhead_form(form)
