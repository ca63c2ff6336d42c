"""What places are looked for: where, for whom, and what servers; or the servers of a request."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.contrib.auth.models import AbstractUser
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from dcim.models import DeviceType, Location, Site
from tenancy.models import Tenant
from utilities.forms.fields import DynamicModelChoiceField

from ..capacity.searching import MOST_SERVERS
from ..choices import GroupingChoices, SubjectKindChoices
from ..models import ColocationRequest, RequestedServer
from .application import DeviceTypeField, StepMixin
from .fields import location_choice, site_choice
from .requests import AtLeastOneMixin

__all__ = ('PlacesForm', 'WantedServerForm', 'read_rows')


class PlacesForm(forms.Form):
    """Where and for whom; with a request, what that says counts."""

    request = DynamicModelChoiceField(
        label=_('Request'),
        queryset=ColocationRequest.objects.all(),
        required=False,
        query_params={'subject_kind': SubjectKindChoices.COLOCATION_REQUEST},
        help_text=_('Places for the servers of this request; or leave it empty and say below what is wanted'),
    )
    site = site_choice(required=False)
    location = location_choice()
    applicant = DynamicModelChoiceField(
        label=_('Applicant'),
        queryset=Tenant.objects.all(),
        required=False,
        help_text=_('Its own racks are offered as well, and those that serve it only'),
    )
    agency = DynamicModelChoiceField(
        label=_('Agency'),
        queryset=Tenant.objects.all(),
        required=False,
        help_text=_('Runs the data centre: its racks are offered as well. Empty: the one that runs the procedures'),
    )
    grouping = forms.ChoiceField(
        label=_('Grouping'),
        choices=GroupingChoices,
        required=False,
        widget=forms.Select(attrs={'class': 'form-select no-ts'}),
        help_text=_('How several servers stand to each other'),
    )

    def __init__(self, *args: Any, user: AbstractUser, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        models = {
            'request': ColocationRequest, 'site': Site, 'location': Location, 'applicant': Tenant, 'agency': Tenant,
        }  # fmt: skip
        for name, model in models.items():
            self.fields[name].queryset = model.objects.restrict(user, 'view')

    def clean(self) -> dict[str, Any]:
        sent = super().clean()
        request, site, location = sent.get('request'), sent.get('site'), sent.get('location')
        if request and request.is_retrieval:
            self.add_error('request', _('A retrieval places no servers.'))
        if not request and not site and 'site' not in self.errors and 'request' not in self.errors:
            self.add_error('site', _('Choose the site, or a request.'))
        if site and location and location.site_id != site.pk:
            self.add_error('location', _('This location belongs to another site.'))
        return {**sent, 'grouping': sent.get('grouping') or GroupingChoices.ANY}


class WantedServerForm(AtLeastOneMixin, StepMixin, forms.ModelForm):
    """One kind of server, and how many of it; the rules are those of a requested server."""

    OWN = (
        'count', 'device_type', 'u_height', 'power_draw', 'power_supplies', 'is_full_depth', 'is_rack_mountable',
        'depth_mm', 'weight_kg', 'cooling_method', 'power_connector', 'network_interfaces', 'network_connector',
        'public_ipv4', 'private_ipv4', 'public_ipv6', 'private_ipv6', 'bandwidth', 'redundancy_group', 'name',
    )  # fmt: skip
    # What the page shows at once; the rest is folded away.
    FIRST = OWN[:7]

    count = forms.IntegerField(label=_('How many'), min_value=1, max_value=MOST_SERVERS, required=False, initial=1)
    name = forms.CharField(label=_('Name'), max_length=60, required=False)
    device_type = DeviceTypeField(label=_('Device type'), help_text=_('Or leave it empty and give the height'))

    class Meta:
        model = RequestedServer
        fields = (
            'name', 'device_type', 'u_height', 'power_draw', 'power_supplies', 'is_full_depth', 'is_rack_mountable',
            'depth_mm', 'weight_kg', 'cooling_method', 'power_connector', 'network_interfaces', 'network_connector',
            'public_ipv4', 'private_ipv4', 'public_ipv6', 'private_ipv6', 'bandwidth', 'redundancy_group',
        )  # fmt: skip
        help_texts = {'power_draw': _('All supplies together')}

    def __init__(self, *args: Any, number: int, user: AbstractUser, **kwargs: Any) -> None:
        super().__init__(*args, prefix=f's{number}', **kwargs)
        self.number = number
        self.fields['device_type'].queryset = DeviceType.objects.restrict(user, 'view').filter(u_height__gt=0)
        for name in self.fields:
            # A number that is left empty is the model's default, and none is asked for twice.
            self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        sent = super().clean() or {}
        for field in RequestedServer._meta.concrete_fields:
            if field.name in sent and field.has_default() and sent[field.name] in (None, ''):
                sent[field.name] = field.get_default()
        return {**sent, 'name': sent.get('name') or f'server-{self.number}', 'count': sent.get('count') or 1}

    @property
    def first(self) -> list[forms.BoundField]:
        return [self[name] for name in self.FIRST]

    @property
    def further(self) -> list[forms.BoundField]:
        return [self[name] for name in self.OWN if name not in self.FIRST]

    @property
    def is_unfolded(self) -> bool:
        """Whether something that is folded away differs from what an empty form has, or is wrong."""
        if not self.is_bound:
            return False
        return any(field.errors or str(field.value() or '') != _empty(field) for field in self.further)


def _empty(field: forms.BoundField) -> str:
    value = field.field.initial if field.field.initial is not None else field.form.initial.get(field.name)
    return str(value or '')


def read_rows(data: Mapping[str, Any], *, user: AbstractUser, is_asked: bool) -> Iterator[WantedServerForm]:
    """Yield the rows of the page: those that were sent with something in them, or what was typed without judging it."""
    try:
        count = min(max(int(data.get('rows') or 0), 1), MOST_SERVERS)
    except ValueError:
        count = 1
    number = 0
    for row in range(1, count + 1):
        if row > 1 and not any(data.get(f's{row}-{name}') for name in ('u_height', 'device_type', 'name')):
            continue
        number += 1
        sent = {f's{number}-{name}': data.get(f's{row}-{name}') for name in WantedServerForm.OWN}
        sent = {name: value for name, value in sent.items() if value is not None}
        yield _row(sent, number, user=user, is_asked=is_asked)


def _row(sent: dict[str, Any], number: int, *, user: AbstractUser, is_asked: bool) -> WantedServerForm:
    if is_asked:
        # An address that somebody wrote by hand names only what matters to them.
        usual = {f's{number}-{name}': value for name, value in _usual().items()}
        return WantedServerForm({**usual, **sent}, number=number, user=user)
    typed = {name.partition('-')[2]: value for name, value in sent.items()}
    if typed:
        typed |= {name: f's{number}-{name}' in sent for name in ('is_full_depth', 'is_rack_mountable')}
    return WantedServerForm(initial=typed, number=number, user=user)


def _usual() -> dict[str, int]:
    """Return the numbers that a row has before anybody changes them."""
    fields = RequestedServer._meta.concrete_fields
    defaults = {field.name: field.get_default() for field in fields if field.name in WantedServerForm.OWN}
    return {'count': 1, **{name: value for name, value in defaults.items() if type(value) is int}}


def too_many() -> str:
    return _now('At most {most} servers at once.').format(most=MOST_SERVERS)
