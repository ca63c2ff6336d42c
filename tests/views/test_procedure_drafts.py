"""Changing a procedure by the pages: copy, edit by forms or as YAML, see what differs, publish."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from netbox_colocation.models import Procedure, ProcedureVersion
from netbox_colocation.workflows.drafting_procedures import make_draft, save_draft
from netbox_colocation.workflows.publishing import load_yaml, shipped_procedures
from tests import base, factories

SHIPPED = shipped_procedures()['sumbar-colocation']


class DraftTestCase(base.PluginTestCase):
    """A published version and a draft of it; the user may do everything with versions unless the test takes it away."""

    actions: tuple[str, ...] = ('view', 'add', 'change', 'delete', 'publish')

    def setUp(self) -> None:
        super().setUp()
        self.version = base.publish_procedure()
        self.draft = make_draft(self.version.procedure, actor=None, base=self.version)
        for model in (ProcedureVersion, Procedure):
            if self.actions:
                base.permit(self.user, model, *self.actions)

    def address(self, name: str, obj: Any = None, query: str = '') -> str:
        obj = obj or self.draft
        return reverse(f'plugins:netbox_colocation:{obj._meta.model_name}_{name}', kwargs={'pk': obj.pk}) + query

    def get(self, name: str, query: str = ''):
        return self.client.get(self.address(name, query=query))

    def fill(self, name: str, query: str = '', **changes: Any) -> dict[str, Any]:
        """What a browser would post from a page, with changes."""
        context = self.get(name, query).context
        form = context['form']
        data = {}
        for field in form:
            value = field.value()
            if value in (None, False, ''):
                continue
            data[field.html_name] = 'on' if value is True else value
        data |= {'read_at': context['read_at'], **changes}
        return data | ({'seen': context['seen']} if context['seen'] else {})

    def post(self, name: str, query: str = '', **changes: Any):
        return self.client.post(self.address(name, query=query), self.fill(name, query, **changes))

    def raw(self) -> dict[str, Any]:
        self.draft.refresh_from_db()
        return load_yaml(self.draft.source)


class WholeWayTests(DraftTestCase):
    def test_a_procedure_is_changed_and_published_by_the_pages(self) -> None:
        """Copy, change the limit of row 8 in its form, see the difference, publish."""
        self.draft.delete()
        response = self.client.post(self.address('copy', self.version))
        self.draft = ProcedureVersion.objects.get(state='draft')
        self.assertRedirects(response, self.address('editor'))

        self.assertRedirects(self.post('editor_row', '?place=7', limit='2 hours'), self.address('editor'))
        difference = self.get('difference')
        published = self.client.post(self.address('publish'), {'read_at': self.get('publish').context['read_at']})

        [row] = difference.context['rows']
        self.assertEqual([(cell.path, cell.before, cell.after) for cell in row.cells], [('limit', '1 hour', '2 hours')])
        self.assertRedirects(
            published, self.version.get_absolute_url().replace(str(self.version.pk), str(self.draft.pk))
        )
        self.draft.refresh_from_db()
        self.assertEqual((self.draft.state, self.draft.number), ('published', 2))
        self.assertEqual(self.draft.published_by, self.user)
        self.assertEqual(self.draft.document['rows'][7]['limit'], '2 hours')

    def test_saving_a_form_without_a_change_changes_nothing(self) -> None:
        for name, queries in (
            ('editor_row', [f'?place={place}' for place in range(13)]),
            ('editor_roles', ['']),
            ('editor_identity', ['']),
            ('editor_source', ['']),
        ):
            for query in queries:
                with self.subTest(page=name, query=query):
                    before = self.draft.source
                    self.assertHttpStatus(self.post(name, query), 302)
                    self.draft.refresh_from_db()
                    self.assertEqual(self.draft.source, before)


class FormTests(DraftTestCase):
    """Each form changes what it shows and keeps what it doesn't."""

    def test_a_row_and_its_outcomes(self) -> None:
        before = self.raw()['rows'][3]

        response = self.post(
            'editor_row', '?place=3', activity_en='Decide', optional='on', limit='3 hours', target='1 hour',
            **{'s1-o1-way': 'to:3', 's0-o1-comment': '', 's0-o0-label_en': 'Yes', 's1-by': 'head'},
        )  # fmt: skip

        self.assertHttpStatus(response, 302)
        row = self.raw()['rows'][3]
        expected = {
            **before,
            'activity': {**before['activity'], 'en': 'Decide'},
            'optional': True,
            'limit': '3 hours',
            'target': '1 hour',
        }
        first, second = expected['steps']
        first['outcomes']['accepted']['label']['en'] = 'Yes'
        del first['outcomes']['refused']['comment']
        second['by'] = 'head'
        second['outcomes']['returned']['to'] = 3
        self.assertEqual(row, expected)

    def test_a_chain_of_roles(self) -> None:
        self.post('editor_row', '?place=1', **{'by-1': '', 'by-3': 'technical-team'})

        self.assertEqual(self.raw()['rows'][1]['by'], ['head', 'computer-officer', 'technical-team'])

    def test_an_outcome_is_added_and_one_removed(self) -> None:
        self.post(
            'editor_row', '?place=7',
            **{
                's0-new-key': 'incomplete', 's0-new-label_en': 'Incomplete', 's0-new-way': 'to:7',
                's0-new-comment': 'on', 's0-o1-remove': 'on',
            },
        )  # fmt: skip

        outcomes = self.raw()['rows'][7]['outcomes']
        self.assertEqual(list(outcomes), ['conforms', 'adopted', 'incomplete'])
        self.assertEqual(outcomes['incomplete'], {'label': {'en': 'Incomplete'}, 'comment': 'required', 'to': 7})

    def test_a_row_is_added_between_two(self) -> None:
        self.post(
            'editor_row', '?after=3', activity_en='Ask the head', **{'by-0': 'head', 's0-does': 'review'}
        )  # fmt: skip

        rows = self.raw()['rows']
        self.assertEqual([row['row'] for row in rows[3:6]], [4, '4a', 5])
        self.assertEqual(rows[4], {'row': '4a', 'activity': {'en': 'Ask the head'}, 'by': 'head', 'does': 'review'})
        self.draft.refresh_from_db()
        self.assertNotEqual(self.draft.document, {})

    def test_rows_move_and_go(self) -> None:
        for do, place, expected in (
            ('down', 9, [1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 10, 12, 13]),
            ('up', 10, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]),
            ('remove', 5, [1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 12, 13]),
        ):
            read_at = self.get('editor').context['read_at']
            data = {'place': place, 'do': do, 'read_at': read_at}
            self.assertHttpStatus(self.client.post(self.address('editor'), data), 302)
            self.assertEqual([row['row'] for row in self.raw()['rows']], expected)

    def test_roles_are_renamed_moved_added_and_removed(self) -> None:
        self.post(
            'editor_roles',
            **{
                'r1-en': 'Director', 'r0-position': 9, 'r5-remove': 'on', 'new-key': 'archivist', 'new-id': 'Arsiparis',
            },
        )  # fmt: skip

        roles = self.raw()['roles']
        self.assertEqual(
            list(roles), ['head', 'head-of-division', 'computer-officer', 'helpdesk', 'applicant', 'archivist']
        )
        self.assertEqual(roles['head'], {'id': 'Kepala Dinas', 'en': 'Director'})
        self.draft.refresh_from_db()
        self.assertEqual(self.draft.document, {})  # row 9 names the role that is gone

    def test_the_identity_page(self) -> None:
        self.post(
            'editor_identity',
            **{
                'title.en': 'Placing a server', 'sheet.number': '7', 'sheet.approved_by.name': 'A. Person',
                'sheet.equipment': 'Komputer | Computer\r\nPrinter', 'sheet.related': '', 'sheet.warning.en': '',
            },
        )  # fmt: skip

        raw = self.raw()
        self.assertEqual(raw['title'], {'id': 'Permohonan Colocation', 'en': 'Placing a server'})
        sheet = raw['sheet']
        self.assertEqual((sheet['number'], sheet['approved_by']), ('7', {'name': 'A. Person'}))
        self.assertEqual(sheet['equipment'], [{'id': 'Komputer', 'en': 'Computer'}, {'id': 'Printer'}])
        self.assertNotIn('related', sheet)
        self.assertEqual(list(sheet['warning']), ['id'])

    def test_comments_of_the_yaml_survive_a_form(self) -> None:
        source = self.draft.source.replace('  - row: 5\n', '  # The head signs.\n  - row: 5\n')
        self.draft = save_draft(self.draft, source, actor=None, read_at=None)

        self.post('editor_row', '?place=7', limit='2 hours')

        self.draft.refresh_from_db()
        self.assertIn('  # The head signs.\n  - row: 5\n', self.draft.source)

    def test_odd_documents_can_be_opened_and_saved(self) -> None:
        """A document that is not right in shape is shown as far as it can be, and never breaks a page."""
        for source in (
            'procedure: a\nrows: 3\n',
            'procedure: a\nroles: [x]\nrows: [x]\n',
            'rows:\n  - row: {a: 1}\n    by: {setting: x}\n    outcomes: {a: 1, b: {label: 3}}\n    activity: [1]\n',
            'rows:\n  - {row: 1, by: [1, 2], steps: 3, acknowledged_by: x}\n  - {row: 2, steps: [1, {by: 3}]}\n',
            'title: 3\nsheet: [1]\nrows: []\nroles: {a: 1, 2: {id: [x]}}\n',
            '[',
            '',
        ):
            self.draft = save_draft(self.draft, source, actor=None, read_at=None)
            for name, query in (
                ('editor', ''), ('editor_row', '?place=0'), ('editor_row', '?place=1'), ('editor_roles', ''),
                ('editor_identity', ''), ('editor_source', ''), ('difference', ''), ('publish', ''),
            ):  # fmt: skip
                with self.subTest(source=source, page=name, query=query):
                    self.assertIn(self.get(name, query).status_code, (200, 302))
            self.assertHttpStatus(self.client.get(self.draft.get_absolute_url()), 200)


class SourceTests(DraftTestCase):
    """The whole text: mistakes with their lines, the preview, and what is too much."""

    def test_mistakes_are_kept_and_said_with_their_lines(self) -> None:
        source = SHIPPED.replace('limit: 1 hour', 'limit: soon')
        line = source[: source.index('limit: soon')].count('\n') + 1

        self.assertHttpStatus(self.post('editor_source', source=source, note='Faster'), 302)

        page = self.get('editor_source')
        self.assertContains(page, f'line {line}</a>')
        self.draft.refresh_from_db()
        self.assertEqual((self.draft.source, self.draft.note, self.draft.document), (source, 'Faster', {}))
        refused = self.client.post(self.address('publish'), {'read_at': page.context['read_at']})
        self.assertHttpStatus(refused, 409)
        self.assertContains(refused, f'line {line}', status_code=409)

    def test_yaml_that_is_none_sends_the_forms_to_the_text(self) -> None:
        self.draft = save_draft(self.draft, 'procedure: a\ntitle: {id: x}\nroles: }', actor=None, read_at=None)

        self.assertRedirects(self.get('editor'), self.address('editor_source'))
        self.assertContains(self.get('editor_source'), 'line 3</a>')

    def test_a_preview_draws_the_sheet_and_stores_nothing(self) -> None:
        before = self.draft.last_updated

        right = self.post('editor_source', source=SHIPPED.replace('Head of agency', 'Director'), preview='1')
        wrong = self.post('editor_source', source='rows: [', preview='1')
        row = self.post('editor_row', '?place=7', activity_en='Verify it', activity_id='', preview='1')

        self.assertContains(right, 'Director')
        self.assertContains(wrong, 'line 1</a>')
        self.assertContains(row, 'Verify it')
        self.draft.refresh_from_db()
        self.assertEqual(self.draft.last_updated, before)

    def test_bombs_are_refused_and_nothing_is_stored(self) -> None:
        bomb = 'a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n'
        preview = self.post('editor_source', source=bomb, preview='1')
        self.assertContains(preview, 'aliases are not allowed')

        for source in ('x' * 300_000, 'x' * 10_000_000):
            data = {**self.fill('editor_source'), 'source': source}
            for extra in ({}, {'preview': '1'}):
                response = self.client.post(self.address('editor_source'), data | extra)
                self.assertIn(response.status_code, (204, 400))

        before = self.draft.source
        self.draft.refresh_from_db()
        self.assertEqual(self.draft.source, before)

    def test_markup_in_texts_is_shown_as_text(self) -> None:
        script = '<script>alert(1)</script>'
        source = SHIPPED.replace('Head of agency', f'"{script}"').replace('en: Done', f'en: "{script}"')
        source = source.replace("en: 'Y – accepted'", f"en: '{script}'").replace('limit: 1 hour', f"limit: '{script}'")
        for text in (source, source.replace(f"limit: '{script}'", 'limit: 1 hour'), f'{script}: {{'):
            self.draft = save_draft(self.draft, text, actor=None, read_at=None, note=script)
            for name, query in (
                ('editor', ''), ('editor_row', '?place=3'), ('editor_row', '?place=12'), ('editor_roles', ''),
                ('editor_source', ''), ('difference', ''), ('publish', ''), ('discard', ''),
            ):  # fmt: skip
                response = self.client.get(self.address(name, query=query), follow=True)
                self.assertNotContains(response, script)
            self.assertNotContains(self.client.get(self.draft.get_absolute_url()), script)
            preview = self.post('editor_source', source=text, preview='1')
            self.assertNotContains(preview, script)


class LostUpdateTests(DraftTestCase):
    """Nobody's work is overwritten unseen."""

    def change_meanwhile(self) -> None:
        self.draft = save_draft(self.draft, self.draft.source.replace('1 hour', '7 hours'), actor=None, read_at=None)

    def test_a_stale_text_is_refused_with_both_texts(self) -> None:
        data = self.fill('editor_source', source='mine: 1\n')
        self.change_meanwhile()

        response = self.client.post(self.address('editor_source'), data)

        self.assertHttpStatus(response, 409)
        self.assertContains(response, 'mine: 1', status_code=409)
        self.assertContains(response, 'limit: 7 hours', status_code=409)
        self.assertEqual(self.raw()['rows'][7]['limit'], '7 hours')

    def test_a_stale_row_is_refused_and_then_changes_its_row_only(self) -> None:
        data = self.fill('editor_row', '?place=2', limit='5 days')
        self.change_meanwhile()

        refused = self.client.post(self.address('editor_row', query='?place=2'), data)
        again = self.client.post(
            self.address('editor_row', query='?place=2'), {**data, 'read_at': refused.context['read_at']}
        )

        self.assertHttpStatus(refused, 409)
        self.assertHttpStatus(again, 302)
        rows = self.raw()['rows']
        self.assertEqual((rows[2]['limit'], rows[7]['limit']), ('5 days', '7 hours'))

    def test_a_stale_form_finds_its_row_where_it_was_moved(self) -> None:
        data = self.fill('editor_row', '?place=10', limit='5 days')
        self.client.post(
            self.address('editor'), {'place': 10, 'do': 'up', 'read_at': self.draft.last_updated.isoformat()}
        )
        self.draft.refresh_from_db()

        self.client.post(
            self.address('editor_row', query='?place=10'), {**data, 'read_at': self.draft.last_updated.isoformat()}
        )

        self.assertEqual(
            [(row['row'], row['limit']) for row in self.raw()['rows'][9:11]], [(11, '5 days'), (10, '1 day')]
        )

    def test_what_is_published_or_discarded_was_seen(self) -> None:
        data = {'read_at': self.draft.last_updated.isoformat()}
        self.change_meanwhile()

        for name in ('publish', 'discard'):
            self.assertHttpStatus(self.client.post(self.address(name), data), 409)
            self.assertHttpStatus(self.client.post(self.address(name), {'read_at': 'x'}), 409)

        self.draft.refresh_from_db()
        self.assertEqual(self.draft.state, 'draft')


class PublishedTests(DraftTestCase):
    def test_a_published_version_never_changes(self) -> None:
        """Every page of the editor turns back from it, and posting changes nothing."""
        before = ProcedureVersion.objects.filter(pk=self.version.pk).values().get()
        data = {**self.fill('editor_source', source='x'), 'place': 0, 'do': 'remove'}
        data['read_at'] = self.version.last_updated.isoformat()

        for name in ('editor', 'editor_row', 'editor_roles', 'editor_identity', 'editor_source', 'publish', 'discard'):
            self.assertRedirects(self.client.get(self.address(name, self.version)), self.version.get_absolute_url())
            self.assertHttpStatus(self.client.post(self.address(name, self.version), data), 302)

        self.assertEqual(ProcedureVersion.objects.filter(pk=self.version.pk).values().get(), before)

    def test_the_same_content_is_refused(self) -> None:
        response = self.client.post(self.address('publish'), {'read_at': self.draft.last_updated.isoformat()})

        self.assertContains(response, 'Nothing to publish', status_code=409)

    def test_a_draft_is_discarded(self) -> None:
        response = self.client.post(self.address('discard'), {'read_at': self.draft.last_updated.isoformat()})

        self.assertRedirects(response, self.version.procedure.get_absolute_url(), fetch_redirect_response=False)
        self.assertEqual(list(ProcedureVersion.objects.all()), [self.version])


class PermissionTests(DraftTestCase):
    actions = ()
    PAGES = {
        'editor': 'change', 'editor_row': 'change', 'editor_roles': 'change', 'editor_identity': 'change',
        'editor_source': 'change', 'publish': 'publish', 'discard': 'delete', 'difference': 'view',
    }  # fmt: skip

    def test_each_page_asks_for_its_own_right(self) -> None:
        for name in self.PAGES:
            with self.subTest(page=name):
                self.assertHttpStatus(self.get(name), 403)
                self.assertIn(self.client.post(self.address(name)).status_code, (403, 405))
        base.permit(self.user, ProcedureVersion, 'view')
        for name, action in self.PAGES.items():
            with self.subTest(page=name):
                self.assertHttpStatus(self.get(name), 200 if action == 'view' else 403)

    def test_rights_on_other_rows_are_none(self) -> None:
        base.permit(self.user, ProcedureVersion, 'view', 'change', 'publish', 'delete', 'add', number=77)

        for name in (*self.PAGES, 'copy'):
            with self.subTest(page=name):
                self.assertHttpStatus(self.client.post(self.address(name)) if name == 'copy' else self.get(name), 404)

    def test_a_copy_asks_for_add_and_stays_within_what_may_be_added(self) -> None:
        base.permit(self.user, ProcedureVersion, 'view')
        self.assertHttpStatus(self.client.post(self.address('copy')), 403)

        base.permit(self.user, ProcedureVersion, 'add', procedure__key='another')
        self.assertHttpStatus(self.client.post(self.address('copy')), 403)

        self.assertEqual(ProcedureVersion.objects.count(), 2)

    def test_buttons_are_for_who_may(self) -> None:
        base.permit(self.user, ProcedureVersion, 'view')
        page = self.client.get(self.draft.get_absolute_url())
        for name in ('editor', 'publish', 'discard', 'copy'):
            self.assertNotContains(page, f'{self.draft.get_absolute_url()}{name}/"')

        base.permit(self.user, ProcedureVersion, 'add', 'change', 'publish', 'delete')
        page = self.client.get(self.draft.get_absolute_url())
        for name in ('editor', 'publish', 'discard', 'copy'):
            self.assertContains(page, f'{self.draft.get_absolute_url()}{name}/"')
        page = self.client.get(self.version.get_absolute_url())
        self.assertContains(page, 'copy/"')
        self.assertNotContains(page, 'editor/"')


class TextTests(DraftTestCase):
    """A new procedure from a text."""

    def setUp(self) -> None:
        super().setUp()
        self.agency = factories.make_tenant()
        self.add_permissions('tenancy.view_tenant')
        self.url = reverse('plugins:netbox_colocation:procedure_text_add')

    def test_from_each_of_the_three(self) -> None:
        upload = SimpleUploadedFile('a.yaml', SHIPPED.replace('sumbar-colocation', 'third').encode())
        for data in (
            {'shipped': 'sumbar-colocation'},
            {'source': SHIPPED.replace('sumbar-colocation', 'second')},
            {'upload': upload},
        ):
            self.assertHttpStatus(self.client.post(self.url, {'agency': self.agency.pk, **data}), 302)

        drafts = ProcedureVersion.objects.filter(procedure__agency=self.agency)
        self.assertEqual(
            sorted((draft.procedure.key, draft.state) for draft in drafts),
            [('second', 'draft'), ('sumbar-colocation', 'draft'), ('third', 'draft')],
        )

    def test_what_is_none_or_too_much_stores_nothing(self) -> None:
        for data, status in (
            ({}, 400),
            ({'shipped': 'sumbar-colocation', 'source': SHIPPED}, 400),
            ({'source': 'a: {'}, 400),
            ({'upload': SimpleUploadedFile('a.yaml', b'\xff\xfe\x00')}, 400),
            ({'upload': SimpleUploadedFile('a.yaml', b'a' * 10_000_000)}, 400),
        ):
            response = self.client.post(self.url, {'agency': self.agency.pk, **data})
            self.assertHttpStatus(response, status)

        self.assertFalse(Procedure.objects.filter(agency=self.agency).exists())

    def test_it_asks_for_both_rights(self) -> None:
        self.user.object_permissions.all().delete()
        self.add_permissions('tenancy.view_tenant', 'netbox_colocation.add_procedure')

        self.assertHttpStatus(self.client.get(self.url), 403)


class MoveTests(base.PluginTestCase):
    """A case that runs keeps its version until somebody moves it, with a reason."""

    def setUp(self) -> None:
        super().setUp()
        from tests.office import make_office

        self.office = make_office()
        self.case = self.office.submit()
        draft = make_draft(self.office.version.procedure, actor=None, base=self.office.version)
        self.newer = self.publish(draft, '1 hour', '2 hours')
        self.url = reverse('plugins:netbox_colocation:case_move', kwargs={'pk': self.case.pk})

    def publish(self, draft: ProcedureVersion, old: str, new: str) -> ProcedureVersion:
        from netbox_colocation.workflows.drafting_procedures import publish_draft

        draft = save_draft(draft, draft.source.replace(old, new), actor=None, read_at=None)
        return publish_draft(draft, actor=None, now=factories.NOW, read_at=None)

    def test_a_case_moves_with_a_reason(self) -> None:
        base.permit(self.user, type(self.case), 'view', 'move')
        self.assertContains(self.client.get(self.case.get_absolute_url()), f'href="{self.url}"')

        without = self.client.post(self.url, {'version': self.newer.pk, 'comment': ''})
        moved = self.client.post(self.url, {'version': self.newer.pk, 'comment': 'The new regulation'})

        self.assertHttpStatus(without, 400)
        self.assertRedirects(moved, self.case.get_absolute_url())
        self.case.refresh_from_db()
        self.assertEqual(self.case.version, self.newer)
        self.assertEqual(self.case.events.get(kind='version-changed').data['reason'], 'The new regulation')

    def test_a_case_that_cannot_stand_there_stays(self) -> None:
        draft = make_draft(self.newer.procedure, actor=None, base=self.newer)
        other = self.publish(draft, 'by: [head, head-of-division', 'by: [computer-officer, head-of-division')
        base.permit(self.user, type(self.case), 'view', 'move')

        page = self.client.get(self.url)
        response = self.client.post(self.url, {'version': other.pk, 'comment': 'Try'})

        problems = {entry['version'].pk: len(entry['problems']) for entry in page.context['candidates']}
        self.assertEqual(problems, {other.pk: 1, self.newer.pk: 0})
        self.assertHttpStatus(response, 409)
        self.case.refresh_from_db()
        self.assertEqual(self.case.version, self.office.version)

    def test_it_asks_for_the_right(self) -> None:
        base.permit(self.user, type(self.case), 'view')

        self.assertHttpStatus(self.client.get(self.url), 403)
        self.assertHttpStatus(self.client.post(self.url, {'version': self.newer.pk, 'comment': 'x'}), 403)
        self.assertNotContains(self.client.get(self.case.get_absolute_url()), f'href="{self.url}"')
