"""How allocations sign what they write into NetBox."""

from django.utils.translation import gettext as _

from ..models import ColocationRequest

__all__ = ('case_label', 'description_of', 'message_of')


def case_label(request: ColocationRequest) -> str:
    """Return what tells people whose something is: the case's number, or the request's name before there is one."""
    return request.case.number if request.case else request.name


def description_of(request: ColocationRequest) -> str:
    """Return the description of a reservation or an address that is held."""
    return _('Held for colocation {case}: {request}').format(case=case_label(request), request=request)[:200]


def message_of(request: ColocationRequest) -> str:
    """Return the message of an entry in the change log."""
    return _('Colocation {case}').format(case=case_label(request))[:200]
