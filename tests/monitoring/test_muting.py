"""Monitoring is muted while maintenance lasts, by query: nothing is stored, nothing is deleted."""

import datetime

import pytest

from netbox_colocation.models import ImpactLine, MonitoringTarget
from netbox_colocation.monitoring.muting import muted
from netbox_colocation.monitoring.prometheus import LABEL, OMIT, read_published
from netbox_colocation.monitoring.publishing import publish
from tests import factories, subject_factories
from tests.factories import NOW

HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def target(db) -> MonitoringTarget:
    return factories.make_target(address=factories.make_address('10.0.0.5/24'))


def hit(target: MonitoringTarget, grade: str = 'outage', **window) -> ImpactLine:
    """A window from now for two hours that hits the target's device."""
    fields = {'starts_at': NOW, 'ends_at': NOW + 2 * HOUR, 'state': 'agreed', **window}
    return ImpactLine.objects.create(
        window=subject_factories.make_window(**fields),
        object_model='dcim.device',
        object_pk=target.device_id,
        label=str(target.device),
        device=target.device,
        grade=grade,
        reason='power-lost',
    )


def read_feed(now: datetime.datetime, when_muted: str = LABEL) -> list[dict]:
    publish(now=now)
    return [each.group for each in read_published(MonitoringTarget.objects.all(), when_muted=when_muted)]


def is_muted(target: MonitoringTarget, at: datetime.datetime) -> bool:
    return muted(MonitoringTarget.objects.all(), now=at).get(pk=target.pk).is_muted


def test_a_target_is_muted_within_the_agreed_time_and_sounds_again_after_it(target):
    hit(target)

    moments = (NOW - HOUR, NOW, NOW + HOUR, NOW + 2 * HOUR)
    assert [is_muted(target, moment) for moment in moments] == [False, True, True, False]


def test_a_window_under_way_mutes_until_it_is_ended_and_one_that_was_extended_until_then(target):
    line = hit(target, state='under-way')
    assert is_muted(target, NOW + 5 * HOUR)

    line.window.state = 'done'
    line.window.save()
    assert not is_muted(target, NOW + HOUR)
    line.window.state, line.window.extended_until = 'agreed', NOW + 4 * HOUR
    line.window.save()
    assert is_muted(target, NOW + 3 * HOUR)


@pytest.mark.parametrize(
    ('grade', 'window'),
    [
        ('unknown', {}),
        ('outage', {'state': 'proposed'}),
        ('outage', {'state': 'cancelled'}),
        ('outage', {'mutes_monitoring': False}),
    ],
)
def test_what_is_not_agreed_or_not_hit_or_not_to_be_muted_is_not(target, grade, window):
    hit(target, grade, **window)

    assert not is_muted(target, NOW + HOUR)


def test_the_feed_marks_what_is_muted_or_leaves_it_out_and_keeps_the_rest(target):
    other = factories.make_target(address=factories.make_address('10.0.0.6/24'))
    line = hit(target)

    labels = {group['targets'][0]: group['labels'] for group in read_feed(now=NOW + HOUR)}
    left = read_feed(now=NOW + HOUR, when_muted=OMIT)

    first, second = (f'{each.address.address.ip}:{each.port}' for each in (target, other))
    assert labels[first]['__meta_netbox_muted'] == 'true'
    assert labels[first]['__meta_netbox_maintenance_window'] == str(line.window_id)
    assert '__meta_netbox_muted' not in labels[second]
    assert [group['targets'] for group in left] == [[second]]
    assert len(read_feed(now=NOW + 3 * HOUR, when_muted=OMIT)) == 2
