"""The colocation request: what an agency's letter asks to have placed, or to get back."""

import re
from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from dcim.choices import CoolingMethodChoices, InterfaceTypeChoices, PowerPortTypeChoices
from netbox.models import NetBoxModel, PrimaryModel
from netbox.models.features import JobsMixin

from ..choices import GroupingChoices, SubjectKindChoices
from ..constants import HALF_UNITS_PER_UNIT, MAX_RACK_UNITS
from .mac_addresses import in_one_notation, refuse_taken
from .subjects import LETTER_FIELDS, Subject

__all__ = ('ColocationRequest', 'RequestedServer')

_LABEL = r'(?!-)[A-Za-z0-9-]{1,63}(?<!-)'
HOSTNAME = re.compile(rf'^{_LABEL}$')
DOMAIN_NAME = re.compile(rf'^(?=.{{1,253}}$)({_LABEL}\.)+{_LABEL}$')
MAC_ADDRESS = re.compile(r'^[0-9A-F]{2}(:[0-9A-F]{2}){5}$')
SERVICE = re.compile(r'^(tcp|udp|sctp)/([1-9]\d{0,4})$')


class ColocationRequest(JobsMixin, Subject, PrimaryModel):
    """An applicant's request to place servers, or to get them back, with its letter and both persons in charge.

    Which of the two it is, its procedure says. A placement has `servers`; a retrieval names `returned_devices`.
    """

    SUBJECT_KINDS = (SubjectKindChoices.COLOCATION_REQUEST, SubjectKindChoices.RETRIEVAL_REQUEST)
    FIXED_FIELDS = ('name', 'procedure', 'applicant', 'purpose', 'site', 'location', 'grouping', *LETTER_FIELDS)
    FIXED_SETS = ('returned_devices',)
    ENGINE_FIELDS = ('status', 'case', 'valid_until')

    name = models.CharField(_('name'), max_length=100, help_text=_('A short title, e.g. “Health records server”'))
    procedure = models.ForeignKey(
        'netbox_colocation.Procedure',
        on_delete=models.PROTECT,
        related_name='colocation_requests',
        limit_choices_to={
            'subject_kind__in': [SubjectKindChoices.COLOCATION_REQUEST, SubjectKindChoices.RETRIEVAL_REQUEST]
        },
    )
    applicant = models.ForeignKey('tenancy.Tenant', on_delete=models.PROTECT, related_name='colocation_requests')
    case = models.OneToOneField(
        'netbox_colocation.Case',
        on_delete=models.PROTECT,
        related_name='colocation_request',
        blank=True,
        null=True,
        editable=False,
    )
    purpose = models.TextField(_('purpose'))
    site = models.ForeignKey('dcim.Site', on_delete=models.PROTECT, related_name='colocation_requests')
    location = models.ForeignKey(
        'dcim.Location', on_delete=models.PROTECT, related_name='colocation_requests', blank=True, null=True
    )
    grouping = models.CharField(
        _('grouping'),
        max_length=20,
        choices=GroupingChoices,
        default=GroupingChoices.ANY,
        help_text=_('How the servers stand to each other'),
    )
    returned_devices = models.ManyToManyField(
        'dcim.Device',
        related_name='retrieval_requests',
        blank=True,
        verbose_name=_('devices to return'),
        help_text=_('Of a retrieval: the applicant’s devices that it takes back'),
    )
    valid_until = models.DateField(
        _('valid until'), blank=True, null=True, editable=False, help_text=_('Last day of the placement’s term')
    )

    clone_fields = ('procedure', 'applicant', 'purpose', 'site', 'location', 'grouping')
    prerequisite_models = ('tenancy.Tenant', 'dcim.Site', 'netbox_colocation.Procedure')

    class Meta:
        ordering = ('-created', '-pk')
        verbose_name = _('colocation request')
        verbose_name_plural = _('colocation requests')
        permissions = [('submit', 'Submit colocation requests'), ('extend', 'Extend the term of placements')]
        indexes = [models.Index(fields=('-created', '-id'), name='netbox_colo_request_created')]

    @property
    def is_retrieval(self) -> bool:
        return self.procedure.subject_kind == SubjectKindChoices.RETRIEVAL_REQUEST

    def clean(self) -> None:
        super().clean()
        if not (self.procedure_id and self.applicant_id):
            return
        errors = {}
        if self.is_retrieval:
            errors = self._refuse_elsewhere('returned_devices', tenants={self.applicant_id})
            if self.pk and self.servers.exists():
                errors['procedure'] = _('A retrieval places no servers: delete them, or choose another procedure.')
        elif self.chosen('returned_devices'):
            errors['returned_devices'] = _('A placement takes no devices back: a retrieval has a procedure of its own.')
        if errors:
            raise ValidationError(errors)


class RequestedServer(NetBoxModel):
    """One server that a request wants placed: by device type, or by a free specification.

    Height in U, depth in mm, power draw in W (all supplies together), weight in kg, bandwidth in kbit/s. What is not
    known stays empty: a capacity check then says *unknown*, it never guesses.
    """

    request = models.ForeignKey(ColocationRequest, on_delete=models.CASCADE, related_name='servers')
    name = models.CharField(
        _('host name'),
        max_length=63,
        validators=[RegexValidator(HOSTNAME, _('A host name has letters, digits and inner hyphens only.'))],
    )
    device_type = models.ForeignKey(
        'dcim.DeviceType', on_delete=models.PROTECT, related_name='requested_servers', blank=True, null=True
    )
    manufacturer = models.CharField(_('manufacturer'), max_length=100, blank=True)
    model = models.CharField(_('model'), max_length=100, blank=True)
    serial = models.CharField(_('serial number'), max_length=50, blank=True)
    u_height = models.DecimalField(_('height (U)'), max_digits=4, decimal_places=1, blank=True, null=True)
    is_full_depth = models.BooleanField(_('full depth'), default=True)
    depth_mm = models.PositiveIntegerField(_('depth (mm)'), blank=True, null=True, validators=[MinValueValidator(1)])
    weight_kg = models.DecimalField(
        _('weight (kg)'),
        max_digits=7,
        decimal_places=2,
        blank=True,
        null=True,
        validators=[MinValueValidator(Decimal('0.01'))],
    )
    power_draw = models.PositiveIntegerField(
        _('power draw (W)'), blank=True, null=True, validators=[MinValueValidator(1)]
    )
    power_supplies = models.PositiveSmallIntegerField(_('power supplies'), default=2, validators=[MinValueValidator(1)])
    network_interfaces = models.PositiveSmallIntegerField(
        _('network interfaces'), default=1, validators=[MinValueValidator(1)]
    )
    is_rack_mountable = models.BooleanField(
        _('rack-mountable'), default=True, help_text=_('A tower, or anything else without rails, is not')
    )
    redundancy_group = models.CharField(
        _('redundancy group'),
        max_length=50,
        blank=True,
        help_text=_('Servers of one group stand in different racks, on different feeds'),
    )
    power_connector = models.CharField(
        _('power connector'),
        max_length=50,
        choices=PowerPortTypeChoices,
        blank=True,
        help_text=_('Inlet of the supplies; empty: as the device type says'),
    )
    network_connector = models.CharField(
        _('network connector'),
        max_length=50,
        choices=InterfaceTypeChoices,
        blank=True,
        help_text=_('Kind of switch port that each interface needs; empty: as the device type says'),
    )
    cooling_method = models.CharField(_('cooling method'), max_length=50, choices=CoolingMethodChoices, blank=True)
    mac_addresses = ArrayField(
        models.CharField(max_length=17),
        verbose_name=_('MAC addresses'),
        default=list,
        blank=True,
        help_text=_('Of the interfaces, in their order, e.g. 00:16:3E:00:00:01'),
    )
    public_ipv4 = models.PositiveSmallIntegerField(_('public IPv4 addresses'), default=0)
    private_ipv4 = models.PositiveSmallIntegerField(_('private IPv4 addresses'), default=1)
    public_ipv6 = models.PositiveSmallIntegerField(_('public IPv6 addresses'), default=0)
    private_ipv6 = models.PositiveSmallIntegerField(_('private IPv6 addresses'), default=0)
    bandwidth = models.PositiveIntegerField(_('bandwidth (kbit/s)'), default=0)
    domain_names = ArrayField(
        models.CharField(max_length=253), verbose_name=_('domain names'), default=list, blank=True
    )
    services = ArrayField(
        models.CharField(max_length=12),
        verbose_name=_('services'),
        default=list,
        blank=True,
        help_text=_('Protocol and port, e.g. tcp/443'),
    )
    operating_system = models.CharField(_('operating system'), max_length=100, blank=True)
    found = models.JSONField(
        _('found'), default=dict, blank=True, editable=False, help_text=_('What the verification on arrival measured')
    )
    device = models.OneToOneField(
        'dcim.Device',
        on_delete=models.SET_NULL,
        related_name='requested_server',
        blank=True,
        null=True,
        editable=False,
    )

    clone_fields = ('request', 'device_type', 'u_height', 'is_full_depth', 'power_draw', 'power_supplies')
    prerequisite_models = ('netbox_colocation.ColocationRequest',)

    class Meta:
        ordering = ('request', 'name', 'pk')
        verbose_name = _('requested server')
        verbose_name_plural = _('requested servers')
        constraints = [
            models.UniqueConstraint(fields=('request', 'name'), name='%(app_label)s_%(class)s_unique_request_name'),
        ]

    def __str__(self) -> str:
        return self.name

    def to_objectchange(self, action):
        change = super().to_objectchange(action)
        change.related_object = self.request
        return change

    @property
    def height(self) -> Decimal:
        """Height in U, of the device type when there is one."""
        return self.device_type.u_height if self.device_type_id else self.u_height

    @property
    def half_units(self) -> int:
        """Height in half units."""
        return int(self.height * HALF_UNITS_PER_UNIT)

    @property
    def needs_both_faces(self) -> bool:
        return self.device_type.is_full_depth if self.device_type_id else self.is_full_depth

    def clean(self) -> None:
        super().clean()
        errors = {**self._height_errors(), **self._list_errors()}
        stored = type(self).objects.select_related('request').filter(pk=self.pk).first() if self.pk else None
        requests = [stored.request if stored else None, self.request if self.request_id else None]
        if any(request and not request.is_editable for request in requests):
            errors.setdefault('request', _('This request was submitted: its servers no longer change here.'))
        if self.request_id and self.request.is_retrieval:
            errors.setdefault('request', _('A retrieval places no servers: it names devices that it takes back.'))
        if errors:
            raise ValidationError(errors)

    def _height_errors(self) -> dict[str, str]:
        if self.device_type_id:
            if self.u_height is not None and self.u_height != self.device_type.u_height:
                return {
                    'u_height': _('The device type is {height} U high: leave this empty.').format(
                        height=self.device_type.u_height
                    )
                }
            if not self.device_type.u_height:
                return {'device_type': _('A device type of 0 U takes no place in a rack: choose another one.')}
            return {}
        if self.u_height is None:
            return {'u_height': _('Give the height in U, or choose a device type.')}
        if not 0 < self.u_height <= MAX_RACK_UNITS or self.u_height % Decimal('0.5'):
            return {
                'u_height': _('The height is between 0.5 and {most} U, in steps of 0.5.').format(most=MAX_RACK_UNITS)
            }
        return {}

    def _list_errors(self) -> dict[str, str | list[str]]:
        errors = {}
        self.mac_addresses = in_one_notation(self.mac_addresses)
        if wrong := [mac for mac in self.mac_addresses if not MAC_ADDRESS.match(mac)]:
            errors['mac_addresses'] = _('Not a MAC address: {macs}').format(macs=', '.join(wrong))
        elif twice := sorted({mac for mac in self.mac_addresses if self.mac_addresses.count(mac) > 1}):
            errors['mac_addresses'] = _('Given twice: {macs}').format(macs=', '.join(twice))
        elif len(self.mac_addresses) > (self.network_interfaces or 0):
            errors['mac_addresses'] = _('There are more MAC addresses than network interfaces.')
        elif taken := refuse_taken(self):
            errors['mac_addresses'] = taken
        if wrong := [name for name in self.domain_names if not DOMAIN_NAME.match(name)]:
            errors['domain_names'] = _('Not a domain name: {names}').format(names=', '.join(wrong))
        wrong = [entry for entry in self.services if not (m := SERVICE.match(entry)) or int(m[2]) > 65535]
        if wrong:
            errors['services'] = _('Not of the form tcp/443: {services}').format(services=', '.join(wrong))
        return errors
