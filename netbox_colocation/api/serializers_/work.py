"""Serializers of the work on tickets: the log (to read), photos, loans, and the bodies of the acts."""

from decimal import Decimal
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.reverse import reverse

from circuits.models import Circuit
from dcim.api.serializers import DeviceSerializer
from dcim.models import Device, Location, PowerFeed, PowerPanel, Rack
from ipam.models import Prefix
from netbox.api.fields import ChoiceField
from netbox.api.serializers import NetBoxModelSerializer, PrimaryModelSerializer
from tenancy.api.serializers import TenantSerializer
from users.api.serializers import UserSerializer

from ...choices import PhotoMomentChoices, WorkStatusChoices
from ...maintenance.touched import MOST_TOUCHED
from ...maintenance.work import MOST_MATERIALS, Material
from ...models import EquipmentLoan, MaintenanceTicket, WorkLogEntry, WorkPhoto
from ...workflows.ticket_acts import STATUSES
from .maintenance import ColocationMaintenanceTicketSerializer

__all__ = (
    'ColocationEquipmentLoanSerializer',
    'ColocationLogWorkSerializer',
    'ColocationMaterialSerializer',
    'ColocationNameTechniciansSerializer',
    'ColocationOrderSerializer',
    'ColocationPhotoUploadSerializer',
    'ColocationTakeBackSerializer',
    'ColocationTouchSerializer',
    'ColocationWorkLogEntrySerializer',
    'ColocationWorkPhotoSerializer',
)


class ColocationMaterialSerializer(serializers.Serializer):
    """One line of what was used."""

    name = serializers.CharField(max_length=200)
    quantity = serializers.DecimalField(
        max_digits=12, decimal_places=3, min_value=Decimal(0), required=False, allow_null=True, coerce_to_string=True
    )
    unit = serializers.CharField(max_length=20, required=False, allow_blank=True, default='')

    def to_material(self, data: dict[str, Any]) -> Material:
        quantity = data.get('quantity')
        return Material(data['name'], '' if quantity is None else f'{quantity.normalize():f}', data['unit'])


class ColocationMaterialLineSerializer(serializers.Serializer):
    """A line as it is stored: the quantity is a decimal number as text, or empty."""

    name = serializers.CharField()
    quantity = serializers.CharField()
    unit = serializers.CharField()


class ColocationWorkLogEntrySerializer(NetBoxModelSerializer):
    ticket = ColocationMaintenanceTicketSerializer(nested=True, read_only=True)
    author = UserSerializer(nested=True, read_only=True, allow_null=True)
    work_status = ChoiceField(choices=WorkStatusChoices, read_only=True)
    materials = ColocationMaterialLineSerializer(many=True, read_only=True)

    class Meta:
        model = WorkLogEntry
        fields = (
            'id', 'url', 'display_url', 'display', 'ticket', 'at', 'author', 'author_name', 'work_status', 'text',
            'minutes', 'materials', 'tags', 'custom_fields', 'created', 'last_updated',
        )  # fmt: skip
        read_only_fields = fields
        brief_fields = ('id', 'url', 'display', 'ticket', 'at', 'work_status')


class ColocationWorkPhotoSerializer(serializers.ModelSerializer):
    """A photo, and where its file is."""

    moment = ChoiceField(choices=PhotoMomentChoices, read_only=True)
    taken_by = serializers.StringRelatedField(read_only=True)
    file_url = serializers.SerializerMethodField()

    class Meta:
        model = WorkPhoto
        fields = ('id', 'entry', 'moment', 'caption', 'digest', 'media_type', 'taken_by', 'taken_at', 'file_url')
        read_only_fields = fields

    @extend_schema_field(serializers.URLField())
    def get_file_url(self, photo: WorkPhoto) -> str:
        return reverse(
            'plugins-api:netbox_colocation-api:maintenanceticket-photo-file',
            kwargs={'pk': photo.ticket_id, 'photo': photo.pk},
            request=self.context.get('request'),
        )


class ColocationEquipmentLoanSerializer(PrimaryModelSerializer):
    agency = TenantSerializer(nested=True)
    borrower = TenantSerializer(nested=True)
    ticket = ColocationMaintenanceTicketSerializer(nested=True, required=False, allow_null=True, default=None)
    device = DeviceSerializer(nested=True, required=False, allow_null=True, default=None)
    is_open = serializers.BooleanField(read_only=True)

    class Meta:
        model = EquipmentLoan
        fields = (
            'id', 'url', 'display_url', 'display', 'agency', 'borrower', 'person', 'ticket', 'device', 'item',
            'serial', 'condition', 'lent_on', 'due_on', 'is_open', 'returned_on', 'returned_condition', 'returned_to',
            'overdue_told_at', 'owner', 'description', 'comments', 'tags', 'custom_fields', 'created', 'last_updated',
        )  # fmt: skip
        read_only_fields = ('returned_on', 'returned_condition', 'returned_to', 'overdue_told_at')
        brief_fields = ('id', 'url', 'display', 'item', 'borrower', 'due_on', 'is_open', 'description')


class ColocationLogWorkSerializer(serializers.Serializer):
    # What must not be empty, the service says, with its own code.
    status = serializers.ChoiceField(choices=[(value, value) for value in STATUSES])
    text = serializers.CharField(required=False, allow_blank=True, default='', max_length=5000)
    minutes = serializers.IntegerField(required=False, allow_null=True, default=None, min_value=0)
    materials = ColocationMaterialSerializer(many=True, required=False, default=list)

    def validate_materials(self, rows: list[dict[str, Any]]) -> list[Material]:
        if len(rows) > MOST_MATERIALS:
            raise serializers.ValidationError(f'At most {MOST_MATERIALS} lines.')
        return [self.fields['materials'].child.to_material(row) for row in rows]


class ColocationNameTechniciansSerializer(serializers.Serializer):
    technicians = serializers.ListField(
        child=serializers.IntegerField(), max_length=100, help_text='IDs of appointments'
    )


class ColocationPhotoUploadSerializer(serializers.Serializer):
    """A picture; what the camera wrote beside the pixels is not kept."""

    file = serializers.FileField(help_text='JPEG or PNG; what it is is read from its content')
    moment = serializers.ChoiceField(choices=PhotoMomentChoices)
    caption = serializers.CharField(required=False, allow_blank=True, default='', max_length=200)
    entry = serializers.PrimaryKeyRelatedField(
        queryset=WorkLogEntry.objects.all(), required=False, allow_null=True, default=None
    )


class ColocationOrderSerializer(serializers.Serializer):
    note = serializers.CharField(required=False, allow_blank=True, default='', max_length=2000)


class ColocationTakeBackSerializer(serializers.Serializer):
    condition = serializers.CharField(required=False, allow_blank=True, default='', max_length=200)
    returned_on = serializers.DateField(required=False, allow_null=True, default=None)


def _keys(queryset: Any) -> serializers.ManyRelatedField:
    return serializers.PrimaryKeyRelatedField(queryset=queryset, many=True, required=False)


class ColocationTouchSerializer(serializers.Serializer):
    """What the work touches besides, by IDs; what the user may not view is not there."""

    reason = serializers.CharField(required=False, allow_blank=True, default='', max_length=2000)
    devices = _keys(Device.objects.all())
    racks = _keys(Rack.objects.all())
    rooms = _keys(Location.objects.all())
    power_panels = _keys(PowerPanel.objects.all())
    power_feeds = _keys(PowerFeed.objects.all())
    circuits = _keys(Circuit.objects.all())
    prefixes = _keys(Prefix.objects.all())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        request = self.context.get('request')
        for name in MaintenanceTicket.TOUCHED:
            child = self.fields[name].child_relation
            if request is not None:
                child.queryset = child.queryset.restrict(request.user, 'view')

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        for name in MaintenanceTicket.TOUCHED:
            if len(data.get(name, ())) > MOST_TOUCHED:
                raise serializers.ValidationError({name: f'At most {MOST_TOUCHED}.'})
        return data
