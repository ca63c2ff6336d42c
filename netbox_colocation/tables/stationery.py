"""Tables of letterheads and of agencies' templates of papers."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from netbox.tables import PrimaryModelTable, columns

from ..models import DocumentTemplate, Letterhead

__all__ = ('DocumentTemplateTable', 'LetterheadTable')


class LetterheadTable(PrimaryModelTable):
    agency = tables.Column(verbose_name=_('Agency'), linkify=True)
    name = tables.Column(
        verbose_name=_('Letterhead'), accessor='__str__', linkify=True, orderable=True, order_by=('name', 'agency')
    )
    paper = columns.ChoiceFieldColumn(verbose_name=_('Paper'))
    font = columns.ChoiceFieldColumn(verbose_name=_('Font'))
    has_logo = columns.BooleanColumn(verbose_name=_('Logo'), accessor='logo', orderable=False)
    tags = columns.TagColumn(url_name='plugins:netbox_colocation:letterhead_list')

    class Meta(PrimaryModelTable.Meta):
        model = Letterhead
        fields = (
            'pk', 'id', 'name', 'agency', 'parent_name', 'place', 'has_logo', 'paper', 'margin_top', 'margin_bottom',
            'margin_left', 'margin_right', 'font', 'font_size', 'owner', 'owner_group', 'description', 'comments',
            'tags', 'created', 'last_updated', 'actions',
        )  # fmt: skip
        default_columns = ('pk', 'name', 'agency', 'place', 'has_logo', 'paper', 'font', 'font_size')

    def value_has_logo(self, record: Letterhead) -> bool:
        return bool(record.logo)


class DocumentTemplateTable(PrimaryModelTable):
    agency = tables.Column(verbose_name=_('Agency'), linkify=True)
    kind = columns.ChoiceFieldColumn(verbose_name=_('Kind'))
    version = tables.Column(verbose_name=_('Version'), linkify=True)
    state = columns.ChoiceFieldColumn(verbose_name=_('State'))
    paper = columns.ChoiceFieldColumn(verbose_name=_('Paper'))
    font = columns.ChoiceFieldColumn(verbose_name=_('Font'))
    has_source = columns.BooleanColumn(verbose_name=_('Own layout'), accessor='source', orderable=False)
    sentences = tables.Column(verbose_name=_('Own sentences'), accessor='wording', orderable=False)
    published_by = tables.Column(verbose_name=_('Published by'), linkify=True)
    tags = columns.TagColumn(url_name='plugins:netbox_colocation:documenttemplate_list')

    class Meta(PrimaryModelTable.Meta):
        model = DocumentTemplate
        fields = (
            'pk', 'id', 'agency', 'kind', 'version', 'state', 'sentences', 'has_source', 'paper', 'margin_top',
            'margin_bottom', 'margin_left', 'margin_right', 'font', 'font_size', 'published_at', 'published_by',
            'owner', 'owner_group', 'description', 'comments', 'tags', 'created', 'last_updated', 'actions',
        )  # fmt: skip
        default_columns = (
            'pk', 'version', 'kind', 'agency', 'state', 'sentences', 'has_source', 'published_at', 'description',
        )  # fmt: skip

    def render_sentences(self, value: dict[str, str]) -> int:
        return len(value)

    def value_has_source(self, record: DocumentTemplate) -> bool:
        return bool(record.source)
