"""What is asked in a what-if: what is lost at a site, and how many servers of one kind come."""

from typing import Any

from django import forms
from django.contrib.auth.models import AbstractUser
from django.utils.translation import gettext_lazy as _

from dcim.models import Location, PowerFeed, PowerPanel, Site
from utilities.forms.fields import DynamicModelMultipleChoiceField

from ..capacity.whatif import MOST_SERVERS
from ..choices import PoolKindChoices
from ..models import CapacityPool
from .fields import location_choice, site_choice
from .places import WantedServerForm

__all__ = ('ComingServerForm', 'WhatIfForm')


class WhatIfForm(forms.Form):
    """Where, and what is lost there."""

    site = site_choice()
    location = location_choice()
    lost_feeds = DynamicModelMultipleChoiceField(
        label=_('Lost power feeds'),
        queryset=PowerFeed.objects.all(),
        required=False,
        query_params={'site_id': '$site'},
        help_text=_('Nothing comes from them any more'),
    )
    lost_panels = DynamicModelMultipleChoiceField(
        label=_('Lost power panels'),
        queryset=PowerPanel.objects.all(),
        required=False,
        query_params={'site_id': '$site'},
        help_text=_('With all of their feeds'),
    )
    lost_pools = DynamicModelMultipleChoiceField(
        label=_('Lost UPS'),
        queryset=CapacityPool.objects.all(),
        required=False,
        query_params={'site_id': '$site', 'kind': PoolKindChoices.UPS},
        help_text=_('With the feeds of its panels; without panels, with all feeds of the racks that it covers'),
    )
    servers = forms.IntegerField(
        label=_('Servers that come'),
        min_value=0,
        max_value=MOST_SERVERS,
        required=False,
        initial=0,
        help_text=_('How many of the kind below; 0 for none'),
    )

    def __init__(self, *args: Any, user: AbstractUser, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        models = {
            'site': Site, 'location': Location, 'lost_feeds': PowerFeed, 'lost_panels': PowerPanel,
            'lost_pools': CapacityPool,
        }  # fmt: skip
        for name, model in models.items():
            self.fields[name].queryset = model.objects.restrict(user, 'view')

    def clean(self) -> dict[str, Any]:
        sent = super().clean()
        site, location = sent.get('site'), sent.get('location')
        if site and location and location.site_id != site.pk:
            self.add_error('location', _('This location belongs to another site.'))
        for pool in sent.get('lost_pools') or ():
            if pool.kind != PoolKindChoices.UPS:
                self.add_error('lost_pools', _('{pool} is no UPS.').format(pool=pool))
        lost = any(sent.get(name) for name in ('lost_feeds', 'lost_panels', 'lost_pools'))
        if not self.errors and not lost and not sent.get('servers'):
            raise forms.ValidationError(_('Say what is lost, or how many servers come.'))
        return {**sent, 'servers': sent.get('servers') or 0}


class ComingServerForm(WantedServerForm):
    """The kind of server that comes; how many is asked beside."""

    OWN = tuple(name for name in WantedServerForm.OWN if name not in ('count', 'name', 'redundancy_group'))
    FIRST = OWN[:6]
