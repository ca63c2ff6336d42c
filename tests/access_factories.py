"""Small functions that make room policies, bans, access rights, reviews and log lines for tests."""

from typing import Any

from netbox_colocation import models
from netbox_colocation.choices import AccessLogKindChoices
from tests import factories
from tests.factories import NOW


def make_room_policy(**overrides: Any) -> models.RoomPolicy:
    """Make the policy of a site's rooms, or of a location."""
    fields = {**overrides}
    fields.setdefault('site', getattr(fields.get('location'), 'site', None) or factories.make_site())
    return models.RoomPolicy.objects.create(**fields)


def make_ban(**overrides: Any) -> models.EntryBan:
    fields = {
        'agency': overrides.pop('agency', None) or factories.make_tenant(),
        'name': f'Barred {factories.number()}',
        'reason': 'Took a disk',
        **overrides,
    }
    return models.EntryBan.objects.create(**fields)


def make_right(**overrides: Any) -> models.AccessRight:
    """Make a card that is valid from long ago, without an end."""
    fields = {
        'agency': overrides.pop('agency', None) or factories.make_tenant(),
        'site': overrides.pop('site', None) or factories.make_site(),
        'holder_name': f'Holder {factories.number()}',
        'number': f'K-{factories.number()}',
        'reason': 'Keeps the cooling',
        'valid_from': NOW.date().replace(year=2020),
        **overrides,
    }
    return models.AccessRight.objects.create(**fields)


def make_log_entry(**overrides: Any) -> models.AccessLogEntry:
    """Make a line of the log as `visits.log` writes it: somebody was turned away."""
    fields = {
        'agency': overrides.pop('agency', None) or factories.make_tenant(),
        'site': overrides.pop('site', None) or factories.make_site(),
        'kind': AccessLogKindChoices.REFUSED,
        'at': NOW,
        'person': f'Guest {factories.number()}',
        'organisation': 'PT Mitra',
        'text': 'No visit was asked for',
        'actor_name': 'Dewi',
        **overrides,
    }
    return models.AccessLogEntry.objects.create(**fields)


def make_review(**overrides: Any) -> models.AccessReview:
    """Make a bare review (`workflows.access_reviews.open_review` makes real ones)."""
    fields = {
        'agency': overrides.pop('agency', None) or factories.make_tenant(),
        'year': NOW.year,
        'quarter': 4,
        'opened_at': NOW,
        **overrides,
    }
    return models.AccessReview.objects.create(**fields)


def make_line(review: models.AccessReview | None = None, **overrides: Any) -> models.ReviewLine:
    """Make a line about a standing right."""
    review = review or make_review()
    right = overrides.pop('right', None) or make_right(agency=review.agency)
    fields = {'kind': 'right', 'right': right, 'person': right.holder_name, 'text': 'Card: room', **overrides}
    return models.ReviewLine.objects.create(review=review, **fields)
