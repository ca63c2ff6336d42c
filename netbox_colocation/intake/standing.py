"""One server that stands already, as its line says it, before anything of it is in NetBox."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from dcim.models import Rack, Site
from tenancy.models import Tenant

from ..models import RequestedServer
from . import addresses, contacts

__all__ = ('Standing',)


@dataclass(frozen=True)
class Standing:
    """A server as its line says it. `server` describes the machine and is never stored; without `monitoring_port` it
    is not watched; a `position` (U) that nobody knows is None.
    """

    line: int
    name: str
    site: Site
    agency: Tenant
    rack: Rack
    position: Decimal | None
    face: str
    server: RequestedServer
    asset_tag: str | None
    status: str
    addresses: Sequence[addresses.Wanted]
    persons: Sequence[contacts.Person]
    comments: str
    monitoring_port: int | None
    notes: tuple[str, ...] = ()

    @property
    def message(self) -> str:
        """For the change log."""
        return _('Imported from an inventory sheet, line {line}').format(line=self.line)
