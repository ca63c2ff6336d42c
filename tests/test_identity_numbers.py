"""The numbers of identity cards: what looks like one, and that no act and no journal keeps one."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction

from core.choices import ObjectChangeActionChoices
from core.models import ObjectChange
from extras.models import JournalEntry
from utilities.exceptions import AbortRequest

from netbox_colocation.exceptions import DataInvalid
from netbox_colocation.identity_numbers import has_identity_number, mask_identity_numbers
from netbox_colocation.workflows import engine, events
from netbox_colocation.workflows.actors import by_permission
from tests import factories, subject_factories

NUMBER = '1371011205900001'


@pytest.mark.parametrize(
    'text',
    [
        NUMBER,
        f'KTP {NUMBER}, Budi',
        f'NIK {NUMBER} 2 orang',
        '1371 0112 0590 0001',
        '1371-0112-0590-0001.',
        '137101 120590 0001',
        '13.71.01.120590.0001',
        '137101.12.05.90.0001',
        '2 1371 0112 0590 0001',
        'tamu 10.0.0.1: 1371 0112 0590 0001',
    ],
)
def test_number_is_found_however_people_group_it(text):
    assert has_identity_number(text)


@pytest.mark.parametrize(
    'text',
    [
        '',
        'NIP 197001011995032001',
        'NIP 19700101 199503 2 001',
        'SN 12345678901234567',
        '0812 3456 7890 0813 1111 2222',
        '0812-3456-7890, 0813-1111-2222',
        '10.20.30.40 10.20.30.41',
        '10.0.12.100-10.0.12.105',
        '2026-11-21 09.15-10.30',
        '2026-11-21 2026-11-22',
        '21-11-2026 22-11-2026 08.00',
        '021 8765 4321 ext 1234',
    ],
)
def test_addresses_moments_telephones_and_other_numbers_are_none(text):
    assert not has_identity_number(text)
    assert mask_identity_numbers(text) == text


def test_mask_leaves_the_last_digits_only():
    masked = mask_identity_numbers(f'{NUMBER} dan 1371 0112 0590 0002, NIP 197001011995032001')
    assert masked == '…0001 dan …0002, NIP 197001011995032001'


@pytest.mark.django_db
class TestRows:
    def test_form_and_call_name_the_field(self):
        ticket = subject_factories.make_ticket()
        ticket.problem = f'Badge of {NUMBER}'

        with pytest.raises(ValidationError) as refused:
            ticket.full_clean()

        assert refused.value.error_dict['problem'][0].code == 'identity-number'

    def test_save_without_cleaning_is_refused_too(self):
        ticket = subject_factories.make_ticket()
        ticket.solution = f'Done by {NUMBER}'

        with pytest.raises(DataInvalid) as refused, transaction.atomic():
            ticket.save_state('solution')

        assert [(one.code, one.field) for one in refused.value.refusals] == [('identity-number', 'solution')]

    def test_what_stood_there_before_does_not_stop_other_changes(self):
        ticket = subject_factories.make_ticket()
        type(ticket).objects.filter(pk=ticket.pk).update(problem=f'old {NUMBER}')
        ticket.refresh_from_db()

        ticket.description = 'newer'
        ticket.full_clean()
        ticket.save()

        assert type(ticket).objects.get(pk=ticket.pk).description == 'newer'

    def test_journal_of_our_rows_keeps_none(self):
        ticket = subject_factories.make_ticket()
        entry = JournalEntry(assigned_object=ticket, kind='info', comments=f'Called {NUMBER}')

        with pytest.raises(ValidationError) as refused:
            entry.full_clean()

        assert 'comments' in refused.value.error_dict

    def test_journal_of_others_is_theirs(self):
        entry = JournalEntry(assigned_object=factories.make_site(), kind='info', comments=f'Meter {NUMBER}')
        entry.full_clean()

    def test_message_in_the_change_log_keeps_none(self):
        ticket = subject_factories.make_ticket()
        change = ObjectChange(
            user_name='budi',
            request_id='00000000-0000-0000-0000-000000000001',
            action=ObjectChangeActionChoices.ACTION_UPDATE,
            changed_object_type=ContentType.objects.get_for_model(ticket),
            changed_object_id=ticket.pk,
            object_repr=str(ticket),
            message=f'asked by {NUMBER}',
        )

        with pytest.raises(AbortRequest), transaction.atomic():
            change.save()


class TestActsOnCases:
    """The texts of all acts come through the same hands, whichever door they came in by."""

    @pytest.mark.parametrize(
        ('act', 'field'),
        [
            (lambda task, **who: engine.perform(task, 'passed-on', comment=f'KTP {NUMBER}', **who), 'comment'),
            (lambda task, **who: engine.note(task, f'KTP {NUMBER}', **who), 'comment'),
            (lambda task, **who: engine.ask(task, f'KTP {NUMBER}?', **who), 'comment'),
            (lambda task, **who: engine.hand_over(task, who['actor'], comment=f'KTP {NUMBER}', **who), 'comment'),
        ],
        ids=['perform', 'note', 'ask', 'hand-over'],
    )
    def test_comment_keeps_none_and_nothing_happened(self, office, act, field):
        case = office.submit()
        task, before = office.open_task(case), case.events.count()

        with pytest.raises(DataInvalid) as refused:
            act(task, actor=office.users['head'], now=office.now)

        assert [(one.code, one.field) for one in refused.value.refusals] == [('identity-number', field)]
        assert (office.open_task(case).pk, case.events.count()) == (task.pk, before)

    def test_event_is_the_last_that_looks(self, office):
        """An act that forgot to look leaves nothing either: its event is refused, and all of it rolled back."""
        case, head = office.submit(), office.users['head']

        with pytest.raises(DataInvalid), transaction.atomic():
            events.record(
                case, 'hold-released', now=office.now, actor=by_permission(head), data={'hold': 1, 'reason': NUMBER}
            )

        assert not case.events.filter(kind='hold-released').exists()
