"""Read who has the domain names that a request asks for; with netbox-plugin-dns, which zones are recorded.

A name is taken by an IP address of another tenant, by a server of another request that is in its procedure or
installed, and by a record of another tenant.
"""

from collections import defaultdict
from collections.abc import Iterable

from django.apps import apps
from django.db.models import BooleanField, Q
from django.db.models.expressions import RawSQL
from django.db.models.functions import Lower

from ipam.models import IPAddress

from ..choices import RequestStatusChoices
from ..conf import get_setting
from ..models import RequestedServer
from .domain_names import NameFacts, normal
from .estate import Demand
from .findings import Evidence
from .questions import Question

__all__ = ('read',)

DNS_PLUGIN = 'netbox_dns'
IN_PROCEDURE = (RequestStatusChoices.OPEN, RequestStatusChoices.ACCEPTED)

Holders = Iterable[tuple[str, Evidence]]


def read(question: Question, demand: Demand) -> NameFacts:
    """Return what is known of the names that the servers ask for; in at most five queries, none without names."""
    names = sorted({normal(name) for server in demand.servers for name in server.domain_names})
    allowed = tuple(get_setting('domain_zones'))
    if not names:
        return NameFacts(allowed)
    has_dns = apps.is_installed(DNS_PLUGIN)
    taken: defaultdict[str, list[Evidence]] = defaultdict(list)
    for source in (_addresses, _requests, *([_records] if has_dns else [])):
        for name, evidence in source(names, question):
            taken[name].append(evidence)
    holders = {name: tuple(found) for name, found in taken.items()}
    if not has_dns:
        return NameFacts(allowed, holders)
    zones, has_zones = _zones(names)
    return NameFacts(allowed, holders, zones, has_zones)


def _addresses(names: list[str], question: Question) -> Holders:
    rows = IPAddress.objects.filter(dns_name__in=names).order_by('address', 'pk')  # NetBox stores them in lower case
    if question.applicant is not None:
        rows = rows.filter(~Q(tenant=question.applicant) | Q(tenant=None))
    if question.request is not None:
        rows = rows.exclude(held_addresses__hold__request=question.request, held_addresses__is_active=True)
    for pk, name, address in rows.values_list('pk', 'dns_name', 'address'):
        yield name, Evidence(str(address), 'ipam.ipaddress', pk)


def _requests(names: list[str], question: Question) -> Holders:
    table = RequestedServer._meta.db_table
    asks = RawSQL(  # noqa: S611 - no text of anybody's
        f'lower({table}.domain_names::text)::text[] && %s::text[]', [names], output_field=BooleanField()
    )
    rows = RequestedServer.objects.filter(asks, Q(request__status__in=IN_PROCEDURE) | Q(device__isnull=False)).order_by(
        'request', 'pk'
    )
    if question.request is not None:
        rows = rows.exclude(request=question.request)
    columns = ('request', 'request__case__number', 'request__name', 'domain_names')
    for pk, number, title, asked in rows.values_list(*columns):
        for name in {normal(name) for name in asked} & set(names):
            yield name, Evidence(number or title, 'netbox_colocation.colocationrequest', pk)


def _records(names: list[str], question: Question) -> Holders:
    records = apps.get_model(DNS_PLUGIN, 'Record').objects.annotate(full_name=Lower('fqdn'))
    rows = records.filter(full_name__in=[f'{name}.' for name in names]).order_by('fqdn', 'type', 'pk')
    if question.applicant is not None:
        rows = rows.filter(~Q(tenant=question.applicant) | Q(tenant=None))
        rows = rows.filter(~Q(ipam_ip_address__tenant=question.applicant) | Q(ipam_ip_address__tenant=None))
    for pk, full_name, kind in rows.values_list('pk', 'full_name', 'type'):
        name = normal(full_name)
        yield name, Evidence(f'{name} {kind}', 'netbox_dns.record', pk)


def _zones(names: list[str]) -> tuple[dict[str, Evidence], bool]:
    """Return the zones that the names lie in, and whether there is any zone at all."""
    labels = [name.split('.') for name in names]
    parents = {'.'.join(parts[index:]) for parts in labels for index in range(len(parts))}
    zones = apps.get_model(DNS_PLUGIN, 'Zone').objects.annotate(lower_name=Lower('name')).order_by('pk')
    found = {
        name: Evidence(name, 'netbox_dns.zone', pk)
        for pk, name in zones.filter(lower_name__in=parents).values_list('pk', 'lower_name')
    }
    return found, bool(found) or zones.exists()
