"""Filters of tasks that depend on who asks and on what time it is."""

import datetime
from types import SimpleNamespace

from django.contrib.auth.models import AnonymousUser
from django.test import TestCase
from django.utils import timezone

from netbox_colocation.filtersets import TaskFilterSet
from netbox_colocation.models import Task
from tests import factories


def found(user, **params) -> set[int]:
    """Return the IDs of the tasks that the user's filter finds."""
    request = SimpleNamespace(user=user)
    return set(TaskFilterSet(params, Task.objects.all(), request=request).qs.values_list('pk', flat=True))


class MineTests(TestCase):
    """`mine` finds the open tasks that wait for the asking user today, and no other."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.user = factories.make_user()
        cls.role = factories.make_role()
        cls.task = factories.make_task(role=cls.role)
        cls.other = factories.make_task()
        cls.applicant = factories.make_tenant()
        cls.answer = factories.make_task(case=factories.make_case(applicant=cls.applicant))
        Task.objects.filter(pk=cls.answer.pk).update(role=None, role_key='applicant')

    def test_role_held_today(self) -> None:
        factories.make_appointment(role=self.role, user=self.user)

        self.assertEqual(found(self.user, mine=True), {self.task.pk})
        self.assertEqual(found(self.user, mine=False), {self.other.pk, self.answer.pk})

    def test_role_held_until_yesterday_or_from_tomorrow(self) -> None:
        today = timezone.localdate()
        day = datetime.timedelta(days=1)
        factories.make_appointment(role=self.role, user=self.user, valid_until=today - day)
        factories.make_appointment(role=self.role, user=self.user, valid_from=today + day)

        self.assertEqual(found(self.user, mine=True), set())

    def test_task_of_represented_applicant(self) -> None:
        factories.make_representative(tenant=self.applicant, user=self.user)

        self.assertEqual(found(self.user, mine=True), {self.answer.pk})
        self.assertEqual(found(self.user, mine=False), {self.task.pk, self.other.pk})

    def test_nobody_in_particular(self) -> None:
        """Without a user who is logged in, nothing is mine and everything is somebody else's."""
        self.assertEqual(found(AnonymousUser(), mine=True), set())
        self.assertEqual(found(AnonymousUser(), mine=False), {self.task.pk, self.other.pk, self.answer.pk})
        self.assertEqual(TaskFilterSet({'mine': True}, Task.objects.all()).qs.count(), 0)


class OverdueTests(TestCase):
    """`overdue` finds what is open and past its limit; a closed task is never overdue."""

    def test_overdue(self) -> None:
        now = timezone.now()
        hour = datetime.timedelta(hours=1)
        late = factories.make_task(due_at=now - hour)
        in_time = factories.make_task(due_at=now + hour)
        without_limit = factories.make_task()
        closed = factories.make_task(due_at=now - hour, state='closed', closed_at=now, outcome='done')
        user = factories.make_user()

        self.assertEqual(found(user, overdue=True), {late.pk})
        self.assertEqual(found(user, overdue=False), {in_time.pk, without_limit.pk, closed.pk})
