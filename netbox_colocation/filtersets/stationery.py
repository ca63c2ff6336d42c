"""Filters of letterheads and of agencies' templates of papers."""

from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from netbox.filtersets import PrimaryModelFilterSet
from tenancy.models import Tenant
from utilities.filtersets import register_filterset

from ..choices import DocumentKindChoices, LetterFontChoices, PaperSizeChoices, VersionStateChoices
from ..models import DocumentTemplate, Letterhead
from .fields import any_of, id_and_key
from .searching import SearchedMixin

__all__ = ('DocumentTemplateFilterSet', 'LetterheadFilterSet')

MARGINS = ('margin_top', 'margin_bottom', 'margin_left', 'margin_right')


@register_filterset
class LetterheadFilterSet(SearchedMixin, PrimaryModelFilterSet):
    searched = ('name', 'parent_name', 'lines', 'agency__name', 'description')
    agency_id, agency = id_and_key('agency', Tenant.objects.all(), _('Agency'))
    paper = any_of(PaperSizeChoices)
    font = any_of(LetterFontChoices)

    class Meta:
        model = Letterhead
        fields = ('id', 'parent_name', 'name', 'place', *MARGINS, 'font_size', 'description')


@register_filterset
class DocumentTemplateFilterSet(SearchedMixin, PrimaryModelFilterSet):
    searched = ('agency__name', 'kind', 'source', 'description')
    agency_id, agency = id_and_key('agency', Tenant.objects.all(), _('Agency'))
    kind = any_of(DocumentKindChoices)
    state = any_of(VersionStateChoices)
    paper = any_of(PaperSizeChoices)
    font = any_of(LetterFontChoices)
    published_by_id, published_by = id_and_key(
        'published_by', get_user_model().objects.all(), _('Published by'), key='username'
    )

    class Meta:
        model = DocumentTemplate
        fields = ('id', 'version', *MARGINS, 'font_size', 'published_at', 'description')
