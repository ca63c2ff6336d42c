"""REST and GraphQL of access visits."""

from netbox_colocation.models import AccessVisit
from tests import factories, subject_factories
from tests.api import base


class AccessVisitAPITests(base.EditableAPITestCase):
    __test__ = True
    model = AccessVisit
    brief_fields = ['description', 'display', 'ends_at', 'id', 'name', 'starts_at', 'status', 'url']
    bulk_update_data = {'purpose': 'Another purpose'}
    validation_excluded_fields = ['starts_at', 'ends_at', 'visitors']
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
        self.assertEqual((row.visitor_names, row.racks.count()), (['Ani', 'Budi'], 0))

    def test_lists_are_written_whole_and_rows_of_the_same_name_stay(self) -> None:
        """Objects or plain names: a visitor of the same name stays the same row, others come and go."""
        self.add_permissions('netbox_colocation.change_accessvisit')
        row = self._get_queryset().first()
        ani = row.visitors.get(name='Ani')
        ani.phone = '0751'
        ani.save()
        items = [{'name': 'Disk', 'serial': 'SN-1', 'direction': 'in'}, 'Screwdriver']

        response = self.patch(row, visitors=['ani', {'name': 'Citra', 'identity_kind': 'passport'}], items=items)

        self.assertHttpStatus(response, 200)
        self.assertEqual([visitor['name'] for visitor in response.data['visitors']], ['ani', 'Citra'])
        self.assertEqual(row.visitors.get(name='ani').pk, ani.pk)
        self.assertEqual(row.visitors.get(name='ani').phone, '0751')
        self.assertEqual(
            [(item.name, item.direction) for item in row.items.all()], [('Disk', 'in'), ('Screwdriver', 'both')]
        )
        self.assertNotIn('phone', response.data['visitors'][0])

    def test_everything_wrong_with_the_rows_is_said_at_once(self) -> None:
        """Each row has its own errors; nothing of the visit is stored."""
        self.add_permissions('netbox_colocation.change_accessvisit')
        row = self._get_queryset().first()
        visitors = [{'name': 'KTP 1371012345678901'}, 'Citra', {'name': 'Dewi', 'identity_digits': '1234'}]

        response = self.patch(row, visitors=visitors, purpose='Another one')

        self.assertHttpStatus(response, 400)
        self.assertEqual([list(errors) for errors in response.data['visitors']], [['name'], [], ['identity_kind']])
        row.refresh_from_db()
        self.assertNotEqual(row.purpose, 'Another one')

    def test_row_of_another_visit_is_not_taken(self) -> None:
        """An ID of another visit's visitor is refused."""
        self.add_permissions('netbox_colocation.change_accessvisit')
        row, other = self._get_queryset().order_by('pk')[:2]

        response = self.patch(row, visitors=[{'id': other.visitors.first().pk, 'name': 'Mallory'}])

        self.assertHttpStatus(response, 400)
        self.assertEqual(list(response.data['visitors'][0]), ['id'])
        self.assertEqual(other.visitor_names, ['Ani', 'Budi'])

    def test_unchanged_lists_of_a_submitted_visit_are_no_change(self) -> None:
        """A client that sends back what it read, with a new description, is not refused for the visitors."""
        self.add_permissions('netbox_colocation.change_accessvisit')
        row = self._get_queryset().first()
        subject_factories.open_case(row)
        read = self.patch(row, description='One').data['visitors']

        self.assertHttpStatus(self.patch(row, description='Two', visitors=[dict(entry) for entry in read]), 200)

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
