"""The agencies as tenants of NetBox: the operator of the data centre and those that apply to it."""

from tenancy.models import Tenant, TenantGroup

from .book import Book
from .cast import AGENCIES, OPERATOR, PROVINCE

__all__ = ('build',)


def build(book: Book) -> None:
    """Make the group and the tenants. The group's name is the upper line of the agencies' letterheads."""
    group = book.ensure(
        TenantGroup,
        key={'slug': 'pemerintah-provinsi'},
        name=f'Pemerintah {PROVINCE}',
        description=f'Agencies of {PROVINCE}',
    )
    for agency in AGENCIES:
        role = 'Runs the data centre' if agency.slug == OPERATOR else 'May apply for colocation'
        book.ensure(Tenant, key={'slug': agency.slug}, name=agency.name, group=group, description=role)
