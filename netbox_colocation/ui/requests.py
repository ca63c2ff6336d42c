"""Panels of colocation requests and the servers that they ask for."""

from django.utils.translation import gettext_lazy as _

from netbox.ui import actions, attrs, panels
from utilities.data import resolve_attr_path

__all__ = (
    'AddServer',
    'AdministrativePersonPanel',
    'LetterPanel',
    'RequestPanel',
    'RequestedServerPanel',
    'ServerElectricityPanel',
    'ServerHardwarePanel',
    'ServerNetworkPanel',
    'ServersPanel',
    'TechnicalPersonPanel',
)


class RequestPanel(panels.ObjectAttributesPanel):
    title = _('Request')

    name = attrs.TextAttr('name', label=_('Name'))
    applicant = attrs.RelatedObjectAttr('applicant', label=_('Applicant'), linkify=True, grouped_by='group')
    subject_kind = attrs.ChoiceAttr('procedure.subject_kind', label=_('Kind'))
    status = attrs.ChoiceAttr('status', label=_('Status'))
    procedure = attrs.RelatedObjectAttr('procedure', label=_('Procedure'), linkify=True)
    case = attrs.RelatedObjectAttr('case', label=_('Case'), linkify=True)
    purpose = attrs.TextAttr('purpose', label=_('Purpose'))
    site = attrs.RelatedObjectAttr('site', label=_('Site'), linkify=True)
    location = attrs.NestedObjectAttr('location', label=_('Location'), linkify=True)
    grouping = attrs.ChoiceAttr('grouping', label=_('Grouping'))
    returned_devices = attrs.RelatedObjectListAttr('returned_devices', label=_('Devices to return'), linkify=True)
    valid_until = attrs.DateTimeAttr('valid_until', spec='date', label=_('Valid until'))
    description = attrs.TextAttr('description', label=_('Description'))


class LetterPanel(panels.ObjectAttributesPanel):
    title = _('Letter')

    letter_number = attrs.TextAttr('letter_number', label=_('Number'))
    letter_date = attrs.DateTimeAttr('letter_date', spec='date', label=_('Date'))
    letter_subject = attrs.TextAttr('letter_subject', label=_('Subject'))


class AdministrativePersonPanel(panels.ObjectAttributesPanel):
    title = _('Administrative person in charge')

    administrative_name = attrs.TextAttr('administrative_name', label=_('Name'))
    administrative_position = attrs.TextAttr('administrative_position', label=_('Position'))
    administrative_email = attrs.TextAttr('administrative_email', label=_('E-mail'))
    administrative_phone = attrs.TextAttr('administrative_phone', label=_('Phone'))


class TechnicalPersonPanel(panels.ObjectAttributesPanel):
    title = _('Technical person in charge')

    technical_name = attrs.TextAttr('technical_name', label=_('Name'))
    technical_organisation = attrs.TextAttr('technical_organisation', label=_('Organisation'))
    technical_email = attrs.TextAttr('technical_email', label=_('E-mail'))
    technical_phone = attrs.TextAttr('technical_phone', label=_('Phone'))


class AddServer(actions.AddObject):
    """The button that adds a server to the request at `accessor`, while that may be edited."""

    def __init__(self, accessor: str = 'object') -> None:
        self.accessor = accessor
        super().__init__(
            'netbox_colocation.requestedserver',
            url_params={'request': lambda context: resolve_attr_path(context, accessor).pk},
            label=_('Add a server'),
        )

    def render(self, context) -> str:
        return super().render(context) if resolve_attr_path(context, self.accessor).is_editable else ''


class ServersPanel(panels.ObjectsTablePanel):
    """The servers of the request at `accessor`; a retrieval has none."""

    title = _('Servers')

    def __init__(self, accessor: str = 'object', **kwargs) -> None:
        self.accessor = accessor
        super().__init__(
            'netbox_colocation.requestedserver',
            filters={'request_id': lambda context: resolve_attr_path(context, accessor).pk},
            exclude_columns=['request', 'power_supplies'],
            actions=[AddServer(accessor)],
            **kwargs,
        )

    def should_render(self, context) -> bool:
        return not resolve_attr_path(context, self.accessor).is_retrieval and super().should_render(context)


class RequestedServerPanel(panels.ObjectAttributesPanel):
    title = _('Server')

    request = attrs.RelatedObjectAttr('request', label=_('Request'), linkify=True)
    name = attrs.TextAttr('name', label=_('Host name'), style='font-monospace')
    redundancy_group = attrs.TextAttr('redundancy_group', label=_('Redundancy group'))
    operating_system = attrs.TextAttr('operating_system', label=_('Operating system'))
    device = attrs.RelatedObjectAttr('device', label=_('Device'), linkify=True)


class ServerHardwarePanel(panels.ObjectAttributesPanel):
    title = _('Specification')

    device_type = attrs.RelatedObjectAttr(
        'device_type', label=_('Device type'), linkify=True, grouped_by='manufacturer'
    )
    manufacturer = attrs.TextAttr('manufacturer', label=_('Manufacturer'))
    model = attrs.TextAttr('model', label=_('Model'))
    serial = attrs.TextAttr('serial', label=_('Serial number'), style='font-monospace', copy_button=True)
    height = attrs.TextAttr('height', label=_('Height'), format_string='{:g} U')
    needs_both_faces = attrs.BooleanAttr('needs_both_faces', label=_('Full depth'))
    is_rack_mountable = attrs.BooleanAttr('is_rack_mountable', label=_('Rack-mountable'))
    depth_mm = attrs.TextAttr('depth_mm', label=_('Depth'), format_string='{} mm')
    weight_kg = attrs.TextAttr('weight_kg', label=_('Weight'), format_string='{} kg')
    cooling_method = attrs.ChoiceAttr('cooling_method', label=_('Cooling method'))


class ServerElectricityPanel(panels.ObjectAttributesPanel):
    title = _('Electricity')

    power_draw = attrs.TextAttr('power_draw', label=_('Power draw'), format_string='{} W')
    power_supplies = attrs.NumericAttr('power_supplies', label=_('Power supplies'))
    power_connector = attrs.ChoiceAttr('power_connector', label=_('Power connector'))


class ServerNetworkPanel(panels.ObjectAttributesPanel):
    title = _('Network')

    network_interfaces = attrs.NumericAttr('network_interfaces', label=_('Network interfaces'))
    network_connector = attrs.ChoiceAttr('network_connector', label=_('Network connector'))
    mac_addresses = attrs.ArrayAttr('mac_addresses', label=_('MAC addresses'), style='font-monospace')
    public_ipv4 = attrs.NumericAttr('public_ipv4', label=_('Public IPv4 addresses'))
    private_ipv4 = attrs.NumericAttr('private_ipv4', label=_('Private IPv4 addresses'))
    public_ipv6 = attrs.NumericAttr('public_ipv6', label=_('Public IPv6 addresses'))
    private_ipv6 = attrs.NumericAttr('private_ipv6', label=_('Private IPv6 addresses'))
    bandwidth = attrs.TextAttr('bandwidth', label=_('Bandwidth'), format_string='{} kbit/s')
    domain_names = attrs.ArrayAttr('domain_names', label=_('Domain names'))
    services = attrs.ArrayAttr('services', label=_('Services'))
