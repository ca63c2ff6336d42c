"""The agencies as tenants of NetBox: the operator of the data centre and those that apply to it."""

from tenancy.models import Tenant, TenantGroup

from .book import Book
from .cast import AGENCIES, OPERATOR, PROVINCE, SECOND_OPERATOR, THIRD_OPERATOR

__all__ = ('build',)

ROLES = {
    OPERATOR: 'Runs the data centre',
    SECOND_OPERATOR: 'Runs a data centre of its own',
    THIRD_OPERATOR: 'Runs a data centre of its own',
}


def build(book: Book) -> None:
    """Make the group and the tenants. The group's name is the upper line of the agencies' letterheads."""
    group = book.ensure(
        TenantGroup,
        key={'slug': 'pemerintah-provinsi'},
        name=f'Pemerintah {PROVINCE}',
        description=f'Agencies of {PROVINCE}',
    )
    for agency in AGENCIES:
        role = ROLES.get(agency.slug, 'May apply for colocation')
        is_theirs = agency.slug not in (SECOND_OPERATOR, THIRD_OPERATOR)
        book.ensure(
            Tenant, key={'slug': agency.slug}, name=agency.name, group=group if is_theirs else None, description=role
        )
