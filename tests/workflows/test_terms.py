"""The term of a placement: when it starts, who may ask for more, who decides, and what runs out."""

import datetime
from dataclasses import replace

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, transaction

from users.models import ObjectPermission

from netbox_colocation.exceptions import DataInvalid, OutcomeRefused, RoleNotHeld
from netbox_colocation.models import ColocationRequest, Extension
from netbox_colocation.workflows.events import find_broken_links
from netbox_colocation.workflows.registry import PaperAct
from netbox_colocation.workflows.terms import ask_extension, decide_extension, expiring
from tests import factories
from tests.subject_factories import make_extension, open_case
from tests.workflows.situations import make_situation, run

pytestmark = pytest.mark.django_db

NOW = factories.NOW
TODAY = NOW.date()
NEXT_YEAR = datetime.date(2027, 12, 31)


def make_placement(*, valid_until=datetime.date(2026, 12, 31), status='completed', stands=True):
    request = factories.make_request()
    open_case(request)
    device = factories.make_device(factories.make_rack(site=request.site), position=1) if stands else None
    factories.make_server(request, device=device)
    request.status, request.valid_until = status, valid_until
    request.save_state('status', 'valid_until')
    return request


def representative_of(request):
    return factories.make_representative(tenant=request.applicant).user


def make_decider(**constraints):
    user = factories.make_user()
    permission = ObjectPermission.objects.create(
        name=f'Extend {factories.number()}', actions=['view', 'extend'], constraints=constraints or None
    )
    permission.object_types.add(ContentType.objects.get_for_model(ColocationRequest))
    permission.users.add(user)
    return user


def ask(request, **overrides):
    arguments = {'until': NEXT_YEAR, 'reason': 'The service goes on', 'now': NOW, **overrides}
    actor = arguments.pop('actor', None) or representative_of(request)
    return ask_extension(request, actor=actor, **arguments)


def term_events(request):
    return [event.data['state'] for event in request.case.events.filter(kind='term-extended').order_by('sequence')]


def stored(request):
    return ColocationRequest.objects.get(pk=request.pk)


# -- The start ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ('now', 'months', 'last'),
    [
        (NOW, 12, datetime.date(2027, 11, 23)),
        (datetime.datetime(2026, 1, 31, 2, tzinfo=datetime.UTC), 1, datetime.date(2026, 2, 28)),
        # 01:00 on the next day in Padang
        (datetime.datetime(2026, 3, 9, 18, tzinfo=datetime.UTC), 6, datetime.date(2026, 9, 10)),
    ],
)
def test_a_term_lasts_months_from_the_local_day(now, months, last):
    request = factories.make_request()

    assert run('term.start', make_situation(request, params={'months': months}, now=now)) == ['term-started']

    assert stored(request).valid_until == last


def test_without_a_word_of_the_procedure_the_setting_says_how_long(settings):
    request = factories.make_request()
    situation = make_situation(request)
    assert run('term.start', situation) == []
    assert stored(request).valid_until is None

    own = {**settings.PLUGINS_CONFIG['netbox_colocation'], 'term_months': 24}
    settings.PLUGINS_CONFIG = {**settings.PLUGINS_CONFIG, 'netbox_colocation': own}
    run('term.start', situation)

    assert stored(request).valid_until == datetime.date(2028, 11, 23)


def test_the_term_of_an_act_on_paper_starts_on_its_day():
    request = factories.make_request()
    situation = make_situation(request, params={'months': 1})
    paper = PaperAct(acted_at=NOW - datetime.timedelta(days=3), holder=None, proof=None)

    run('term.start', replace(situation, paper=paper))

    assert stored(request).valid_until == datetime.date(2026, 12, 20)


# -- Asking -------------------------------------------------------------------------------------------------------


def test_the_applicant_asks_and_the_case_keeps_it():
    request = make_placement()
    actor = representative_of(request)

    extension = ask(request, actor=actor)

    assert (extension.state, extension.until, extension.asked_by, extension.asked_at) == (
        'asked',
        NEXT_YEAR,
        actor,
        NOW,
    )
    assert stored(request).valid_until == datetime.date(2026, 12, 31)
    [event] = request.case.events.all()
    assert (event.kind, event.data['state'], event.data['until'], event.data['before']) == (
        'term-extended',
        'asked',
        '2027-12-31',
        '2026-12-31',
    )
    assert find_broken_links(request.case) == []


def test_nobody_asks_for_an_agency_that_they_do_not_represent_today():
    request = make_placement()
    gone = factories.make_representative(tenant=request.applicant, valid_until=TODAY - datetime.timedelta(days=1)).user

    for actor in (factories.make_user(), gone):
        with pytest.raises(RoleNotHeld):
            ask(request, actor=actor)

    assert not Extension.objects.exists()
    assert term_events(request) == []


@pytest.mark.parametrize('until', [datetime.date(2026, 12, 31), datetime.date(2026, 12, 1)])
def test_an_extension_is_longer_than_the_term(until):
    with pytest.raises(DataInvalid) as refused:
        ask(make_placement(), until=until)

    assert [refusal.code for refusal in refused.value.refusals] == ['until-too-early']


def test_a_term_that_is_over_is_extended_into_the_future():
    request = make_placement(valid_until=datetime.date(2026, 10, 1))

    with pytest.raises(DataInvalid):
        ask(request, until=TODAY)

    assert ask(request, until=TODAY + datetime.timedelta(days=1)).state == 'asked'


def test_an_extension_needs_a_reason():
    with pytest.raises(DataInvalid) as refused:
        ask(make_placement(), reason=' ')

    assert [refusal.code for refusal in refused.value.refusals] == ['reason-missing']


@pytest.mark.parametrize(
    ('placement', 'code'),
    [
        ({'stands': False}, 'nothing-placed'),
        ({'status': 'open'}, 'nothing-placed'),
        ({'valid_until': None}, 'term-missing'),
    ],
)
def test_only_what_stands_for_a_term_is_extended(placement, code):
    with pytest.raises(OutcomeRefused) as refused:
        ask(make_placement(**placement))

    assert [refusal.code for refusal in refused.value.refusals] == [code]


def test_a_draft_has_nothing_to_extend():
    request = factories.make_request()

    with pytest.raises(OutcomeRefused):
        ask(request)


def test_one_question_waits_at_a_time():
    request = make_placement()
    ask(request)

    with pytest.raises(OutcomeRefused) as refused:
        ask(request)

    assert [refusal.code for refusal in refused.value.refusals] == ['extension-asked']
    with pytest.raises(IntegrityError), transaction.atomic():
        make_extension(request)


# -- Deciding -----------------------------------------------------------------------------------------------------


def test_a_granted_extension_is_the_new_term():
    request = make_placement()
    extension, decider = ask(request), make_decider()

    decide_extension(extension, granted=True, actor=decider, now=NOW)

    extension.refresh_from_db()
    assert (extension.state, extension.decided_by, extension.decided_at) == ('granted', decider, NOW)
    assert stored(request).valid_until == NEXT_YEAR
    assert term_events(request) == ['asked', 'granted']
    assert request.case.events.last().data['before'] == '2026-12-31'
    assert find_broken_links(request.case) == []


def test_a_refused_extension_leaves_the_term_and_says_why():
    request = make_placement()
    extension, decider = ask(request), make_decider()
    with pytest.raises(DataInvalid):
        decide_extension(extension, granted=False, actor=decider, now=NOW)

    decide_extension(extension, granted=False, answer='The room is needed.', actor=decider, now=NOW)

    extension.refresh_from_db()
    assert (extension.state, extension.answer) == ('refused', 'The room is needed.')
    assert stored(request).valid_until == datetime.date(2026, 12, 31)
    assert term_events(request) == ['asked', 'refused']
    assert ask(request).state == 'asked'


def test_only_who_may_extend_this_request_decides():
    request = make_placement()
    extension = ask(request)

    for actor in (factories.make_user(), make_decider(pk=request.pk + 1)):
        with pytest.raises(RoleNotHeld):
            decide_extension(extension, granted=True, actor=actor, now=NOW)

    assert decide_extension(extension, granted=True, actor=make_decider(pk=request.pk), now=NOW).state == 'granted'


def test_nobody_decides_on_their_own_question():
    request, actor = make_placement(), make_decider()
    factories.make_representative(tenant=request.applicant, user=actor)
    extension = ask(request, actor=actor)

    with pytest.raises(RoleNotHeld):
        decide_extension(extension, granted=True, actor=actor, now=NOW)

    assert stored(request).valid_until == datetime.date(2026, 12, 31)


def test_a_question_is_answered_once():
    extension, decider = ask(make_placement()), make_decider()
    decide_extension(extension, granted=True, actor=decider, now=NOW)

    with pytest.raises(OutcomeRefused) as refused:
        decide_extension(extension, granted=False, answer='Too late', actor=decider, now=NOW)

    assert [refusal.code for refusal in refused.value.refusals] == ['extension-decided']
    extension.refresh_from_db()
    assert extension.state == 'granted'


def test_what_left_meanwhile_is_not_extended():
    request = make_placement()
    extension = ask(request)
    request.servers.get().device.delete()

    with pytest.raises(OutcomeRefused) as refused:
        decide_extension(extension, granted=True, actor=make_decider(), now=NOW)

    assert [refusal.code for refusal in refused.value.refusals] == ['nothing-placed']


# -- Running out --------------------------------------------------------------------------------------------------


def test_what_ends_within_the_days_is_listed_those_that_ended_first():
    in_ten = make_placement(valid_until=TODAY + datetime.timedelta(days=10))
    over = make_placement(valid_until=TODAY - datetime.timedelta(days=1))
    make_placement(valid_until=TODAY + datetime.timedelta(days=11))
    make_placement(valid_until=None)

    assert list(expiring(within_days=10, today=TODAY)) == [over, in_ten]


def test_what_stands_no_longer_is_not_reminded_of():
    make_placement(valid_until=TODAY, stands=False)
    make_placement(valid_until=TODAY, status='refused')

    assert list(expiring(within_days=10, today=TODAY)) == []


def test_a_placement_of_several_servers_is_listed_once():
    request = make_placement(valid_until=TODAY)
    factories.make_server(request, device=factories.make_device(factories.make_rack(site=request.site), position=1))

    assert list(expiring(within_days=0, today=TODAY)) == [request]
