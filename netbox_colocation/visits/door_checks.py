"""What stands against somebody at the door, as refusals: all at once, so that nobody is sent back twice.

The page shows the same before anybody tries. The messages name visitors: show them, and store them nowhere.
"""

import datetime
from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dcim.models import Site

from ..calendars.moments import shown
from ..choices import RequestStatusChoices
from ..exceptions import OutcomeRefused, Refusal
from ..models import AccessVisit, Appointment, Visitor
from .bans import find_ban
from .policies import policy_of

__all__ = (
    'count_inside',
    'early_minutes_of',
    'find_crowding',
    'find_escort_obstacles',
    'find_moment_obstacles',
    'find_obstacles',
    'find_taken_badges',
    'find_visitor_obstacles',
    'is_before',
    'lock',
    'lock_site',
    'refuse',
)

_NOT_APPROVED = {
    RequestStatusChoices.DRAFT: gettext_lazy('This visit was never submitted: nobody enters before it is approved.'),
    RequestStatusChoices.RETURNED: gettext_lazy(
        'This visit was returned to the applicant: nobody enters before it is approved.'
    ),
    RequestStatusChoices.OPEN: gettext_lazy('This visit is not approved yet: nobody enters before that.'),
    RequestStatusChoices.REFUSED: gettext_lazy('This visit was refused: nobody enters.'),
    RequestStatusChoices.COMPLETED: gettext_lazy('This visit is over and reported: a new one has to be applied for.'),
    RequestStatusChoices.WITHDRAWN: gettext_lazy('The applicant withdrew this visit: nobody enters.'),
    RequestStatusChoices.CANCELLED: gettext_lazy('This visit was cancelled: nobody enters.'),
}


def lock(visit: AccessVisit) -> None:
    """Lock the visit's row until the transaction ends, and bring what the door and the engine recorded up to date."""
    rows = AccessVisit.objects.filter(pk=visit.pk).select_for_update(of=('self',), no_key=True)
    list(rows.values_list('pk', flat=True))
    visit.refresh_from_db(fields=[name for name in AccessVisit.ENGINE_FIELDS if name != 'case'])


def lock_site(site: Site) -> None:
    """Hand out a site's badges, and fill its rooms, one visit at a time: lock its row until the transaction ends."""
    list(Site.objects.filter(pk=site.pk).select_for_update(of=('self',), no_key=True).values_list('pk', flat=True))


def refuse(refusals: Iterable[Refusal]) -> None:
    """Raises: OutcomeRefused, with all of them, when there is any."""
    if refusals := list(refusals):
        raise OutcomeRefused(refusals)


def find_obstacles(visit: AccessVisit, *, now: datetime.datetime) -> list[Refusal]:
    """Return why nobody of this visit is let in now; an emergency needs neither approval nor window."""
    if visit.left_at is not None:
        message = _('Everybody left at {moment}: a new visit has to be applied for.')
        return [_at('visit-left', message, visit.left_at)]
    if visit.is_emergency:
        return []
    refusals = []
    if visit.status != RequestStatusChoices.ACCEPTED:
        refusals.append(Refusal('visit-not-approved', str(_NOT_APPROVED[visit.status]), data={'status': visit.status}))
    early = datetime.timedelta(minutes=policy_of(visit.site, visit.location).early_minutes)
    if now < visit.starts_at - early:
        message = _('The visit starts at {moment}: nobody enters before.')
        refusals.append(_at('visit-early', message, visit.starts_at))
    if now > visit.allowed_until:
        message = _('The visit was to end at {moment}: a new visit has to be applied for.')
        refusals.append(_at('visit-over', message, visit.allowed_until))
    return refusals


def early_minutes_of(visits: Iterable[AccessVisit]) -> dict[int, int]:
    """Return, by visit, how many minutes before its time it may begin; each room is looked up once."""
    rooms: dict[tuple[int, int | None], int] = {}
    found = {}
    for visit in visits:
        room = (visit.site_id, visit.location_id)
        if room not in rooms:
            rooms[room] = policy_of(visit.site, visit.location).early_minutes
        found[visit.pk] = rooms[room]
    return found


def find_visitor_obstacles(visit: AccessVisit, visitor: Visitor, *, now: datetime.datetime) -> list[Refusal]:
    """Return why this visitor is not checked in now, whatever the visit: inside already, or on the no-entry list."""
    key, refusals = f'visitor_{visitor.pk}_came', []
    if visitor.is_inside:
        message = _('{name} is checked in already, since {moment}: check them out first.').format(
            name=visitor.name, moment=shown(visitor.admitted_at)
        )
        refusals.append(Refusal('checked-in-already', message, field=key, data={'visitor': visitor.pk}))
    ban = find_ban(
        agency=visit.procedure.agency,
        name=visitor.name,
        organisation=visitor.organisation,
        identity_kind=visitor.identity_kind,
        identity_digits=visitor.identity_digits,
        day=timezone.localtime(now).date(),
    )
    if ban is not None:
        message = _('{name} is on the no-entry list: do not let them in, and tell the coordinator.').format(
            name=visitor.name
        )
        refusals.append(Refusal('visitor-barred', message, field=key, data={'visitor': visitor.pk, 'ban': ban.pk}))
    return refusals


def find_escort_obstacles(
    visit: AccessVisit, escort: Appointment | None, escort_name: str, *, now: datetime.datetime
) -> list[Refusal]:
    """Return why this escort cannot go in with the visit: nobody named, out of office, or inside with another visit."""
    if escort is None:
        if escort_name.strip():
            return []
        message = _('Nobody enters without an escort: call the technical team, and name who is here.')
        return [Refusal('escort-missing', message, field='escort')]
    if not escort.is_valid_on(timezone.localtime(now).date()):
        message = _('{name} does not hold the office of {office} today: choose somebody else.').format(
            name=escort.holder_name, office=escort.role
        )
        return [Refusal('escort-not-in-office', message, field='escort')]
    inside = AccessVisit.objects.filter(AccessVisit.INSIDE).exclude(pk=visit.pk)
    inside = inside.filter(escort__user=escort.user_id) if escort.user_id else inside.filter(escort=escort)
    if other := inside.order_by('pk').first():
        message = _('{name} is inside with another visit ({visit}): choose somebody else.').format(
            name=escort.holder_name, visit=other
        )
        return [Refusal('escort-elsewhere', message, field='escort', data={'visit': other.pk})]
    return []


def find_crowding(visit: AccessVisit, *, newcomers: int) -> list[Refusal]:
    """Return whether the room would hold more people than its policy lets in."""
    most = policy_of(visit.site, visit.location).most_people
    if most is None:
        return []
    inside = count_inside(visit)
    if inside + newcomers <= most:
        return []
    message = _('At most {most} people may be in the room, and {inside} are inside: wait until somebody leaves.')
    message = message.format(most=most, inside=inside)
    return [Refusal('room-full', message, data={'most': most, 'inside': inside, 'newcomers': newcomers})]


def count_inside(visit: AccessVisit) -> int:
    """Count who is in the visit's room (or, where it names none, at its site) now, visitors and escorts."""
    inside = AccessVisit.objects.filter(AccessVisit.INSIDE)
    inside = inside.filter(location=visit.location) if visit.location_id else inside.filter(site=visit.site)
    visitors = Visitor.objects.filter(visit__in=inside, admitted_at__isnull=False, checked_out_at__isnull=True).count()
    return visitors + inside.count()


def find_moment_obstacles(moment: datetime.datetime, field: str, *, now: datetime.datetime) -> list[Refusal]:
    """Return whether a moment that was typed has not come yet."""
    if moment <= now:
        return []
    return [_at('moment-in-future', _('{moment} has not come yet: correct the time.'), moment, field=field)]


def find_taken_badges(site: Site, wanted: Iterable[tuple[str, str, int | None]]) -> list[Refusal]:
    """Which badges are out already: with somebody else, or given twice just now.

    `wanted` are the field, the badge's number, and the key of the visitor who gets it, None for somebody new.
    """
    rows = Visitor.objects.filter(badge_site=site, badge_returned_at__isnull=True).exclude(badge_number='')
    out: dict[str, tuple[int | str, str]] = {
        number.casefold(): (pk, name) for pk, number, name in rows.values_list('pk', 'badge_number', 'name')
    }
    refusals = []
    for field, badge, visitor in wanted:
        if not (number := badge.strip()):
            continue
        holder, name = out.setdefault(number.casefold(), (visitor or field, ''))
        if holder == (visitor or field):
            continue
        message = _('Badge {number} is out already ({name}): take another one.').format(
            number=number, name=name or _('you gave it to somebody above')
        )
        data = {'visitor': visitor} if visitor else {}
        refusals.append(Refusal('badge-taken', message, field=field, data=data))
    return refusals


def is_before(moment: datetime.datetime, other: datetime.datetime) -> bool:
    """Whether a moment that somebody typed is before a recorded one; people type minutes, clocks know seconds."""
    return moment < other.replace(second=0, microsecond=0)


def _at(code: str, message: str, moment: datetime.datetime, *, field: str = '') -> Refusal:
    return Refusal(code, message.format(moment=shown(moment)), field=field, data={'moment': moment.isoformat()})
