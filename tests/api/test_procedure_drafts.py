"""Changing a procedure over REST: by who may, with the lines of what is wrong, and never what was published."""

import json
from typing import Any

from netbox_colocation.models import Procedure, ProcedureVersion
from netbox_colocation.workflows.drafting_procedures import make_draft
from netbox_colocation.workflows.publishing import shipped_procedures
from tests import factories
from tests.base import publish_procedure

from . import base

SHIPPED = shipped_procedures()['sumbar-colocation']
VERSIONS = f'{base.ROOT}procedure-versions/'


class DraftAPITests(base.PluginAPITestCase):
    __test__ = True

    def setUp(self) -> None:
        super().setUp()
        self.version = publish_procedure()
        base.permit(self.user, ProcedureVersion, 'view', 'add', 'change', 'delete', 'publish')

    def send(self, method: str, path: str, data: Any = None):
        # Written here: the test client's own JSON cannot carry half a character.
        return self.client.generic(method.upper(), VERSIONS + path, json.dumps(data), content_type='application/json')

    def make(self, **body: Any) -> dict[str, Any]:
        response = self.send('post', f'{self.version.pk}/draft/', body)
        self.assertHttpStatus(response, 201)
        return response.data

    def test_the_whole_way(self) -> None:
        """Copy, save, compare, publish."""
        draft = self.make(note='Two hours')
        source = draft['source'].replace('limit: 1 hour', 'limit: 2 hours')

        saved = self.send('put', f'{draft["id"]}/draft/', {'source': source, 'last_updated': draft['last_updated']})
        difference = self.send('get', f'{draft["id"]}/difference/')
        published = self.send('post', f'{draft["id"]}/publish/', {'last_updated': saved.data['last_updated']})

        self.assertHttpStatus(saved, 200)
        [row] = difference.data['rows']
        self.assertEqual(
            (row['change'], row['after'], row['cells']),
            ('changed', '8', [{'path': 'limit', 'change': 'changed', 'before': '1 hour', 'after': '2 hours'}]),
        )
        self.assertHttpStatus(published, 200)
        self.assertEqual((published.data['number'], published.data['state']['value']), (2, 'published'))
        self.assertEqual(published.data['note'], 'Two hours')
        self.assertEqual(published.data['published_by']['id'], self.user.pk)

    def test_a_text_is_checked_and_nothing_stored(self) -> None:
        wrong = SHIPPED.replace('limit: 1 hour', 'limit: soon')
        line = wrong[: wrong.index('limit: soon')].count('\n') + 1

        answers = [self.send('post', 'validate/', {'source': text}).data for text in (SHIPPED, wrong, 'a: {')]

        self.assertEqual(answers[0], {'valid': True, 'problems': []})
        self.assertIn((line, 'rows[7].limit'), [(found['line'], found['path']) for found in answers[1]['problems']])
        self.assertEqual([answer['valid'] for answer in answers], [True, False, False])
        self.assertEqual(ProcedureVersion.objects.count(), 1)

    def test_what_is_wrong_is_saved_and_not_published(self) -> None:
        draft = self.make(source=SHIPPED.replace('limit: 1 hour', 'limit: soon'))

        response = self.send('post', f'{draft["id"]}/publish/', {})

        self.assertHttpStatus(response, 400)
        self.assertEqual(response.data['code'], 'document-invalid')
        self.assertIn('rows[7].limit', [finding['field'] for finding in response.data['findings']])
        self.assertEqual(ProcedureVersion.objects.get(pk=draft['id']).state, 'draft')

    def test_a_stale_save_is_refused(self) -> None:
        draft = self.make()
        body = {'source': 'first', 'last_updated': draft['last_updated']}
        self.assertHttpStatus(self.send('put', f'{draft["id"]}/draft/', body), 200)

        response = self.send('put', f'{draft["id"]}/draft/', {**body, 'source': 'second'})

        self.assertHttpStatus(response, 409)
        self.assertEqual(
            (response.data['code'], response.data['findings'][0]['code']), ('draft-refused', 'draft-changed')
        )
        self.assertEqual(ProcedureVersion.objects.get(pk=draft['id']).source, 'first')

    def test_a_published_version_never_changes(self) -> None:
        before = base.state_of(ProcedureVersion)
        body = {'source': 'x', 'last_updated': self.version.last_updated.isoformat()}

        statuses = [
            self.send(method, f'{self.version.pk}/{path}/', *sent).status_code
            for method, path, *sent in (('put', 'draft', body), ('delete', 'draft'), ('post', 'publish', {}))
        ]

        self.assertEqual(statuses, [409, 409, 409])
        self.assertEqual(base.state_of(ProcedureVersion), before)

    def test_the_same_content_is_refused(self) -> None:
        draft = self.make()

        response = self.send('post', f'{draft["id"]}/publish/', {})

        self.assertHttpStatus(response, 409)
        self.assertEqual(response.data['findings'][0]['code'], 'same-as-published')

    def test_a_draft_is_discarded(self) -> None:
        draft = self.make()

        self.assertHttpStatus(self.send('delete', f'{draft["id"]}/draft/'), 204)

        self.assertEqual(list(ProcedureVersion.objects.all()), [self.version])

    def test_what_is_too_much_is_refused_and_nothing_stored(self) -> None:
        draft = self.make()
        before = base.state_of(ProcedureVersion)

        for source in ('x' * 10_000_000, 'a: \x00', '\ud800'):
            for method, path in (('put', f'{draft["id"]}/draft/'), ('post', f'{draft["id"]}/draft/')):
                body = {'source': source, 'last_updated': draft['last_updated']}
                self.assertHttpStatus(self.send(method, path, body), 400)
        bomb = self.send('post', 'validate/', {'source': 'a: &a [x, x]\nb: [*a, *a]'})
        deep = self.send('post', 'validate/', {'source': '[' * 100_000})

        self.assertEqual((bomb.data['valid'], deep.data['valid']), (False, False))
        self.assertEqual(base.state_of(ProcedureVersion), before)

    def test_import_makes_a_procedure_and_a_draft(self) -> None:
        agency = factories.make_tenant()
        self.add_permissions('tenancy.view_tenant', 'netbox_colocation.add_procedure')

        shipped = self.send('post', 'import/', {'agency': agency.pk, 'shipped': 'sumbar-colocation'})
        wrong = self.send('post', 'import/', {'agency': agency.pk, 'source': 'a: {'})
        neither = self.send('post', 'import/', {'agency': agency.pk})

        self.assertHttpStatus(shipped, 201)
        self.assertHttpStatus(wrong, 400)
        self.assertHttpStatus(neither, 400)
        self.assertEqual(list(Procedure.objects.filter(agency=agency).values_list('key')), [('sumbar-colocation',)])

    def test_difference_needs_a_version_of_the_same_procedure(self) -> None:
        other = publish_procedure()

        for query, expected in (
            ('', 400),
            (f'?with={other.pk}', 404),
            ('?with=x', 400),
            (f'?with={self.version.pk}', 200),
        ):
            self.assertHttpStatus(self.send('get', f'{self.version.pk}/difference/{query}'), expected)


class DraftRightsAPITests(base.PluginAPITestCase):
    __test__ = True

    def setUp(self) -> None:
        super().setUp()
        self.version = publish_procedure()
        self.draft = make_draft(self.version.procedure, actor=None, base=self.version)
        body = {'source': 'x', 'last_updated': self.draft.last_updated.isoformat()}
        self.acts = {
            'add': ('post', f'{self.version.pk}/draft/', {}),
            'change': ('put', f'{self.draft.pk}/draft/', body),
            'delete': ('delete', f'{self.draft.pk}/draft/', None),
            'publish': ('post', f'{self.draft.pk}/publish/', {}),
        }

    def statuses(self) -> dict[str, int]:
        return {
            right: getattr(self.client, method)(VERSIONS + path, body, format='json').status_code
            for right, (method, path, body) in self.acts.items()
        }

    def test_each_act_asks_for_its_own_right(self) -> None:
        before = base.state_of(ProcedureVersion)
        base.permit(self.user, ProcedureVersion, 'view')

        self.assertEqual(set(self.statuses().values()), {403})
        self.assertEqual(base.state_of(ProcedureVersion), before)

    def test_rights_on_other_rows_are_none(self) -> None:
        before = base.state_of(ProcedureVersion)
        base.permit(self.user, ProcedureVersion, 'view', 'add', 'change', 'delete', 'publish', number=77)

        self.assertEqual(set(self.statuses().values()), {404})
        self.assertEqual(base.state_of(ProcedureVersion), before)

    def test_a_draft_outside_what_may_be_added_is_not_made(self) -> None:
        before = base.state_of(ProcedureVersion)
        base.permit(self.user, ProcedureVersion, 'view')
        base.permit(self.user, ProcedureVersion, 'add', procedure__key='another')

        self.assertEqual(self.statuses()['add'], 403)
        self.assertEqual(base.state_of(ProcedureVersion), before)

    def test_import_asks_for_the_right_to_add_procedures(self) -> None:
        agency = factories.make_tenant()
        base.permit(self.user, ProcedureVersion, 'view', 'add')
        self.add_permissions('tenancy.view_tenant')

        response = self.client.post(
            f'{VERSIONS}import/', {'agency': agency.pk, 'shipped': 'sumbar-colocation'}, format='json'
        )

        self.assertHttpStatus(response, 403)
        self.assertFalse(Procedure.objects.filter(agency=agency).exists())
