"""Panels of documents."""

from django.utils.translation import gettext_lazy as _

from netbox.ui import attrs, panels

__all__ = ('DocumentFilePanel', 'DocumentPanel', 'DocumentSignaturePanel', 'DocumentsPanel')


class DocumentPanel(panels.ObjectAttributesPanel):
    title = _('Document')

    doc_title = attrs.TextAttr('title', label=_('Title'))
    kind = attrs.ChoiceAttr('kind', label=_('Kind'))
    direction = attrs.ChoiceAttr('direction', label=_('Direction'))
    state = attrs.ChoiceAttr('state', label=_('State'))
    number = attrs.TextAttr('number', label=_('Number'))
    dated = attrs.DateTimeAttr('dated', spec='date', label=_('Date'))
    subject = attrs.RelatedObjectAttr('subject', label=_('Subject'), linkify=True)
    case = attrs.RelatedObjectAttr('case', label=_('Case'), linkify=True)


class DocumentSignaturePanel(panels.ObjectAttributesPanel):
    title = _('Drafting and signing')

    drafted_by = attrs.RelatedObjectAttr('drafted_by', label=_('Drafted by'), linkify=True)
    signed_by = attrs.RelatedObjectAttr('signed_by', label=_('Signed by'), linkify=True)
    signed_at = attrs.DateTimeAttr('signed_at', label=_('Signed at'))
    sent_at = attrs.DateTimeAttr('sent_at', label=_('Sent at'))


class DocumentFilePanel(panels.TemplatePanel):
    """The file with its digest, and the links that download and show it."""

    title = _('File')

    def __init__(self) -> None:
        super().__init__('netbox_colocation/panels/document_file.html')


class DocumentsPanel(panels.ObjectPanel):
    """The documents of the subject at `accessor` that the user may see, newest first; one query."""

    template_name = 'netbox_colocation/panels/documents.html'
    title = _('Documents')

    def get_context(self, context):
        prepared = super().get_context(context)
        user = prepared['request'].user
        return {**prepared, 'documents': list(prepared['object'].documents.restrict(user, 'view'))}

    def should_render(self, context) -> bool:
        return context['request'].user.has_perm('netbox_colocation.view_document')
