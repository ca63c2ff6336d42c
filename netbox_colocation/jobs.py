"""Background work, run by NetBox's workers: thin, each calls one service."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from core.choices import JobIntervalChoices
from netbox.jobs import JobRunner, system_job

from .allocation.conflicts import tell_conflicts
from .allocation.holds import expire_holds
from .capacity.sampling import take_samples
from .capacity.summaries import refresh_stale
from .documents.classing import class_late
from .documents.removal import sweep
from .documents.retention import close_ended
from .models import Appointment, Representative
from .workflows.holding import remind_of_holds
from .workflows.outbox import deliver_due
from .workflows.reminders import escalate_late, remind_of_due, remind_of_terms
from .workflows.retention_notices import tell_due

__all__ = (
    'DeliverOutboxJob',
    'ExpireHoldsJob',
    'RefreshSummariesJob',
    'RefreshTermsJob',
    'SampleCapacityJob',
    'SweepFilesJob',
    'SweepOutboxJob',
    'WatchDeadlinesJob',
    'WatchHoldsJob',
    'WatchRetentionJob',
    'WatchTermsJob',
)

SWEEP_MINUTES = 5


class DeliverOutboxJob(JobRunner):
    """Run what waits in the outbox; enqueued when a step put something there."""

    class Meta:
        name = 'Colocation: deliver outbox'

    def run(self, *args, **kwargs) -> None:
        self.logger.info('%d entries delivered', deliver_due(now=timezone.now()))


@system_job(interval=SWEEP_MINUTES)
class SweepOutboxJob(DeliverOutboxJob):
    """The same by the clock: for entries to be tried again, and those whose wake-up call was lost."""

    class Meta:
        name = 'Colocation: sweep outbox'


@system_job(interval=SWEEP_MINUTES)
class WatchDeadlinesJob(JobRunner):
    """Remind holders of what is due soon, and tell the offices above of what is late."""

    class Meta:
        name = 'Colocation: watch deadlines'

    def run(self, *args, **kwargs) -> None:
        now = timezone.now()
        self.logger.info('%d reminded, %d late', remind_of_due(now=now), escalate_late(now=now))


@system_job(interval=JobIntervalChoices.INTERVAL_DAILY)
class WatchTermsJob(JobRunner):
    """Remind applicants of placements whose term ends soon."""

    class Meta:
        name = 'Colocation: watch terms'

    def run(self, *args, **kwargs) -> None:
        self.logger.info('%d reminded', remind_of_terms(now=timezone.now()))


@system_job(interval=JobIntervalChoices.INTERVAL_HOURLY)
class ExpireHoldsJob(JobRunner):
    """Free what holds keep beyond their time."""

    class Meta:
        name = 'Colocation: expire holds'

    def run(self, *args, **kwargs) -> None:
        with transaction.atomic():
            expired = expire_holds(now=timezone.now())
        self.logger.info('%d holds expired', expired)


@system_job(interval=SWEEP_MINUTES)
class WatchHoldsJob(JobRunner):
    """Tell cases what others did to their holds, and which holds end soon."""

    class Meta:
        name = 'Colocation: watch holds'

    def run(self, *args, **kwargs) -> None:
        now = timezone.now()
        self.logger.info('%d conflicts told, %d reminded', tell_conflicts(now=now), remind_of_holds(now=now))


@system_job(interval=JobIntervalChoices.INTERVAL_HOURLY)
class RefreshTermsJob(JobRunner):
    """Bring `is_current` of appointments and representatives up to date, for object permissions that use it."""

    class Meta:
        name = 'Colocation: refresh terms'

    def run(self, *args, **kwargs) -> None:
        today = timezone.localdate()
        started = Q(valid_from__lte=today) & (Q(valid_until__isnull=True) | Q(valid_until__gte=today))
        for model in (Appointment, Representative):
            changed = model.objects.filter(started, is_current=False) | model.objects.filter(~started, is_current=True)
            for row in changed:
                row.snapshot()
                row.save()
                self.logger.info('%s: %s', row, 'current' if row.is_current else 'ended')


@system_job(interval=JobIntervalChoices.INTERVAL_DAILY)
class SampleCapacityJob(JobRunner):
    """Write down how much of each resource is used today, for the trends and forecasts of the capacity pages."""

    class Meta:
        name = 'Colocation: sample capacity'

    def run(self, *args, **kwargs) -> None:
        self.logger.info('%d samples', take_samples(day=timezone.localdate()))


@system_job(interval=SWEEP_MINUTES)
class RefreshSummariesJob(JobRunner):
    """Read racks anew that changed since they were summarized, so that nobody has to wait for it."""

    class Meta:
        name = 'Colocation: refresh summaries'

    def run(self, *args, **kwargs) -> None:
        self.logger.info('%d racks read anew', refresh_stale())


@system_job(interval=JobIntervalChoices.INTERVAL_DAILY)
class SweepFilesJob(JobRunner):
    """Remove private files that no paper names, a day after they were written."""

    class Meta:
        name = 'Colocation: sweep files'

    def run(self, *args, **kwargs) -> None:
        self.logger.info('%d files removed', sweep(now=timezone.now()))


@system_job(interval=JobIntervalChoices.INTERVAL_DAILY)
class WatchRetentionJob(JobRunner):
    """Close the files of papers that came late, and tell officers which papers may be destroyed by now."""

    class Meta:
        name = 'Colocation: watch retention'

    def run(self, *args, **kwargs) -> None:
        now = timezone.now()
        self.logger.info('%d papers classed, %d closed', class_late(), close_ended(now=now))
        for agency, papers in tell_due(now=now).items():
            self.logger.info('%s: %d papers may be destroyed', agency, papers)
