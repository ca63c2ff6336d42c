"""The calendar over REST."""

import datetime

from netbox_colocation.models import AccessVisit
from tests import factories, subject_factories
from tests.api import base
from tests.factories import NOW

URL = f'{base.ROOT}schedule/'
DAY = datetime.timedelta(days=1)


class ScheduleAPITests(base.PluginAPITestCase):
    __test__ = True

    def ask(self, **query):
        span = {'since': NOW.isoformat(), 'until': (NOW + 7 * DAY).isoformat()}
        return self.client.get(URL, {**span, **query})

    def test_answer_has_what_the_page_shows_and_no_name(self) -> None:
        self.add_permissions('netbox_colocation.view_accessvisit')
        location = factories.make_location()
        rack = factories.make_rack(site=location.site, location=location)
        visit = subject_factories.make_visit(
            site=location.site, location=location, racks=[rack], status='accepted', visitors=['Siti', 'Budi']
        )
        subject_factories.make_visit(status='draft')

        answer = self.ask()

        self.assertHttpStatus(answer, 200)
        [entry] = answer.data['results']
        self.assertEqual(
            {name: entry[name] for name in ('model', 'id', 'standing', 'people', 'agency', 'location', 'racks')},
            {
                'model': 'accessvisit',
                'id': visit.pk,
                'standing': 'confirmed',
                'people': 2,
                'agency': visit.applicant.name,
                'location': location.name,
                'racks': [rack.name],
            },
        )
        self.assertTrue(entry['display_url'].endswith(visit.get_absolute_url()))
        self.assertNotIn('Siti', answer.content.decode())
        self.assertEqual((answer.data['count'], answer.data['is_cut']), (1, False))

    def test_rows_are_restricted(self) -> None:
        """403 without either permission, and otherwise what may be viewed."""
        own = subject_factories.make_visit(status='open')
        subject_factories.make_visit(status='open')
        self.assertHttpStatus(self.ask(), 403)

        base.permit(self.user, AccessVisit, 'view', applicant=own.applicant_id)

        self.assertEqual([entry['id'] for entry in self.ask().data['results']], [own.pk])

    def test_wrong_questions_are_answered_with_their_field(self) -> None:
        self.add_permissions('netbox_colocation.view_accessvisit')
        wrong = {
            'since': {'since': 'soon'},
            'until': {'until': NOW.isoformat()},
            'site_id': {'site_id': factories.make_site().pk},  # may not be viewed
            'content': {'content': 'names'},
        }
        for field, query in wrong.items():
            with self.subTest(field=field):
                answer = self.ask(**query)
                self.assertHttpStatus(answer, 400)
                self.assertEqual(list(answer.data), [field])
        long = {'until': (NOW + 400 * DAY).isoformat()}
        self.assertIn('366', str(self.ask(**long).data['until']))
        self.assertHttpStatus(self.client.get(URL, {'since': '9999-12-31T00:00:00Z'}), 400)

    def test_without_moments_it_is_the_month_from_today(self) -> None:
        self.add_permissions('netbox_colocation.view_accessvisit')

        answer = self.client.get(URL)

        self.assertHttpStatus(answer, 200)
        since, until = (datetime.datetime.fromisoformat(answer.data[name]) for name in ('since', 'until'))
        self.assertEqual(until - since, 31 * DAY)

    def test_strangers_get_nothing(self) -> None:
        self.client.credentials()

        self.assertIn(self.ask().status_code, (401, 403))
