"""Filters of visitors and carried items."""

from django.test import TestCase

from netbox_colocation import filtersets, models
from tests import factories, subject_factories
from tests.filtersets.test_suites import FilterSetMixin


class VisitorFilterSetTests(FilterSetMixin, TestCase):
    queryset = models.Visitor.objects.all()
    filterset = filtersets.VisitorFilterSet
    search = 'Citra'

    @classmethod
    def setUpTestData(cls) -> None:
        cls.visit = subject_factories.make_visit(visitors=['Ani', 'Budi', 'Citra'])

    def test_who_is_inside_and_who_has_a_badge(self) -> None:
        """Inside is who was let in and did not come back; a badge that is back is nobody's."""
        inside, gone, _ahead = self.queryset.order_by('pk')
        site = self.visit.site
        known = {'admitted_at': factories.NOW, 'badge_site': site}
        self.queryset.filter(pk=inside.pk).update(badge_number='B-1', **known)
        self.queryset.filter(pk=gone.pk).update(
            badge_number='B-2', checked_out_at=factories.NOW, badge_returned_at=factories.NOW, **known
        )

        for name in ('is_inside', 'has_badge'):
            self.assertEqual(self.filterset({name: True}, self.queryset).qs.get(), inside)
            self.assertEqual(self.filterset({name: False}, self.queryset).qs.count(), 2)


class CarriedItemFilterSetTests(FilterSetMixin, TestCase):
    queryset = models.CarriedItem.objects.all()
    filterset = filtersets.CarriedItemFilterSet
    search = 'Third thing'

    @classmethod
    def setUpTestData(cls) -> None:
        visit = subject_factories.make_visit()
        for name in ('First thing', 'Second thing', 'Third thing'):
            subject_factories.make_item(visit, name=name)

    def test_what_is_inside(self) -> None:
        """Inside is what was brought in and not taken out."""
        inside, gone, _ahead = self.queryset.order_by('pk')
        self.queryset.filter(pk__in=[inside.pk, gone.pk]).update(came_in_at=factories.NOW)
        self.queryset.filter(pk=gone.pk).update(went_out_at=factories.NOW)

        self.assertEqual(self.filterset({'is_inside': True}, self.queryset).qs.get(), inside)
        self.assertEqual(self.filterset({'is_inside': False}, self.queryset).qs.count(), 2)
