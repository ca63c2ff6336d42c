"""What the filters of requests, access visits and maintenance tickets share: the fields of `models.Subject`."""

# ruff: noqa: RUF009  `filter_field` is how strawberry is told of a filter

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import strawberry
import strawberry_django
from strawberry import ID
from strawberry_django import BaseFilterLookup, DateFilterLookup, StrFilterLookup

if TYPE_CHECKING:
    from dcim.graphql.filters import LocationFilter, SiteFilter
    from tenancy.graphql.filters import TenantFilter

    from .cases import CaseFilter
    from .enums import RequestStatusEnum
    from .procedures import ProcedureFilter

__all__ = ('SubjectFilterMixin',)


@dataclass
class SubjectFilterMixin:
    name: StrFilterLookup | None = strawberry_django.filter_field()
    procedure: Annotated['ProcedureFilter', strawberry.lazy('netbox_colocation.graphql.procedures')] | None = (
        strawberry_django.filter_field()
    )
    procedure_id: ID | None = strawberry_django.filter_field()
    applicant: Annotated['TenantFilter', strawberry.lazy('tenancy.graphql.filters')] | None = (
        strawberry_django.filter_field()
    )
    applicant_id: ID | None = strawberry_django.filter_field()
    status: (
        BaseFilterLookup[Annotated['RequestStatusEnum', strawberry.lazy('netbox_colocation.graphql.enums')]] | None
    ) = strawberry_django.filter_field()
    case: Annotated['CaseFilter', strawberry.lazy('netbox_colocation.graphql.cases')] | None = (
        strawberry_django.filter_field()
    )
    case_id: ID | None = strawberry_django.filter_field()
    site: Annotated['SiteFilter', strawberry.lazy('dcim.graphql.filters')] | None = strawberry_django.filter_field()
    site_id: ID | None = strawberry_django.filter_field()
    location: Annotated['LocationFilter', strawberry.lazy('dcim.graphql.filters')] | None = (
        strawberry_django.filter_field()
    )
    location_id: ID | None = strawberry_django.filter_field()
    letter_number: StrFilterLookup | None = strawberry_django.filter_field()
    letter_date: DateFilterLookup | None = strawberry_django.filter_field()
    letter_subject: StrFilterLookup | None = strawberry_django.filter_field()
