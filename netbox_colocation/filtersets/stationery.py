"""Filters of letterheads and of agencies' templates of papers."""

import django_filters
from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from netbox.filtersets import PrimaryModelFilterSet
from tenancy.models import Tenant
from utilities.filtersets import register_filterset

from ..choices import DocumentKindChoices, LetterFontChoices, PaperSizeChoices, VersionStateChoices
from ..models import DocumentTemplate, Letterhead
from .fields import id_and_key

__all__ = ('DocumentTemplateFilterSet', 'LetterheadFilterSet')

MARGINS = ('margin_top', 'margin_bottom', 'margin_left', 'margin_right')


@register_filterset
class LetterheadFilterSet(PrimaryModelFilterSet):
    agency_id, agency = id_and_key('agency', Tenant.objects.all(), _('Agency'))
    paper = django_filters.MultipleChoiceFilter(choices=PaperSizeChoices, distinct=False, null_value=None)
    font = django_filters.MultipleChoiceFilter(choices=LetterFontChoices, distinct=False, null_value=None)

    class Meta:
        model = Letterhead
        fields = ('id', 'parent_name', 'name', 'place', *MARGINS, 'font_size', 'description')

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        if not value.strip():
            return queryset
        return queryset.filter(
            Q(name__icontains=value)
            | Q(parent_name__icontains=value)
            | Q(lines__icontains=value)
            | Q(agency__name__icontains=value)
            | Q(description__icontains=value)
        )


@register_filterset
class DocumentTemplateFilterSet(PrimaryModelFilterSet):
    agency_id, agency = id_and_key('agency', Tenant.objects.all(), _('Agency'))
    kind = django_filters.MultipleChoiceFilter(choices=DocumentKindChoices, distinct=False, null_value=None)
    state = django_filters.MultipleChoiceFilter(choices=VersionStateChoices, distinct=False, null_value=None)
    paper = django_filters.MultipleChoiceFilter(choices=PaperSizeChoices, distinct=False, null_value=None)
    font = django_filters.MultipleChoiceFilter(choices=LetterFontChoices, distinct=False, null_value=None)
    published_by_id, published_by = id_and_key(
        'published_by', get_user_model().objects.all(), _('Published by'), key='username'
    )

    class Meta:
        model = DocumentTemplate
        fields = ('id', 'version', *MARGINS, 'font_size', 'published_at', 'description')

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        if not value.strip():
            return queryset
        return queryset.filter(
            Q(agency__name__icontains=value)
            | Q(kind__icontains=value)
            | Q(source__icontains=value)
            | Q(description__icontains=value)
        )
