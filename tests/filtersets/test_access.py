"""NetBox's filterset suite for what `models.access` has."""

from django.test import TestCase

from netbox_colocation import filtersets, models
from tests import access_factories, factories, subject_factories
from tests.filtersets.test_suites import FilterSetMixin


class RoomPolicyFilterSetTests(FilterSetMixin, TestCase):
    queryset = models.RoomPolicy.objects.all()
    filterset = filtersets.RoomPolicyFilterSet
    ignore_fields = ('rules',)
    search = 'shoes'

    @classmethod
    def setUpTestData(cls) -> None:
        for rules in ('No food', 'No shoes', 'No smoke'):
            access_factories.make_room_policy(rules=rules)

    def test_a_room_is_found_through_the_room_around_it(self) -> None:
        outer = factories.make_location()
        inner = factories.make_location(site=outer.site, parent=outer)
        policy = access_factories.make_room_policy(location=inner)

        self.assertEqual(self.filterset({'location_id': [outer.pk]}, self.queryset).qs.get(), policy)


class EntryBanFilterSetTests(FilterSetMixin, TestCase):
    queryset = models.EntryBan.objects.all()
    filterset = filtersets.EntryBanFilterSet
    # Nobody is looked up by the digits of an identity.
    ignore_fields = ('identity_digits', 'reason')
    search = 'Mitra'

    @classmethod
    def setUpTestData(cls) -> None:
        for organisation in ('PT Mitra', 'CV Data', ''):
            access_factories.make_ban(organisation=organisation, identity_kind='passport')


class AccessRightFilterSetTests(FilterSetMixin, TestCase):
    queryset = models.AccessRight.objects.all()
    filterset = filtersets.AccessRightFilterSet
    ignore_fields = ('reason',)
    search = 'K-77'

    @classmethod
    def setUpTestData(cls) -> None:
        for number in ('K-76', 'K-77', 'K-78'):
            access_factories.make_right(number=number)

    def test_revoked_ones_are_told_from_the_others(self) -> None:
        gone = access_factories.make_right(revoked_at=factories.NOW)

        self.assertEqual(self.filterset({'is_revoked': True}, self.queryset).qs.get(), gone)
        self.assertEqual(self.filterset({'is_revoked': False}, self.queryset).qs.count(), 3)


class AccessLogEntryFilterSetTests(FilterSetMixin, TestCase):
    queryset = models.AccessLogEntry.objects.all()
    filterset = filtersets.AccessLogEntryFilterSet
    search = 'Tono'

    @classmethod
    def setUpTestData(cls) -> None:
        for person in ('Andi', 'Tono', 'Rina'):
            access_factories.make_log_entry(person=person)

    def test_the_lines_of_a_visit_are_found(self) -> None:
        visit = subject_factories.make_visit()
        entry = access_factories.make_log_entry(visit=visit, site=visit.site, kind='admitted')

        self.assertEqual(self.filterset({'visit_id': [visit.pk]}, self.queryset).qs.get(), entry)
        self.assertEqual(self.filterset({'kind': ['admitted']}, self.queryset).qs.get(), entry)


class AccessReviewFilterSetTests(FilterSetMixin, TestCase):
    queryset = models.AccessReview.objects.all()
    filterset = filtersets.AccessReviewFilterSet
    search = 'keys'

    @classmethod
    def setUpTestData(cls) -> None:
        for conclusion in ('Two keys are missing', 'Nothing', ''):
            access_factories.make_review(conclusion=conclusion)
