"""What the clock does: holders are reminded before a task is due, superiors are told when it is late. Once each."""

import datetime
from unittest import mock

import pytest
from django.core import mail
from django.urls import reverse

from extras.models import EventRule, Notification, Webhook

from netbox_colocation.exceptions import OutcomeRefused
from netbox_colocation.models import CaseEvent, OutboxEntry
from netbox_colocation.workflows import engine, outbox
from netbox_colocation.workflows.announcing import payload_of
from netbox_colocation.workflows.event_kinds import EVENT_KINDS
from netbox_colocation.workflows.reminders import escalate_late, remind_of_due, remind_of_terms

HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def with_settings(settings):
    """Change settings of the plugin for one test."""

    def change(**values):
        own = {**settings.PLUGINS_CONFIG['netbox_colocation'], **values}
        settings.PLUGINS_CONFIG = {**settings.PLUGINS_CONFIG, 'netbox_colocation': own}

    return change


def told(user) -> list[str]:
    return list(Notification.objects.filter(user=user).values_list('event_type', flat=True))


class TestReminders:
    def test_holders_are_reminded_once_when_little_working_time_is_left(self, office):
        case = office.submit()
        task = office.open_task(case)  # due on Tuesday at 09:00, the office closes on Monday at 16:00
        assert remind_of_due(now=office.now + HOUR) == 0

        tomorrow_early = task.due_at - HOUR
        assert remind_of_due(now=tomorrow_early) == 1
        assert remind_of_due(now=tomorrow_early) == 0
        outbox.deliver_due(now=tomorrow_early)
        assert told(office.users['head']) == ['colocation_reminder_sent']
        assert case.events.filter(kind='reminder-sent').count() == 1

    def test_time_while_the_office_is_closed_does_not_count(self, office):
        case = office.submit()
        task = office.open_task(case)
        closing = task.due_at.replace(hour=9) - datetime.timedelta(days=1)  # Monday 16:00: 1.5 working hours are left
        assert remind_of_due(now=closing - HOUR) == 0
        assert remind_of_due(now=closing) == 1

    def test_a_task_that_waits_for_the_applicant_is_not_reminded_of(self, office):
        case = office.submit()
        task = office.walk_to(case, '3')
        engine.ask(task, 'How many watts?', actor=office.users['helpdesk'], now=office.now)
        late = task.due_at + datetime.timedelta(days=3)
        assert (remind_of_due(now=late), escalate_late(now=late)) == (0, 0)

    def test_reminders_can_be_switched_off(self, office, with_settings):
        with_settings(remind_before_minutes=None, escalate_after_minutes=None)
        task = office.open_task(office.submit())
        late = task.due_at + datetime.timedelta(days=3)
        assert (remind_of_due(now=late), escalate_late(now=late)) == (0, 0)


class TestEscalation:
    def test_the_office_above_is_told_of_a_late_task_once(self, office):
        office.put_above('head-of-division', 'helpdesk')
        case = office.submit()
        task = office.walk_to(case, '3')
        assert escalate_late(now=task.due_at - HOUR) == 0
        late = task.due_at + HOUR
        assert escalate_late(now=late) == 1
        assert escalate_late(now=late) == 0
        outbox.deliver_due(now=late)

        assert told(office.users['head-of-division'])[-1:] == ['colocation_escalated']
        assert 'colocation_escalated' in told(office.users['helpdesk'])
        assert told(office.users['technical-team']) == []
        assert case.events.get(kind='escalated').data['to'] == 'head-of-division'

    def test_mail_goes_to_whoever_has_an_address_when_the_site_sends_any(self, office, with_settings):
        with_settings(send_mail=True, public_url='https://netbox.example')
        helpdesk = office.users['helpdesk']
        helpdesk.email = 'helpdesk@example.org'
        helpdesk.save()
        case = office.submit()
        task = office.walk_to(case, '3')
        mail.outbox.clear()
        escalate_late(now=task.due_at + HOUR)
        outbox.deliver_due(now=task.due_at + HOUR)

        (message,) = mail.outbox
        assert message.to == ['helpdesk@example.org']
        assert case.number in message.subject
        assert f'https://netbox.example{task.get_absolute_url()}' in message.body


class TestTerms:
    def test_an_applicant_is_reminded_on_each_of_the_days_before_the_term_ends(self, office):
        case = office.submit()
        office.walk_to(case, '12')
        office.act(case, 'reviewed')
        request = office.request_of(case)
        request.valid_until = datetime.date(2027, 3, 1)
        request.save_state('valid_until')

        def reminded(day: datetime.date) -> int:
            return remind_of_terms(now=datetime.datetime(day.year, day.month, day.day, 3, tzinfo=datetime.UTC))

        assert reminded(datetime.date(2026, 11, 23)) == 0
        assert reminded(datetime.date(2026, 12, 5)) == 1  # 86 days before
        assert reminded(datetime.date(2026, 12, 20)) == 0
        assert reminded(datetime.date(2027, 1, 30)) == 1  # 30 days before
        assert reminded(datetime.date(2027, 3, 2)) == 0
        outbox.deliver_due(now=office.now + datetime.timedelta(days=900))
        assert 'colocation_term_ending' in told(office.users['applicant'])


class TestEventRules:
    def test_an_event_rule_gets_what_happened(self, office):
        webhook = Webhook.objects.create(name='Hook', payload_url='http://127.0.0.1:9/')
        rule = EventRule(
            name='Closed tasks',
            event_types=[EVENT_KINDS['task-closed'].event_type],
            action_type='webhook',
            action_object=webhook,
        )
        rule.save()
        case = office.submit()

        waiting = OutboxEntry.objects.filter(effect='event.announce')
        assert [CaseEvent.objects.get(pk=entry.data['event']).kind for entry in waiting] == ['task-closed']
        payload = payload_of(case.events.get(kind='task-closed'))
        assert payload['case']['number'] == case.number
        assert payload['case']['subject']['model'] == 'netbox_colocation.colocationrequest'
        assert payload['data']['outcome'] == 'submitted'

    def test_without_a_rule_nothing_is_put_into_the_outbox(self, office):
        office.submit()
        assert not OutboxEntry.objects.filter(effect='event.announce').exists()

    def test_every_event_carries_what_its_kind_promises(self, office):
        case = office.submit()
        office.walk_to(case, '12')
        office.act(case, 'reviewed')
        for event in case.events.all():
            kind = EVENT_KINDS[event.kind]
            assert set(kind.payload) <= set(event.data) <= {*kind.payload, *kind.also}, event.kind


class TestDecisionLinks:
    @pytest.fixture
    def link(self, office, with_settings):
        """The link that the head gets by mail for a task, as a path."""
        with_settings(decision_links=True, public_url='https://netbox.example')
        head = office.users['head']
        head.email = 'head@example.org'
        head.save()
        self.case = office.submit()
        outbox.deliver_due(now=office.now)
        (message,) = mail.outbox
        return next(line for line in message.body.splitlines() if '/decisions/' in line).removeprefix(
            'https://netbox.example'
        )

    def test_a_link_decides_once_and_looking_decides_nothing(self, office, link, client):
        assert client.get(link).status_code == 200
        assert client.get(link)['Referrer-Policy'] == 'no-referrer'
        assert office.open_task(self.case).step == '2.1'

        assert client.post(link, {'outcome': 'passed-on', 'comment': 'Please'}).status_code == 200
        task = office.open_task(self.case)
        assert task.step == '2.2'
        assert self.case.events.get(kind='task-closed', data__step='2.1').actor == office.users['head']
        again = client.post(link, {'outcome': 'passed-on'})
        assert again.status_code == 404
        assert office.open_task(self.case).step == '2.2'

    def test_a_link_checks_the_role_like_every_other_door(self, office, link, client):
        role = office.agency.procedure_roles.get(key='head')
        role.appointments.update(valid_until=datetime.date(2020, 12, 31))
        assert client.post(link, {'outcome': 'passed-on'}).status_code == 409
        assert office.open_task(self.case).step == '2.1'

    def test_a_refused_decision_tells_no_event_rule(self, office, link, client):
        def write_and_refuse(*args, **kwargs):
            office.applicant.save()
            raise OutcomeRefused([])

        with (
            mock.patch('netbox_colocation.views.decisions.decide', write_and_refuse),
            mock.patch('netbox.context_managers.flush_events') as flush,
        ):
            assert client.post(link, {'outcome': 'passed-on'}).status_code == 409
        assert flush.call_args_list == []

    def test_an_unknown_expired_or_switched_off_link_says_nothing(self, office, link, client, with_settings):
        unknown = reverse('plugins:netbox_colocation:decision', kwargs={'token': 'x' * 43})
        assert client.get(unknown).status_code == 404
        with_settings(decision_links=False)
        answer = client.get(link)
        assert answer.status_code == 404
        assert self.case.number not in answer.content.decode()

    def test_no_link_is_sent_unless_the_site_says_so(self, office):
        head = office.users['head']
        head.email = 'head@example.org'
        head.save()
        office.submit()
        outbox.deliver_due(now=office.now)
        assert mail.outbox == []

    def test_the_token_is_kept_nowhere(self, office, link):
        token = link.rstrip('/').rsplit('/', 1)[1]
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute('SELECT digest FROM netbox_colocation_decisionlink')
            assert token not in [row[0] for row in cursor.fetchall()]
            cursor.execute(
                'SELECT count(*) FROM netbox_colocation_outboxentry WHERE data::text LIKE %s', [f'%{token}%']
            )
            assert cursor.fetchone() == (0,)


def test_a_reminder_is_of_an_open_task_only(office):
    case = office.submit()
    task = office.open_task(case)
    office.act(case, 'passed-on')
    assert engine.remind(task, now=office.now) is False
    assert engine.escalate(task, now=office.now) is False
