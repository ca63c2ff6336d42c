"""Serializer of maintenance tickets. `status`, `case` and what was found and done are the procedure's, to read."""

from typing import Any

from rest_framework import serializers

from circuits.api.serializers import CircuitSerializer
from circuits.models import Circuit
from dcim.api.serializers import (
    DeviceSerializer,
    LocationSerializer,
    PowerFeedSerializer,
    PowerPanelSerializer,
    RackSerializer,
    SiteSerializer,
)
from dcim.models import Device, Location, PowerFeed, PowerPanel, Rack
from ipam.api.serializers import PrefixSerializer
from ipam.models import Prefix
from netbox.api.fields import ChoiceField, SerializedPKRelatedField
from netbox.api.serializers import PrimaryModelSerializer
from tenancy.api.serializers import TenantSerializer

from ...choices import (
    RequestStatusChoices,
    TicketCategoryChoices,
    TicketKindChoices,
    TicketPriorityChoices,
    TicketTimingChoices,
    WorkStatusChoices,
)
from ...models import MaintenanceTicket
from .cases import ColocationCaseSerializer
from .procedures import ColocationProcedureSerializer
from .roles import ColocationAppointmentSerializer

__all__ = ('ColocationMaintenanceTicketSerializer',)


def _touched(queryset: Any, serializer: type) -> SerializedPKRelatedField:
    return SerializedPKRelatedField(queryset=queryset, serializer=serializer, nested=True, required=False, many=True)


class ColocationMaintenanceTicketSerializer(PrimaryModelSerializer):
    procedure = ColocationProcedureSerializer(nested=True)
    applicant = TenantSerializer(nested=True)
    status = ChoiceField(choices=RequestStatusChoices, read_only=True)
    case = ColocationCaseSerializer(nested=True, read_only=True, allow_null=True)
    kind = ChoiceField(choices=TicketKindChoices, required=False)
    priority = ChoiceField(choices=TicketPriorityChoices, required=False)
    work_status = ChoiceField(choices=WorkStatusChoices, read_only=True)
    site = SiteSerializer(nested=True)
    location = LocationSerializer(nested=True, required=False, allow_null=True, default=None)
    timing = ChoiceField(choices=TicketTimingChoices, required=False)
    category = ChoiceField(choices=TicketCategoryChoices, required=False, allow_blank=True)
    devices = _touched(Device.objects.all(), DeviceSerializer)
    racks = _touched(Rack.objects.all(), RackSerializer)
    rooms = _touched(Location.objects.all(), LocationSerializer)
    power_panels = _touched(PowerPanel.objects.all(), PowerPanelSerializer)
    power_feeds = _touched(PowerFeed.objects.all(), PowerFeedSerializer)
    circuits = _touched(Circuit.objects.all(), CircuitSerializer)
    prefixes = _touched(Prefix.objects.all(), PrefixSerializer)
    register_agency = TenantSerializer(nested=True, read_only=True, allow_null=True)
    technicians = ColocationAppointmentSerializer(nested=True, many=True, read_only=True)
    register_number = serializers.CharField(read_only=True)

    class Meta:
        model = MaintenanceTicket
        fields = (
            'id', 'url', 'display_url', 'display', 'name', 'procedure', 'applicant', 'status', 'case', 'kind',
            'timing', 'category', 'priority', 'problem', 'work_status', 'analysis', 'solution', 'begun_at',
            'finished_at', 'register_agency', 'register_year', 'register_sequence', 'register_number', 'technicians',
            'site', 'location', 'devices', 'racks', 'rooms', 'power_panels', 'power_feeds', 'circuits', 'prefixes',
            'letter_number', 'letter_date', 'letter_subject', 'administrative_name', 'administrative_position',
            'administrative_email', 'administrative_phone', 'technical_name', 'technical_organisation',
            'technical_email', 'technical_phone', 'owner', 'description', 'comments', 'tags', 'custom_fields',
            'created', 'last_updated',
        )  # fmt: skip
        read_only_fields = ('analysis', 'solution', 'begun_at', 'finished_at', 'register_year', 'register_sequence')
        brief_fields = ('id', 'url', 'display', 'name', 'kind', 'priority', 'status', 'description')

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        """What the user may not view is not there: an ID that was guessed is not answered with a name."""
        request = self.context.get('request')
        if request is not None and not self.nested:
            unseen = {}
            for name in MaintenanceTicket.TOUCHED:
                # Devices have a rule of their own, which lets an applicant name the agency's.
                if name == 'devices' or not (rows := data.get(name)):
                    continue
                keys = {row.pk for row in rows}
                seen = type(rows[0]).objects.restrict(request.user, 'view').filter(pk__in=keys)
                if missing := keys - set(seen.values_list('pk', flat=True)):
                    unseen[name] = [f'Invalid pk "{key}" - object does not exist.' for key in sorted(missing)]
            if unseen:
                raise serializers.ValidationError(unseen)
        return super().validate(data)
