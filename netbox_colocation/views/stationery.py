"""Pages of letterheads and of agencies' templates of papers."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.signals import clear_events
from extras.ui.panels import CustomFieldsPanel, TagsPanel
from netbox.object_actions import (
    AddObject,
    BulkDelete,
    BulkEdit,
    BulkExport,
    BulkImport,
    DeleteObject,
    EditObject,
    ObjectAction,
)
from netbox.ui import layout, panels
from netbox.views import generic
from utilities.forms import restrict_form_fields
from utilities.permissions import get_permission_for_model
from utilities.querydict import normalize_querydict
from utilities.views import register_model_view

from .. import filtersets, forms, tables
from ..choices import VersionStateChoices
from ..documents.template_checks import copy_to_draft, publish, shipped_layout
from ..exceptions import TemplateRefused
from ..models import DocumentTemplate, Letterhead
from ..ui.stationery import (
    LetterheadPagePanel,
    LetterheadPanel,
    PreviewPanel,
    TemplateLayoutPanel,
    TemplatePagePanel,
    TemplatePanel,
    TemplateWordingPanel,
    describe_problems,
)
from .stationery_previews import preview_letterhead_form, preview_template_form

__all__ = (
    'DocumentTemplateBulkDeleteView',
    'DocumentTemplateBulkEditView',
    'DocumentTemplateBulkImportView',
    'DocumentTemplateDeleteView',
    'DocumentTemplateEditView',
    'DocumentTemplateListView',
    'DocumentTemplatePublishView',
    'DocumentTemplateView',
    'LetterheadBulkDeleteView',
    'LetterheadBulkEditView',
    'LetterheadBulkImportView',
    'LetterheadDeleteView',
    'LetterheadEditView',
    'LetterheadListView',
    'LetterheadView',
    'PublishTemplate',
)

LETTERHEADS = Letterhead.objects.select_related('agency')
TEMPLATES = DocumentTemplate.objects.select_related('agency', 'published_by')
ROW_ACTIONS = (AddObject, BulkImport, BulkExport, BulkEdit, BulkDelete)


class PublishTemplate(ObjectAction):
    """The button of a draft that leads to the page which asks once more."""

    name, label, permissions_required = 'publish', gettext_lazy('Publish'), {'publish'}
    url_kwargs = ['pk']
    template_name = 'netbox_colocation/procedure_button.html'

    @classmethod
    def get_context(cls, context: Any, obj: DocumentTemplate) -> dict[str, Any]:
        may = context['request'].user.has_perm(get_permission_for_model(obj, 'publish'), obj)
        is_draft = obj.state == VersionStateChoices.DRAFT
        return {'shown': may and is_draft, 'icon': 'publish', 'colour': 'success', 'posts': False}


class PreviewingEditView(generic.ObjectEditView):
    """An edit page whose button “Preview” shows what is written, without storing it; the script asks by itself."""

    template_name = 'netbox_colocation/stationery_edit.html'

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if '_preview' in request.POST:
            return self.show_again(request, **kwargs)
        return super().post(request, *args, **kwargs)

    def show_again(self, request: HttpRequest, *, data: Any = None, **kwargs: Any) -> HttpResponse:
        """Show the form as it was sent, beside what comes of it."""
        obj = self.alter_object(self.get_object(**kwargs), request, (), kwargs)
        form = self.form(data=data or request.POST, files=request.FILES, instance=obj)
        restrict_form_fields(form, request.user)
        context = {
            'model': self.queryset.model,
            'object': obj,
            'form': form,
            'return_url': self.get_return_url(request, obj),
            'preview': self.preview(form),
            **self.get_extra_context(request, obj),
        }
        return render(request, self.template_name, context)

    def get_extra_context(self, request: HttpRequest, instance: Any) -> dict[str, Any]:
        name = f'plugins:netbox_colocation:{self.queryset.model._meta.model_name}_preview'
        pk = request.resolver_match.kwargs.get('pk') if request.resolver_match else None
        return {'preview_url': reverse(name, kwargs={'pk': pk}) if pk else reverse(f'{name}_new')}

    def preview(self, form: Any) -> dict[str, Any]:
        raise NotImplementedError


@register_model_view(Letterhead, 'list', path='', detail=False)
class LetterheadListView(generic.ObjectListView):
    queryset = LETTERHEADS
    table = tables.LetterheadTable
    filterset = filtersets.LetterheadFilterSet
    filterset_form = forms.LetterheadFilterForm
    actions = ROW_ACTIONS


@register_model_view(Letterhead)
class LetterheadView(generic.ObjectView):
    queryset = LETTERHEADS
    template_name = 'generic/object.html'
    layout = layout.SimpleLayout(
        left_panels=[
            LetterheadPanel(), LetterheadPagePanel(), CustomFieldsPanel(), TagsPanel(), panels.CommentsPanel(),
        ],
        right_panels=[PreviewPanel()],
    )  # fmt: skip


@register_model_view(Letterhead, 'add', detail=False)
@register_model_view(Letterhead, 'edit')
class LetterheadEditView(PreviewingEditView):
    queryset = Letterhead.objects.all()
    form = forms.LetterheadForm

    def preview(self, form: Any) -> dict[str, Any]:
        return preview_letterhead_form(form)


@register_model_view(Letterhead, 'delete')
class LetterheadDeleteView(generic.ObjectDeleteView):
    queryset = Letterhead.objects.all()


@register_model_view(Letterhead, 'bulk_import', path='import', detail=False)
class LetterheadBulkImportView(generic.BulkImportView):
    queryset = Letterhead.objects.all()
    model_form = forms.LetterheadImportForm


@register_model_view(Letterhead, 'bulk_edit', path='edit', detail=False)
class LetterheadBulkEditView(generic.BulkEditView):
    queryset = LETTERHEADS
    filterset = filtersets.LetterheadFilterSet
    table = tables.LetterheadTable
    form = forms.LetterheadBulkEditForm


@register_model_view(Letterhead, 'bulk_delete', path='delete', detail=False)
class LetterheadBulkDeleteView(generic.BulkDeleteView):
    queryset = LETTERHEADS
    filterset = filtersets.LetterheadFilterSet
    table = tables.LetterheadTable


@register_model_view(DocumentTemplate, 'list', path='', detail=False)
class DocumentTemplateListView(generic.ObjectListView):
    queryset = TEMPLATES
    table = tables.DocumentTemplateTable
    filterset = filtersets.DocumentTemplateFilterSet
    filterset_form = forms.DocumentTemplateFilterForm
    actions = ROW_ACTIONS


@register_model_view(DocumentTemplate)
class DocumentTemplateView(generic.ObjectView):
    queryset = TEMPLATES
    template_name = 'generic/object.html'
    actions = (PublishTemplate, EditObject, DeleteObject)
    layout = layout.SimpleLayout(
        left_panels=[
            TemplatePanel(), TemplatePagePanel(), TemplateWordingPanel(), CustomFieldsPanel(), TagsPanel(),
            panels.CommentsPanel(),
        ],
        right_panels=[PreviewPanel(), TemplateLayoutPanel()],
    )  # fmt: skip


@register_model_view(DocumentTemplate, 'add', detail=False)
@register_model_view(DocumentTemplate, 'edit')
class DocumentTemplateEditView(PreviewingEditView):
    """Writes a draft. What is published never changes: its page makes the next draft of it."""

    queryset = DocumentTemplate.objects.select_related('agency')
    form = forms.DocumentTemplateForm

    def alter_object(self, obj: DocumentTemplate, request: HttpRequest, url_args: Any, url_kwargs: Any) -> Any:
        if obj.state != VersionStateChoices.PUBLISHED:
            return obj
        if not request.user.has_perm(get_permission_for_model(DocumentTemplate, 'add')):
            raise PermissionDenied
        return copy_to_draft(obj)

    def get_extra_context(self, request: HttpRequest, instance: DocumentTemplate) -> dict[str, Any]:
        context = super().get_extra_context(request, instance)
        is_stored = request.resolver_match is not None and 'pk' in request.resolver_match.kwargs
        return {**context, 'is_template': True, 'is_copy': is_stored and instance.pk is None}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if '_fields' in request.POST:
            # Another kind was chosen: it has other sentences.
            form = self.form(instance=self.get_object(**kwargs), initial=normalize_querydict(request.POST))
            restrict_form_fields(form, request.user)
            return render(request, self.htmx_template_name, {'form': form, 'model': DocumentTemplate})
        if '_shipped' in request.POST:
            data = request.POST.copy()
            stored = self.get_object(**kwargs)
            data['source'] = shipped_layout(stored.kind or data.get('kind', ''))
            return self.show_again(request, data=data, **kwargs)
        return super().post(request, *args, **kwargs)

    def preview(self, form: Any) -> dict[str, Any]:
        return preview_template_form(form)


@register_model_view(DocumentTemplate, 'publish')
class DocumentTemplatePublishView(generic.base.BaseObjectView):
    """Asks once more; then renders every sample, and publishes or says what stands against it."""

    queryset = TEMPLATES
    template_name = 'netbox_colocation/template_publish.html'

    def get_required_permission(self) -> str:
        return get_permission_for_model(DocumentTemplate, 'publish')

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._show(request, self.get_object(pk=pk))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        template = self.get_object(pk=pk)
        try:
            published = publish(template, actor=request.user, now=timezone.now())
        except TemplateRefused as refused:
            clear_events.send(sender=self)
            return self._show(request, template, status=409, **describe_problems(refused))
        message = _('{template} is published: new papers of this kind follow it.')
        messages.success(request, message.format(template=published))
        return redirect(published.get_absolute_url())

    def _show(self, request: HttpRequest, template: DocumentTemplate, *, status: int = 200, **more: Any) -> Any:
        is_draft = template.state == VersionStateChoices.DRAFT
        context = {'object': template, 'actions': (), 'tab': 'publish', 'is_draft': is_draft, **more}
        return render(request, self.template_name, context, status=status)


@register_model_view(DocumentTemplate, 'delete')
class DocumentTemplateDeleteView(generic.ObjectDeleteView):
    queryset = DocumentTemplate.objects.all()


@register_model_view(DocumentTemplate, 'bulk_import', path='import', detail=False)
class DocumentTemplateBulkImportView(generic.BulkImportView):
    queryset = DocumentTemplate.objects.all()
    model_form = forms.DocumentTemplateImportForm


@register_model_view(DocumentTemplate, 'bulk_edit', path='edit', detail=False)
class DocumentTemplateBulkEditView(generic.BulkEditView):
    queryset = TEMPLATES
    filterset = filtersets.DocumentTemplateFilterSet
    table = tables.DocumentTemplateTable
    form = forms.DocumentTemplateBulkEditForm


@register_model_view(DocumentTemplate, 'bulk_delete', path='delete', detail=False)
class DocumentTemplateBulkDeleteView(generic.BulkDeleteView):
    queryset = TEMPLATES
    filterset = filtersets.DocumentTemplateFilterSet
    table = tables.DocumentTemplateTable
