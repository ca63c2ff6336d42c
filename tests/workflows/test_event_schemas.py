"""What events promise: every payload fits the schema of its kind, and every change has a kind."""

import datetime
import json

import pytest

from core.models import ObjectType
from extras.models import EventRule

from netbox_colocation.visits import door
from netbox_colocation.visits.door import Departure
from netbox_colocation.workflows import announcing
from netbox_colocation.workflows.event_kinds import EVENT_KINDS
from netbox_colocation.workflows.event_schemas import data_schema, events_described, object_types_of, payload_schema
from tests import factories
from tests.event_checking import check_data, check_payload
from tests.factories import NOW
from tests.visits.test_door import admit, enter, make_visit, named

MINUTE = datetime.timedelta(minutes=1)


@pytest.mark.parametrize('kind', EVENT_KINDS)
def test_a_schema_names_every_key_and_nothing_else(kind):
    schema = payload_schema(EVENT_KINDS[kind])

    assert schema['properties']['kind'] == {'const': kind}
    said = schema['properties']['data']
    assert set(said['properties']) == {*EVENT_KINDS[kind].payload, *EVENT_KINDS[kind].also}
    assert said['required'] == list(EVENT_KINDS[kind].payload)
    assert said == data_schema(EVENT_KINDS[kind])
    assert all(each.get('description') for each in said['properties'].values()), 'each key says what it means'


def test_the_kinds_can_be_published_as_json():
    described = json.loads(json.dumps(events_described()))

    assert [each['kind'] for each in described] == list(EVENT_KINDS)


def test_an_event_that_says_more_or_less_than_promised_is_found():
    with pytest.raises(AssertionError, match='reason'):
        check_data('hold-released', {'hold': 1})
    with pytest.raises(AssertionError, match='colour'):
        check_data('hold-released', {'hold': 1, 'reason': '', 'colour': 'red'})
    with pytest.raises(AssertionError, match='date-time'):
        check_data('hold-taken', {'hold': 1, 'until': 'soon'})


def test_whatever_a_case_records_reaches_event_rules_as_its_kind_promises(office):
    case = office.submit()
    office.walk_to(case, '10')

    for event in case.events.order_by('sequence'):
        check_payload(json.loads(json.dumps(announcing.payload_of(event))))


def test_what_steps_hold_install_and_watch_is_told_by_kinds_of_their_own(office):
    case = office.submit()
    office.walk_to(case, '10')

    kinds = list(case.events.order_by('sequence').values_list('kind', flat=True))

    own = [kind for kind in kinds if kind.startswith(('hold-', 'target-'))]
    assert own == ['hold-taken', 'hold-converted', 'target-requested', 'target-accepted']
    hold = office.request_of(case).holds.get()
    assert case.events.get(kind='hold-converted').data['hold'] == hold.pk


@pytest.mark.parametrize(('outcome', 'before'), [('returned', 1), ('refused', 0)])
def test_what_a_step_gives_back_is_told(office, outcome, before):
    case = office.submit()
    if outcome == 'returned':
        office.walk_to(case, '5')
        office.act(case, 'returned', comment='The rack is wrong.')
    else:
        office.walk_to(case, '4.1')
        office.act(case, 'refused', comment='No power.')

    told = case.events.filter(kind='hold-released')
    assert [event.data['reason'] for event in told] == ['The rack is wrong.'] * before


@pytest.fixture
def told(monkeypatch):
    """What event rules of the door are handed over, at once."""
    contexts = []
    monkeypatch.setattr(announcing, 'flush_events', contexts.extend)
    names = [kind.event_type for kind in EVENT_KINDS.values() if not kind.is_recorded]
    EventRule.objects.bulk_create([EventRule(name='door', event_types=names, action_type='webhook')])
    return contexts


@pytest.mark.django_db
def test_whatever_happens_at_the_door_is_told_with_keys_and_without_names(told, django_capture_on_commit_callbacks):
    visit, actor = make_visit(), factories.make_user(username='desk')

    with django_capture_on_commit_callbacks(execute=True):
        admit(visit, actor, Ani='7')
        enter(visit, actor, at=NOW + MINUTE)
        departure = Departure(named(visit, 'Ani').pk, True)
        door.check_out(visit, [departure], at=NOW + 5 * MINUTE, actor=actor, now=NOW + 5 * MINUTE)
        door.leave(visit, at=NOW + 6 * MINUTE, actor=actor, now=NOW + 6 * MINUTE)

    payloads = [json.loads(json.dumps(context['data'])) for context in told]
    assert [payload['kind'] for payload in payloads] == [
        'visit-admitted',
        'visit-entered',
        'visit-checked-out',
        'visit-left',
    ]
    for payload in payloads:
        check_payload(payload)
        assert 'Ani' not in json.dumps(payload)
    assert {(context['object'].pk, context['username']) for context in told} == {(visit.pk, 'desk')}


@pytest.mark.django_db
def test_the_door_asks_nobody_for_more_when_no_rule_waits(monkeypatch):
    monkeypatch.setattr(announcing, 'flush_events', lambda _events: pytest.fail('nobody waits for it'))
    visit = make_visit()

    admit(visit, factories.make_user(), Ani='7')


@pytest.mark.django_db
@pytest.mark.parametrize('kind', EVENT_KINDS)
def test_a_rule_can_name_the_object_types_of_every_kind(kind):
    for name in object_types_of(EVENT_KINDS[kind]):
        label, model = name.split('.')
        assert ObjectType.objects.with_feature('event_rules').filter(app_label=label, model=model).exists()
