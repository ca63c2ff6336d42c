"""The steps of the guided application: the fields of the ordinary forms, a few at a time, as a draft may have them.

They need no script: native fields, and one list of device types for all servers of the page. What an application must
have, the procedure's guards say (`workflows.portal.find_missing`); here only what was typed is checked.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db.models import F, QuerySet, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from dcim.models import DeviceType, Location, Site
from netbox.forms import NetBoxModelForm
from tenancy.models import Tenant
from utilities.exceptions import AbortRequest

from ..choices import SubjectKindChoices
from ..models import ColocationRequest, Procedure, RequestedServer
from .fields import LinesField
from .requests import SPECIFICATION, GroupingMixin, RequestedServerForm
from .subjects import ADMINISTRATIVE, LETTER, TECHNICAL, SubjectForm

__all__ = (
    'DEVICE_TYPE_LIST',
    'SERVERS_PREFIX',
    'LetterStepForm',
    'PersonsStepForm',
    'PurposeStepForm',
    'ServerStepForm',
    'ServersStepFormSet',
    'copy_server',
    'list_device_types',
)

# The ID of the list that the device type fields of a page offer.
DEVICE_TYPE_LIST = 'colo-device-types'
SERVERS_PREFIX = 'servers'
MOST_SERVERS = 50
# More than this a browser offers no faster than somebody types.
MOST_DEVICE_TYPES = 2000
# What a copied server keeps: all but what belongs to one machine.
OF_ONE_MACHINE = ('serial', 'mac_addresses')
COPIED = ('name', *(name for name in SPECIFICATION if name not in OF_ONE_MACHINE))


class StepMixin:
    """A part of a model's form: `OWN` are its fields, in NetBox's look; every error finds a place on the page."""

    OWN: tuple[str, ...] = ()
    HAS_CUSTOM_FIELDS = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in list(self.fields):
            if name not in self.OWN and not (self.HAS_CUSTOM_FIELDS and name.startswith('cf_')):
                del self.fields[name]
        self.order_fields(self.OWN)
        for field in self.fields.values():
            widget = field.widget
            if isinstance(widget, forms.CheckboxInput):
                continue
            # `no-ts`: a native select box, which works with keys, on a phone and without scripts.
            look = 'form-select no-ts' if isinstance(widget, forms.Select) else 'form-control'
            widget.attrs['class'] = look
            if isinstance(widget, forms.Textarea):
                widget.attrs['rows'] = 3

    def add_error(self, field: str | None, error: Any) -> None:
        """Put what is wrong with something that this step does not ask for above the step."""
        if field is None and hasattr(error, 'error_dict'):
            for name, reasons in error.error_dict.items():
                super().add_error(self._shown(name), ValidationError(reasons))
            return
        super().add_error(self._shown(field), error)

    def _shown(self, name: str | None) -> str | None:
        return name if name in self.fields and not self.fields[name].widget.is_hidden else None


class DeviceTypeField(forms.CharField):
    """A device type by manufacturer and model, as the page's list offers them."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={'list': DEVICE_TYPE_LIST, 'autocomplete': 'off'})
        super().__init__(required=False, max_length=250, widget=widget, **kwargs)
        self.queryset = DeviceType.objects.none()

    def clean(self, value: Any) -> DeviceType | None:
        text = super().clean(value)
        if not text:
            return None
        found = _by_full_name(self.queryset).filter(full__iexact=text).select_related('manufacturer').first()
        if found is None:
            raise ValidationError(
                _('There is no such device type here: choose one of the list, or leave this empty and describe it.')
            )
        return found


class StepLinesField(LinesField):
    """Lines that count as unchanged when they say the same."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        typed = [line.strip() for line in (data or '').splitlines() if line.strip()]
        return typed != list(initial or [])


def list_device_types(user: AbstractUser) -> list[str]:
    """Return manufacturer and model of the device types that take place in a rack; one query."""
    types = DeviceType.objects.restrict(user, 'view').filter(u_height__gt=0)
    names = _by_full_name(types).order_by('manufacturer__name', 'model').values_list('full', flat=True)
    return list(names[:MOST_DEVICE_TYPES])


def _by_full_name(types: QuerySet) -> QuerySet:
    return types.annotate(full=Concat(F('manufacturer__name'), Value(' '), F('model')))


class PlaceField(forms.ModelChoiceField):
    """A location, named with its site."""

    def label_from_instance(self, obj: Location) -> str:
        return f'{obj.site} / {obj}'


class EarlierField(forms.ModelChoiceField):
    def label_from_instance(self, obj: ColocationRequest) -> str:
        return f'{obj.name} ({obj.created:%Y-%m-%d})'


class PurposeStepForm(StepMixin, GroupingMixin, NetBoxModelForm):
    """What for, by which procedure, and where; of a new application also what to copy."""

    OWN = ('applicant', 'copy_from', 'procedure', 'name', 'purpose', 'site', 'location', 'grouping')
    HAS_CUSTOM_FIELDS = True

    applicant = forms.ModelChoiceField(label=_('For'), queryset=Tenant.objects.none(), empty_label=None)
    copy_from = EarlierField(
        label=_('Copy from'),
        queryset=ColocationRequest.objects.none(),
        required=False,
        empty_label=_('Nothing: begin anew'),
        help_text=_(
            'Servers (without serial numbers and MAC addresses) and persons in charge of an earlier application'
        ),
    )
    procedure = forms.ModelChoiceField(label=_('Procedure'), queryset=Procedure.objects.none())
    site = forms.ModelChoiceField(label=_('Data centre'), queryset=Site.objects.none())
    location = PlaceField(
        label=_('Room'), queryset=Location.objects.none(), required=False, empty_label=_('Whichever fits')
    )

    class Meta:
        model = ColocationRequest
        fields = ('applicant', 'procedure', 'name', 'purpose', 'site', 'location', 'grouping')
        labels = {'name': _('Title'), 'purpose': _('What it is for')}

    def __init__(
        self,
        *args: Any,
        user: AbstractUser,
        agencies: Iterable[Tenant],
        procedures: Iterable[Procedure],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        theirs = [agency.pk for agency in agencies]
        self.fields['applicant'].queryset = Tenant.objects.filter(pk__in=theirs)
        published = [row.pk for row in procedures if row.subject_kind == SubjectKindChoices.COLOCATION_REQUEST]
        self.fields['procedure'].queryset = Procedure.objects.filter(pk__in=published)
        self.fields['site'].queryset = Site.objects.restrict(user, 'view')
        self.fields['location'].queryset = Location.objects.restrict(user, 'view').select_related('site')
        if self.instance.pk:
            del self.fields['copy_from']
        else:
            self.fields['copy_from'].queryset = ColocationRequest.objects.restrict(user, 'view').filter(
                applicant__in=theirs, procedure__subject_kind=SubjectKindChoices.COLOCATION_REQUEST
            )
        if self.instance.pk and not self.instance.is_draft:
            # Whose case it is, and by which procedure, stays.
            for name in ('applicant', 'procedure'):
                self.fields[name].queryset = type(getattr(self.instance, name)).objects.filter(
                    pk=getattr(self.instance, f'{name}_id')
                )
                self.fields[name].disabled = True
        for name, keys in (('applicant', theirs), ('procedure', published)):
            if len(keys) == 1:
                self.fields[name].empty_label = None
                self.fields[name].initial = keys[0]

    def save(self, commit: bool = True) -> ColocationRequest:
        """Store the draft, and into a new one what was to be copied."""
        source = self.cleaned_data.get('copy_from')
        if source is None:
            return super().save(commit)
        for name in (*ADMINISTRATIVE, *TECHNICAL):
            setattr(self.instance, name, getattr(source, name))
        draft = super().save(commit)
        for server in source.servers.select_related('device_type'):
            copy_server(server, into=draft)
        return draft


def copy_server(server: RequestedServer, *, into: ColocationRequest, name: str = '') -> RequestedServer:
    """Add a server like another one to a draft, under the same name or another.

    Raises:
        AbortRequest: what was right for the other one no longer is, e.g. its device type changed.
    """
    copy = RequestedServer(request=into, custom_field_data=dict(server.custom_field_data))
    for field in COPIED:
        setattr(copy, field, getattr(server, field))
    copy.name = name or server.name
    try:
        copy.full_clean()
    except ValidationError as error:
        reasons = ' '.join(error.messages)
        raise AbortRequest(_('{server} cannot be copied: {reasons}').format(server=server, reasons=reasons)) from error
    copy.save()
    return copy


class ServerStepForm(StepMixin, RequestedServerForm):
    """One server: by device type, or described."""

    OWN = ('name', *SPECIFICATION)
    HAS_CUSTOM_FIELDS = True

    device_type = DeviceTypeField(
        label=_('Device type'), help_text=_('Manufacturer and model; or leave this empty and describe it below')
    )
    domain_names = StepLinesField(
        label=_('Domain names'), line_length=253, required=False, help_text=_('One per line, e.g. health.example.go.id')
    )
    mac_addresses = StepLinesField(
        label=_('MAC addresses'),
        line_length=17,
        required=False,
        help_text=_('Of the network ports, one per line and in their order, e.g. 00:16:3E:00:00:01; when known'),
    )
    services = StepLinesField(
        label=_('Services'), line_length=12, required=False, help_text=_('Protocol and port, one per line: tcp/443')
    )

    # What the page shows together; `None` is what every server needs.
    GROUPS = (
        (None, ('name', 'device_type')),
        (
            _('Or describe it'),
            (
                'manufacturer', 'model', 'u_height', 'is_full_depth', 'is_rack_mountable', 'depth_mm', 'weight_kg',
                'cooling_method',
            ),
        ),
        (_('Electricity'), ('power_draw', 'power_supplies', 'power_connector')),
        (
            _('Network'),
            (
                'network_interfaces', 'network_connector', 'bandwidth', 'public_ipv4', 'private_ipv4', 'public_ipv6',
                'private_ipv6', 'domain_names', 'services', 'mac_addresses',
            ),
        ),
        (_('Further'), ('redundancy_group', 'serial', 'operating_system')),
    )  # fmt: skip

    class Meta(RequestedServerForm.Meta):
        fields = ('name', *SPECIFICATION)
        labels = {
            'name': _('Name of the server'),
            'u_height': _('Height (U, rack units)'),
            'is_full_depth': _('Takes the whole depth of the rack'),
            'is_rack_mountable': _('Can be mounted in a rack (has rails)'),
            'depth_mm': _('Depth (mm)'),
            'weight_kg': _('Weight (kg)'),
            'power_draw': _('Power draw (W, all supplies together)'),
            'power_supplies': _('Power supplies'),
            'power_connector': _('Power inlet'),
            'network_interfaces': _('Network ports'),
            'network_connector': _('Kind of network port'),
            'bandwidth': _('Bandwidth (kbit/s; 10 Mbit/s is 10000)'),
        }
        help_texts = {
            'name': _('Letters, digits and hyphens, e.g. health-db'),
            'power_draw': _('As the maker says; leave it empty when it is not known'),
            'is_rack_mountable': _('A tower cannot'),
            'redundancy_group': _('Servers with the same word here stand in different racks, on different feeds'),
        }

    def __init__(self, *args: Any, user: AbstractUser | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if user is not None:
            self.fields['device_type'].queryset = DeviceType.objects.restrict(user, 'view').filter(u_height__gt=0)
        chosen = self.instance.device_type if self.instance.device_type_id else None
        self.initial['device_type'] = f'{chosen.manufacturer} {chosen.model}' if chosen else ''

    @property
    def groups(self) -> Iterator[tuple[Any, list[forms.BoundField]]]:
        """The fields by group; an agency's custom fields are in the last one."""
        custom = [name for name in self.fields if name.startswith('cf_')]
        for number, (title, names) in enumerate(self.GROUPS, 1):
            own = [*names, *custom] if number == len(self.GROUPS) else names
            yield title, [self[name] for name in own]


class ServersBaseFormSet(forms.BaseInlineFormSet):
    """The servers of an application, and as many empty forms as were asked for."""

    def get_queryset(self) -> QuerySet:
        if not hasattr(self, '_rows'):
            self._rows = super().get_queryset().select_related('device_type__manufacturer').order_by('pk')
        return self._rows

    def clean(self) -> None:
        """Refuse a MAC address that two servers of the page have: each alone is compared with what is stored."""
        super().clean()
        seen: set[str] = set()
        for form in self.forms:
            macs = set(getattr(form.instance, 'mac_addresses', ()) if form.has_changed() or form.instance.pk else ())
            if twice := sorted(macs & seen):
                form.add_error(
                    'mac_addresses', _('Another server of this page has {macs}.').format(macs=', '.join(twice))
                )
            seen |= macs


ServersStepFormSet = forms.inlineformset_factory(
    ColocationRequest,
    RequestedServer,
    form=ServerStepForm,
    formset=ServersBaseFormSet,
    fk_name='request',
    can_delete=False,
    extra=0,
    max_num=MOST_SERVERS,
    absolute_max=MOST_SERVERS + 10,
    validate_max=True,
)


class PersonsStepForm(StepMixin, NetBoxModelForm):
    """Whom the agency asks: about the request, and about the machines."""

    OWN = (*ADMINISTRATIVE, *TECHNICAL)
    GROUPS = (
        (_('Administrative person in charge'), ADMINISTRATIVE),
        (_('Technical person in charge'), TECHNICAL),
    )

    class Meta:
        model = ColocationRequest
        fields = (*ADMINISTRATIVE, *TECHNICAL)

    @property
    def groups(self) -> Iterator[tuple[Any, list[forms.BoundField]]]:
        for title, names in self.GROUPS:
            yield title, [self[name] for name in names]


class LetterStepForm(StepMixin, SubjectForm):
    """The request letter: what it says of itself, and its scan."""

    OWN = (*LETTER, 'letter_file')

    class Meta:
        model = ColocationRequest
        fields = LETTER
        widgets = {'letter_date': forms.DateInput(attrs={'type': 'date'}, format='%Y-%m-%d')}
