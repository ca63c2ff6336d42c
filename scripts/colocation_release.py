"""NetBox custom script: release holds whose time is over.

Install it with `colocation_scripts`. The hourly job does the same; this is for the moment when somebody needs the room.
Without *Commit changes* it says what would come free.
"""

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dcim.models import Site
from extras.scripts import MultiObjectVar, ObjectVar, Script

from netbox_colocation.allocation.holds import expire_holds
from netbox_colocation.choices import HoldStateChoices
from netbox_colocation.models import Hold
from netbox_colocation.scripting import ColocationScript
from netbox_colocation.ui.spreadsheets import Column, Listing


class ReleaseExpiredHolds(ColocationScript, Script):
    """Thin: the release itself is `netbox_colocation.allocation.holds`."""

    rights = ('netbox_colocation.change_hold',)

    class Meta:
        name = 'Colocation: release expired holds'
        description = gettext_lazy('Gives back the units, power and addresses of holds whose time is over')
        fieldsets = ((gettext_lazy('Which'), ('site', 'holds')),)

    site = ObjectVar(model=Site, required=False, label=gettext_lazy('Site'))
    holds = MultiObjectVar(
        model=Hold,
        required=False,
        label=gettext_lazy('Holds'),
        query_params={'state': HoldStateChoices.ACTIVE},
        description=gettext_lazy('All whose time is over when left empty; one whose time is not over stays'),
    )

    def carry_out(self, data, *, actor, now):
        chosen = Hold.objects.restrict(actor, 'change').filter(state=HoldStateChoices.ACTIVE)
        if data.get('holds'):
            chosen = chosen.filter(pk__in=data['holds'].values('pk'))
        if data.get('site'):
            chosen = chosen.filter(request__site=data['site'])
        late = _read(chosen.filter(expires_at__lte=now))
        for row in _read(chosen.filter(expires_at__gt=now)) if data.get('holds') else ():
            self.log_warning(_('Its time is not over: release it on its page, with a reason.'), obj=row)
        expire_holds(now=now, among=Hold.objects.filter(pk__in=[row.pk for row in late]))
        states = dict(Hold.objects.filter(pk__in=[row.pk for row in late]).values_list('pk', 'state'))
        for row in late:
            if states[row.pk] == HoldStateChoices.EXPIRED:
                self.log_success(_('Released'), obj=row)
            else:
                self.log_warning(_('Somebody works on its request at this moment: run it again.'), obj=row)
        return _list(late, states, now)


def _read(holds) -> list[Hold]:
    """Return the holds with what they hold, counted before anything of it is given back."""
    active = {
        name: Count(name, filter=Q(**{f'{name}__is_active': True}), distinct=True) for name in ('units', 'addresses')
    }
    # Under names of their own: a hold has relations of these names.
    counts = {f'held_{name}': count for name, count in active.items()}
    rows = holds.annotate(**counts).select_related('request__applicant', 'request__case', 'request__site')
    return list(rows.order_by('expires_at', 'pk'))


def _list(late: list[Hold], states: dict[int, str], now) -> Listing:
    released = [row for row in late if states[row.pk] == HoldStateChoices.EXPIRED]
    return Listing(
        'released',
        _('Expired holds'),
        (
            Column('request', _('Request')),
            Column('applicant', _('Applicant')),
            Column('site', _('Site')),
            Column('expired', _('Expired')),
            Column('days_late', _('Days late'), 'count'),
            Column('servers', _('Places'), 'count'),
            Column('addresses', _('Addresses'), 'count'),
            Column('state', _('State')),
        ),
        [
            (
                str(row.request),
                str(row.request.applicant),
                str(row.request.site),
                row.expires_at.date(),
                (now - row.expires_at).days,
                row.held_units,
                row.held_addresses,
                states[row.pk],
            )
            for row in late
        ],
        note=_('{count} holds released.').format(count=len(released)),
    )
