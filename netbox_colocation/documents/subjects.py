"""Whose file a paper is in: a request (placement or retrieval), a visit or a ticket."""

from django.db.models import Model, QuerySet

from tenancy.models import Tenant

from ..choices import SubjectKindChoices
from ..models import AccessVisit, ColocationRequest, Document, MaintenanceTicket

__all__ = ('Subject', 'agency_of', 'documents_of', 'field_of', 'kind_of', 'lock')

type Subject = ColocationRequest | AccessVisit | MaintenanceTicket

# The field of `Document` that each model's rows stand in.
_FIELDS: dict[type[Model], str] = {ColocationRequest: 'request', AccessVisit: 'visit', MaintenanceTicket: 'ticket'}


def field_of(subject: Subject) -> str:
    """Return the name of the field of `Document` that holds this subject."""
    return _FIELDS[type(subject)]


def kind_of(subject: Subject) -> str:
    """Return a `SubjectKindChoices` value: its model says it, and of a request its procedure."""
    if isinstance(subject, AccessVisit):
        return SubjectKindChoices.ACCESS_VISIT
    if isinstance(subject, MaintenanceTicket):
        return SubjectKindChoices.MAINTENANCE_TICKET
    is_retrieval = subject.procedure.subject_kind == SubjectKindChoices.RETRIEVAL_REQUEST
    return SubjectKindChoices.RETRIEVAL_REQUEST if is_retrieval else SubjectKindChoices.COLOCATION_REQUEST


def agency_of(subject: Subject) -> Tenant:
    """Return who answers: the agency that runs the case, or before there is one, that of the procedure."""
    return subject.case.agency if subject.case else subject.procedure.agency


def documents_of(subject: Subject) -> QuerySet[Document]:
    return Document.objects.filter(**{field_of(subject): subject.pk})


def lock(subject: Subject) -> None:
    """Wait until nobody else writes a paper of this subject; call it inside a transaction."""
    type(subject).objects.select_for_update(of=('self',), no_key=True).get(pk=subject.pk)
