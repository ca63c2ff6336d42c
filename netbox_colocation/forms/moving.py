"""The form that moves a server: one of the best places, or a rack and a unit; and why."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib.auth.models import AbstractUser
from django.utils.formats import localize
from django.utils.translation import gettext_lazy as _

from dcim.choices import DeviceFaceChoices
from dcim.models import Rack
from utilities.forms.fields import DynamicModelChoiceField

from ..capacity.findings import Placement
from ..capacity.places import RankedPlace
from ..models import RequestedServer

__all__ = ('MoveForm',)


class MoveForm(forms.Form):
    """Where the server is to stand. `places` are the best ones, which are offered first."""

    place = forms.ChoiceField(
        label=_('Best places'),
        required=False,
        widget=forms.Select(attrs={'class': 'form-select no-ts'}),
        help_text=_('Or leave it empty and name a rack and a unit'),
    )
    rack = DynamicModelChoiceField(label=_('Rack'), queryset=Rack.objects.all(), required=False)
    position = forms.DecimalField(
        label=_('Position (U)'), required=False, help_text=_('The lowest-numbered unit that the server takes')
    )
    face = forms.ChoiceField(
        label=_('Rack face'),
        choices=DeviceFaceChoices,
        initial=DeviceFaceChoices.FACE_FRONT,
        widget=forms.Select(attrs={'class': 'form-select no-ts'}),
    )
    reason = forms.CharField(
        label=_('Reason'), max_length=5000, widget=forms.Textarea(), help_text=_('The case’s record keeps it')
    )

    def __init__(
        self, *args: Any, server: RequestedServer, user: AbstractUser, places: Iterable[RankedPlace], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.racks = Rack.objects.restrict(user, 'view').filter(site=server.request.site_id)
        self.fields['rack'].queryset = self.racks
        self.fields['rack'].widget.add_query_param('site_id', server.request.site_id)
        offered = [found.placements[0] for found in places]
        visible = set(self.racks.filter(pk__in=[place.rack for place in offered]).values_list('pk', flat=True))
        choices = [(_key(place), _label(place)) for place in offered if place.rack in visible]
        self.fields['place'].choices = [('', '---------'), *choices]

    def clean(self) -> dict[str, Any]:
        sent = super().clean()
        chosen = sent.pop('place', '')
        if chosen:
            rack, _colon, position = chosen.partition(':')
            sent['rack'] = self.racks.filter(pk=rack).first()
            sent['position'] = Decimal(position)
            sent['face'] = DeviceFaceChoices.FACE_FRONT
        if not sent.get('rack') and 'rack' not in self.errors:
            self.add_error('rack', _('Choose a place, or a rack.'))
        if sent.get('position') is None and 'position' not in self.errors:
            self.add_error('position', _('Give the unit, or choose a place.'))
        return sent


def _key(place: Placement) -> str:
    return f'{place.rack}:{place.position}'


def _label(place: Placement) -> str:
    position = int(place.position) if place.position == int(place.position) else place.position
    return f'{place.rack_name} U{localize(position)}'
