"""PDUs on both feeds of a rack and a switch in it, so that servers there can be cabled."""

from dcim.models import DeviceRole, Interface

from netbox_colocation.conf import get_setting
from tests import factories


def equip(rack, *, outlets=4, ports=4):
    """Hang a PDU with C13 outlets on each feed of the rack, and put an access switch into it."""
    for feed in rack.powerfeeds.order_by('type', 'pk'):
        factories.make_pdu(rack, feed=feed, outlets=outlets)
    slug = get_setting('access_switch_roles')[0]
    role = DeviceRole.objects.filter(slug=slug).first()
    role = role or factories.make_device_role(slug=slug)
    switch = factories.make_device(rack, role=role)
    for number in range(1, ports + 1):
        Interface.objects.create(device=switch, name=f'ge-0/0/{number}', type='1000base-t')
    return switch
