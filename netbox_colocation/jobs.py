"""Background work, run by NetBox's workers: thin, each calls one service."""

import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from core.choices import JobIntervalChoices, JobNotificationChoices, JobStatusChoices
from netbox.constants import RQ_QUEUE_HIGH
from netbox.jobs import JobRunner, system_job

from .allocation.conflicts import tell_conflicts
from .allocation.holds import expire_holds
from .capacity.sampling import take_samples
from .capacity.summaries import refresh_stale
from .conf import get_setting
from .documents.classing import class_late
from .documents.removal import sweep
from .documents.retention import close_ended
from .models import AccessRight, AnsweredRequest, Appointment, EntryBan, Representative
from .monitoring.publishing import forget_old, publish, publish_everything
from .visits.expiry import erase_expired
from .workflows.holding import remind_of_holds
from .workflows.lending import tell_overdue
from .workflows.monitoring_acts import close_accepted
from .workflows.outbox import deliver_due
from .workflows.reminders import escalate_late, remind_of_due, remind_of_terms
from .workflows.retention_notices import tell_due
from .workflows.review_notices import tell_reviews_due
from .workflows.target_watch import tell_after_mute, tell_unseen
from .workflows.visit_watch import tell_missed, tell_overstays
from .workflows.window_notices import note_sent
from .workflows.window_watch import warn_of_late_notices, warn_of_late_windows

__all__ = (
    'DeliverOutboxJob',
    'EraseVisitorDataJob',
    'ExpireHoldsJob',
    'ForgetAnswersJob',
    'PublishTargetsJob',
    'RecheckTargetsJob',
    'RefreshSummariesJob',
    'RefreshTermsJob',
    'SampleCapacityJob',
    'SweepFilesJob',
    'SweepOutboxJob',
    'WatchDeadlinesJob',
    'WatchHoldsJob',
    'WatchLoansJob',
    'WatchRetentionJob',
    'WatchReviewsJob',
    'WatchTargetsJob',
    'WatchTermsJob',
    'WatchVisitsJob',
    'WatchWindowsJob',
)

SWEEP_MINUTES = 5


class Runner(JobRunner):
    """A job that says what it did. NetBox keeps its messages as they are, without filling in arguments."""

    def say(self, sentence: str) -> None:
        self.logger.info(sentence)


class DeliverOutboxJob(Runner):
    """Run what waits in the outbox; enqueued when a step put something there."""

    class Meta:
        name = 'Colocation: deliver outbox'

    @classmethod
    def wake(cls, *, now: datetime.datetime) -> None:
        """Have it run soon, ahead of what NetBox queues by the thousand after an import.

        One that waits already will find what is there by now. One that runs may have looked before, and one that has
        waited for long was lost with its queue.
        """
        lost_before = now - datetime.timedelta(minutes=SWEEP_MINUTES)
        if not cls.get_jobs().filter(status=JobStatusChoices.STATUS_PENDING, created__gt=lost_before).exists():
            cls.enqueue(queue_name=RQ_QUEUE_HIGH, notifications=JobNotificationChoices.NOTIFICATION_NEVER)

    def run(self, *args, **kwargs) -> None:
        self.say(f'{deliver_due(now=timezone.now())} entries delivered')


@system_job(interval=SWEEP_MINUTES)
class SweepOutboxJob(DeliverOutboxJob):
    """The same by the clock: for entries to be tried again, and those whose wake-up call was lost."""

    class Meta:
        name = 'Colocation: sweep outbox'


@system_job(interval=SWEEP_MINUTES)
class WatchDeadlinesJob(Runner):
    """Remind holders of what is due soon, and tell the offices above of what is late."""

    class Meta:
        name = 'Colocation: watch deadlines'

    def run(self, *args, **kwargs) -> None:
        now = timezone.now()
        self.say(f'{remind_of_due(now=now)} reminded, {escalate_late(now=now)} late')


@system_job(interval=JobIntervalChoices.INTERVAL_DAILY)
class WatchTermsJob(Runner):
    """Remind applicants of placements whose term ends soon."""

    class Meta:
        name = 'Colocation: watch terms'

    def run(self, *args, **kwargs) -> None:
        self.say(f'{remind_of_terms(now=timezone.now())} reminded')


@system_job(interval=JobIntervalChoices.INTERVAL_HOURLY)
class ExpireHoldsJob(Runner):
    """Free what holds keep beyond their time."""

    class Meta:
        name = 'Colocation: expire holds'

    def run(self, *args, **kwargs) -> None:
        with transaction.atomic():
            expired = expire_holds(now=timezone.now())
        self.say(f'{expired} holds expired')


@system_job(interval=SWEEP_MINUTES)
class WatchHoldsJob(Runner):
    """Tell cases what others did to their holds, and which holds end soon."""

    class Meta:
        name = 'Colocation: watch holds'

    def run(self, *args, **kwargs) -> None:
        now = timezone.now()
        self.say(f'{tell_conflicts(now=now)} conflicts told, {remind_of_holds(now=now)} reminded')


@system_job(interval=SWEEP_MINUTES)
class WatchVisitsJob(Runner):
    """Alarm about visitors who stay beyond their time, and say which visits nobody came to."""

    class Meta:
        name = 'Colocation: watch visits'

    def run(self, *args, **kwargs) -> None:
        now = timezone.now()
        self.say(f'{tell_overstays(now=now)} stay too long, {tell_missed(now=now)} did not come')


@system_job(interval=SWEEP_MINUTES)
class WatchTargetsJob(Runner):
    """Tell what monitoring has not seen in time, and what it finds after a maintenance; close rows that it accepted."""

    class Meta:
        name = 'Colocation: watch monitoring targets'

    def run(self, *args, **kwargs) -> None:
        now = timezone.now()
        unseen, told = tell_unseen(now=now), tell_after_mute(now=now)
        self.say(
            f'{unseen} not seen in time, {told} told after a maintenance, '
            f'{close_accepted(account=None, now=now)} rows closed'
        )


@system_job(interval=JobIntervalChoices.INTERVAL_HOURLY)
class WatchLoansJob(Runner):
    """Tell lenders which equipment should have come back."""

    class Meta:
        name = 'Colocation: watch loans'

    def run(self, *args, **kwargs) -> None:
        self.say(f'{tell_overdue(now=timezone.now())} overdue loans told')


@system_job(interval=JobIntervalChoices.INTERVAL_HOURLY)
class RefreshTermsJob(Runner):
    """Bring `is_current` of what is valid for a term up to date, for object permissions and lists that use it."""

    class Meta:
        name = 'Colocation: refresh terms'

    def run(self, *args, **kwargs) -> None:
        today = timezone.localdate()
        started = Q(valid_from__lte=today) & (Q(valid_until__isnull=True) | Q(valid_until__gte=today))
        for model in (Appointment, Representative, AccessRight, EntryBan):
            changed = model.objects.filter(started, is_current=False) | model.objects.filter(~started, is_current=True)
            for row in changed:
                row.snapshot()
                row.save()
                self.say(f'{row}: {"current" if row.is_current else "ended"}')


@system_job(interval=JobIntervalChoices.INTERVAL_DAILY)
class SampleCapacityJob(Runner):
    """Write down how much of each resource is used today, for the trends and forecasts of the capacity pages."""

    class Meta:
        name = 'Colocation: sample capacity'

    def run(self, *args, **kwargs) -> None:
        self.say(f'{take_samples(day=timezone.localdate())} samples')


@system_job(interval=SWEEP_MINUTES)
class PublishTargetsJob(Runner):
    """Publish what the feeds say of targets, so that no reader has to wait for it."""

    class Meta:
        name = 'Colocation: publish monitoring targets'

    def run(self, *args, **kwargs) -> None:
        self.say(f'{publish(now=timezone.now())} targets published anew')


@system_job(interval=JobIntervalChoices.INTERVAL_DAILY)
class RecheckTargetsJob(Runner):
    """Compare all that is published with what is true, in case a backup was loaded; forget old cursors."""

    class Meta:
        name = 'Colocation: recheck monitoring targets'

    def run(self, *args, **kwargs) -> None:
        now = timezone.now()
        self.say(f'{publish_everything(now=now)} targets published anew, {forget_old(now=now)} old changes forgotten')


@system_job(interval=SWEEP_MINUTES)
class RefreshSummariesJob(Runner):
    """Read racks anew that changed since they were summarized, so that nobody has to wait for it."""

    class Meta:
        name = 'Colocation: refresh summaries'

    def run(self, *args, **kwargs) -> None:
        self.say(f'{refresh_stale()} racks read anew')


@system_job(interval=JobIntervalChoices.INTERVAL_DAILY)
class SweepFilesJob(Runner):
    """Remove private files that no paper names, a day after they were written."""

    class Meta:
        name = 'Colocation: sweep files'

    def run(self, *args, **kwargs) -> None:
        self.say(f'{sweep(now=timezone.now())} files removed')


@system_job(interval=JobIntervalChoices.INTERVAL_DAILY)
class WatchRetentionJob(Runner):
    """Close the files of papers that came late, and tell officers which papers may be destroyed by now."""

    class Meta:
        name = 'Colocation: watch retention'

    def run(self, *args, **kwargs) -> None:
        now = timezone.now()
        self.say(f'{class_late()} papers classed, {close_ended(now=now)} closed')
        for agency, papers in tell_due(now=now).items():
            self.say(f'{agency}: {papers} papers may be destroyed')


@system_job(interval=SWEEP_MINUTES)
class WatchWindowsJob(Runner):
    """Tell of maintenance windows that should have begun or ended, and of notices that were not sent in time."""

    class Meta:
        name = 'Colocation: watch maintenance windows'

    def run(self, *args, **kwargs) -> None:
        now = timezone.now()
        sent, late, untold = note_sent(now=now), warn_of_late_windows(now=now), warn_of_late_notices(now=now)
        self.say(f'{sent} handed out, {late} late, {untold} not told in time')


@system_job(interval=JobIntervalChoices.INTERVAL_DAILY)
class EraseVisitorDataJob(Runner):
    """Remove visitors' personal data, and names in the access log, whose time is over; say what was removed."""

    class Meta:
        name = 'Colocation: erase visitor data'

    def run(self, *args, **kwargs) -> None:
        erasure = erase_expired(now=timezone.now())
        # NetBox keeps a job's messages without their arguments: each is a whole sentence.
        for visit in erasure.visits:
            self.say(visit)
        self.say(erasure.summary)


@system_job(interval=JobIntervalChoices.INTERVAL_DAILY)
class WatchReviewsJob(Runner):
    """Tell officers whose agency has not reviewed this quarter who has access."""

    class Meta:
        name = 'Colocation: watch access reviews'

    def run(self, *args, **kwargs) -> None:
        told = tell_reviews_due(now=timezone.now())
        message = 'Told that their review is due: {agencies}'.format(agencies=', '.join(told) or 'nobody')
        self.say(message)


@system_job(interval=JobIntervalChoices.INTERVAL_DAILY)
class ForgetAnswersJob(Runner):
    """Delete answers to calls with an `Idempotency-Key` whose time is over."""

    class Meta:
        name = 'Colocation: forget answers'

    def run(self, *args, **kwargs) -> None:
        before = timezone.now() - datetime.timedelta(hours=get_setting('idempotency_hours'))
        count, _kinds = AnsweredRequest.objects.filter(made_at__lt=before).delete()
        self.say(f'{count} answers forgotten')
