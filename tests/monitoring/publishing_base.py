"""What the tests of publishing share: a target with every fact, and what would be said if it were published anew."""

import datetime
from typing import Any

from django.db import connection

from dcim.models import Device, Platform
from extras.models import Tag
from ipam.models import Service
from tenancy.models import Contact, ContactRole, TenantGroup
from users.models import Owner
from virtualization.models import Cluster, ClusterGroup, ClusterType

from netbox_colocation.models import ImpactLine, MonitoringTarget, PublishedTarget
from netbox_colocation.monitoring import publishing
from netbox_colocation.monitoring.content import CONTENT
from netbox_colocation.monitoring.muting import MUTED_GRADES
from tests import factories, subject_factories
from tests.factories import NOW, number

HOUR = datetime.timedelta(hours=1)


def sql(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def published() -> dict[int, tuple[str, int | None]]:
    """Return what the feeds say: content and the window that mutes, by target."""
    rows = PublishedTarget.objects.filter(is_removed=False)
    return {row.target_id: (row.content, row.muted_by) for row in rows}


def truth(now: datetime.datetime = NOW) -> dict[int, tuple[str, int | None]]:
    """Return what they would say if everything were made anew."""
    asked = list(MonitoringTarget.objects.values_list('pk', flat=True))
    values = {'asked': asked, 'now': now, 'grades': list(MUTED_GRADES), **publishing._types()}
    with connection.cursor() as cursor:
        cursor.execute(CONTENT, values)
        return {key: (content, muted_by) for key, _kind, muted_by, content in cursor.fetchall()}


def settle(now: datetime.datetime = NOW) -> None:
    """Publish, and see that everything is."""
    publishing.publish(now=now)
    assert published() == truth(now)
    assert publishing.publish(now=now) == 0


def mute(target: MonitoringTarget, **window: Any) -> ImpactLine:
    """A window from now for two hours that hits the target's device."""
    fields = {'starts_at': NOW, 'ends_at': NOW + 2 * HOUR, 'state': 'agreed', **window}
    return ImpactLine.objects.create(
        window=subject_factories.make_window(**fields),
        object_model='dcim.device',
        object_pk=target.device_id,
        label=str(target.device),
        device=target.device,
        grade='outage',
        reason='power-lost',
    )


def make_known(**overrides: Any) -> MonitoringTarget:
    """Make a target about which everything is known that the feeds say."""
    site = factories.make_site()
    rack = factories.make_rack(location=factories.make_location(site=site))
    tenant = factories.make_tenant()
    tenant.group = TenantGroup.objects.create(name=f'Group {number()}', slug=f'group-{number()}')
    tenant.save()
    cluster = Cluster.objects.create(
        name=f'Cluster {number()}',
        type=ClusterType.objects.create(name=f'Type {number()}', slug=f'type-{number()}'),
        group=ClusterGroup.objects.create(name=f'Clusters {number()}', slug=f'clusters-{number()}'),
    )
    device = factories.make_device(
        rack,
        position=12,
        tenant=tenant,
        cluster=cluster,
        platform=Platform.objects.create(name=f'Platform {number()}', slug=f'platform-{number()}'),
        owner=Owner.objects.create(name=f'Owner {number()}'),
    )
    block = number()
    addresses = [factories.make_address(f'10.{block // 250 % 250}.{block % 250}.{last}/24') for last in (1, 2, 3)]
    Device.objects.filter(pk=device.pk).update(primary_ip4=addresses[0], oob_ip=addresses[1])
    Cluster.objects.filter(pk=cluster.pk).update(
        scope_type=publishing.ContentType.objects.get_for_model(type(site)), scope_id=site.pk
    )
    device.tags.add(Tag.objects.create(name=f'Tag {number()}', slug=f'tag-{number()}'))
    device.contacts.create(contact=make_contact(), role=make_part(), priority='primary')
    Service.objects.create(parent=device, name='web', port_mappings=['tcp/443'])
    request = factories.make_request(applicant=tenant, case=factories.make_case(applicant=tenant))
    fields = {'device': device, 'address': addresses[0], 'request': request, 'contact': make_contact(), **overrides}
    target = factories.make_target(**fields)
    target.tags.add(Tag.objects.create(name=f'Tag {number()}', slug=f'tag-{number()}'))
    return target


def make_contact() -> Contact:
    return Contact.objects.create(name=f'Contact {number()}', email=f'contact{number()}@example.org')


def make_part() -> ContactRole:
    return ContactRole.objects.create(name=f'Part {number()}', slug=f'part-{number()}')
