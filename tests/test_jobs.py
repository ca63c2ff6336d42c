"""Background jobs do what they say when NetBox's worker runs them."""

import datetime

import pytest
from django.utils import timezone

from core.models import Job
from dcim.models import RackReservation

from netbox_colocation import jobs
from netbox_colocation.models import Hold
from tests import factories


def run(job_class) -> Job:
    return job_class.enqueue(immediate=True, notifications='never')


@pytest.mark.parametrize('name', jobs.__all__)
def test_every_job_completes_when_there_is_nothing_to_do_and_says_so_in_a_whole_sentence(db, name):
    job = run(getattr(jobs, name))

    assert job.status == 'completed'
    assert not [entry['message'] for entry in job.log_entries if '%' in entry['message']]


def test_holds_past_their_time_are_freed(office):
    case = office.submit()
    office.walk_to(case, '5')
    Hold.objects.update(expires_at=timezone.now() - datetime.timedelta(minutes=1))

    assert run(jobs.ExpireHoldsJob).status == 'completed'

    assert Hold.objects.get().state == 'expired'
    assert not RackReservation.objects.exists()


def test_terms_that_began_or_ended_are_brought_up_to_date(db):
    ended, begun = factories.make_appointment(), factories.make_representative()
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    type(ended).objects.filter(pk=ended.pk).update(valid_until=yesterday, is_current=True)
    type(begun).objects.filter(pk=begun.pk).update(is_current=False)

    run(jobs.RefreshTermsJob)

    ended.refresh_from_db()
    begun.refresh_from_db()
    assert (ended.is_current, begun.is_current) == (False, True)


def test_the_outbox_goes_ahead_of_what_others_queue_and_a_lost_or_running_job_does_not_stop_the_next_one(db):
    now = timezone.now()

    def wake(**changes) -> int:
        jobs.DeliverOutboxJob.get_jobs().update(**changes)
        jobs.DeliverOutboxJob.wake(now=now)
        return jobs.DeliverOutboxJob.get_jobs().count()

    assert wake() == 1
    assert jobs.DeliverOutboxJob.get_jobs().get().queue_name == 'high'
    assert wake() == 1  # one that waits will find it
    assert wake(status='running') == 2  # one that runs may have looked before
    assert wake(status='pending', created=now - datetime.timedelta(minutes=6)) == 3  # its queue was emptied
