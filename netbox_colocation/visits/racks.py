"""Which racks an applicant may ask to go to: those that hold, or are held for, something of theirs."""

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext as _

from dcim.models import Device, Rack

from ..choices import HoldStateChoices
from ..exceptions import Evidence, Finding
from ..models import AccessVisit, HeldUnits

__all__ = ('find_foreign_places', 'find_shared_racks', 'judge_racks')


def find_foreign_places(visit: AccessVisit) -> list[Rack | Device]:
    """Return the racks and devices of the visit that belong to somebody else than its applicant and the agency."""
    tenants = {None, visit.applicant_id, visit.procedure.agency_id}
    return [row for row in (*visit.racks.all(), *visit.devices.all()) if row.tenant_id not in tenants]


def find_shared_racks(visit: AccessVisit) -> list[Rack]:
    """Return the racks that are nobody's or the agency's and hold nothing of the applicant's; three queries.

    A rack holds something of theirs when a device of theirs stands there, one of the served request or ticket, or when
    units are held there for a request of theirs. The racks of the visit's devices count like those that it names.
    """
    racks = {rack.pk: rack for rack in visit.racks.all() if rack.tenant_id != visit.applicant_id}
    devices = [device for device in visit.devices.all() if device.tenant_id != visit.applicant_id]
    racks |= {
        device.rack_id: device.rack
        for device in devices
        if device.rack_id and device.rack.tenant_id != visit.applicant_id
    }
    if not racks:
        return []
    theirs = Q(tenant=visit.applicant_id)
    if visit.request:
        theirs |= Q(requested_server__request=visit.request_id) | Q(pk__in=visit.request.returned_devices.all())
    if visit.ticket:
        theirs |= Q(pk__in=visit.ticket.devices.all())
    own = set(Device.objects.filter(theirs, rack__in=racks).values_list('rack', flat=True))
    held = HeldUnits.objects.filter(
        rack__in=racks, hold__state=HoldStateChoices.ACTIVE, hold__request__applicant=visit.applicant_id
    )
    own |= set(held.values_list('rack', flat=True))
    return [rack for pk, rack in sorted(racks.items()) if pk not in own]


def judge_racks(visit: AccessVisit) -> Iterator[Finding]:
    """Another's rack is not opened; one without anything of theirs only by the coordinator's word."""
    for place in find_foreign_places(visit):
        message = _('{place} is another agency’s: nobody goes there for this applicant. Take it out of the visit.')
        yield Finding(
            'rack-of-another',
            message.format(place=place),
            field='racks' if isinstance(place, Rack) else 'devices',
            data={'model': place._meta.label_lower, 'pk': place.pk},
            links=(Evidence.of(place),),
        )
    shared = find_shared_racks(visit)
    if not shared:
        return
    names = ', '.join(str(rack) for rack in shared)
    if visit.word_given:
        text = _('{racks} hold nothing of the applicant’s; the coordinator gave the word: {word}')
    else:
        text = _('{racks} hold nothing of the applicant’s: the coordinator has to give the word for them.')
    yield Finding(
        'rack-not-own',
        text.format(racks=names, word=visit.word_given),
        stops=not visit.word_given,
        field='racks',
        data={'racks': [rack.pk for rack in shared]},
        links=tuple(Evidence.of(rack) for rack in shared),
    )
