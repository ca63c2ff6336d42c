"""REST and GraphQL of access visits."""

from netbox_colocation.models import AccessVisit
from tests import factories, subject_factories
from tests.api import base


class AccessVisitAPITests(base.EditableAPITestCase):
    __test__ = True
    model = AccessVisit
    brief_fields = ['description', 'display', 'ends_at', 'id', 'name', 'starts_at', 'status', 'url']
    bulk_update_data = {'purpose': 'Another purpose', 'visitors': ['Citra']}
    validation_excluded_fields = ['starts_at', 'ends_at']
    bulk_update_invalid_data = {'ends_at': '1999-01-01T00:00:00Z'}

    @classmethod
    def make_rows(cls) -> None:
        cls.procedure = factories.make_procedure(subject_kind='access-visit')
        cls.applicant, cls.site = factories.make_tenant(), factories.make_site()
        for _ in range(3):
            subject_factories.make_visit(procedure=cls.procedure, applicant=cls.applicant, site=cls.site)
        rack = factories.make_rack(site=cls.site)
        cls.create_data = [
            {
                'name': f'Visit {row}',
                'procedure': cls.procedure.pk,
                'applicant': cls.applicant.pk,
                'site': cls.site.pk,
                'racks': [rack.pk],
                'purpose': 'Replace a disk',
                'visitors': ['Ani', 'Budi'],
                'starts_at': '2026-11-24T02:00:00Z',
                'ends_at': '2026-11-24T04:00:00Z',
            }
            for row in range(3)
        ]

    def patch(self, row: AccessVisit, **data: object):
        return self.client.patch(self._get_detail_url(row), data, format='json', **self.header)

    def test_guest_book_is_the_procedures(self) -> None:
        """`status` and who entered when in a PATCH are ignored: only the engine writes them."""
        self.add_permissions('netbox_colocation.change_accessvisit')
        row = self._get_queryset().first()

        response = self.patch(row, status='accepted', entered_at='2026-11-24T02:00:00Z', escort_name='Me', name='New')

        self.assertHttpStatus(response, 200)
        row.refresh_from_db()
        self.assertEqual((row.name, row.status, row.entered_at, row.escort_name), ('New', 'draft', None, ''))

    def test_submitted_visit_stays_what_was_asked_for(self) -> None:
        """Visitors, hours and racks do not change after submission; a description may."""
        self.add_permissions('netbox_colocation.change_accessvisit')
        row = self._get_queryset().first()
        subject_factories.open_case(row)
        rack = factories.make_rack(site=self.site)

        for data in ({'visitors': ['Mallory']}, {'ends_at': '2026-12-24T04:00:00Z'}, {'racks': [rack.pk]}):
            with self.subTest(data=data):
                response = self.patch(row, **data)
                self.assertHttpStatus(response, 400)
                self.assertEqual(list(response.data), list(data))
        self.assertHttpStatus(self.patch(row, description='A remark'), 200)
        row.refresh_from_db()
        self.assertEqual((row.visitors, row.racks.count()), (['Ani', 'Budi'], 0))

    def test_returned_visit_is_corrected_but_stays_the_cases(self) -> None:
        """What was returned may say something else, but neither procedure nor applicant may change."""
        self.add_permissions('netbox_colocation.change_accessvisit')
        row = self._get_queryset().first()
        subject_factories.open_case(row)
        AccessVisit.objects.filter(pk=row.pk).update(status='returned')

        corrected = self.patch(row, visitors=['Citra'])
        moved = self.patch(row, applicant=factories.make_tenant().pk)

        self.assertHttpStatus(corrected, 200)
        self.assertHttpStatus(moved, 400)
        self.assertEqual(list(moved.data), ['applicant'])

    def test_submitted_visit_is_not_deleted(self) -> None:
        """It belongs to the file of its case, through whichever door somebody comes."""
        self.add_permissions('netbox_colocation.delete_accessvisit')
        row = self._get_queryset().first()
        subject_factories.open_case(row)

        response = self.client.delete(self._get_detail_url(row), **self.header)

        self.assertHttpStatus(response, 409)
        self.assertTrue(AccessVisit.objects.filter(pk=row.pk).exists())

    def test_procedure_is_one_of_visits(self) -> None:
        """A procedure about something else is refused at its field."""
        self.add_permissions('netbox_colocation.add_accessvisit')
        data = {**self.create_data[0], 'procedure': factories.make_procedure().pk}

        response = self.client.post(self._get_list_url(), data, format='json', **self.header)

        self.assertHttpStatus(response, 400)
        self.assertEqual(list(response.data), ['procedure'])
