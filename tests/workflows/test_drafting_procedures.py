"""A draft can be wrong and is kept; what is published is right, never changes, and is what new cases follow."""

import datetime

import pytest
import yaml
from django.db import IntegrityError, transaction

from netbox_colocation.exceptions import DocumentInvalid, DraftRefused
from netbox_colocation.models import Procedure, ProcedureRole, ProcedureVersion
from netbox_colocation.workflows import drafting_procedures as drafting
from netbox_colocation.workflows.procedure_source import check_source, source_of
from netbox_colocation.workflows.procedure_text import rewrite, row_to_yaml, to_yaml
from netbox_colocation.workflows.publishing import load_yaml, shipped_procedures
from tests import base, factories

SHIPPED = shipped_procedures()['sumbar-colocation']
NOW = factories.NOW


@pytest.fixture
def version(db) -> ProcedureVersion:
    return base.publish_procedure()


@pytest.fixture
def draft(version) -> ProcedureVersion:
    return drafting.make_draft(version.procedure, actor=None, base=version)


def change(draft: ProcedureVersion, old: str, new: str) -> ProcedureVersion:
    assert old in draft.source
    return drafting.save_draft(draft, draft.source.replace(old, new, 1), actor=None, read_at=draft.last_updated)


class TestText:
    """YAML that people can read, and that keeps what they wrote."""

    @pytest.mark.parametrize('key', sorted(shipped_procedures()))
    def test_every_shipped_procedure_survives_being_written_out(self, key):
        raw = load_yaml(shipped_procedures()[key])

        written = to_yaml(raw)

        assert load_yaml(written) == raw
        assert list(load_yaml(written)['roles']) == list(raw['roles'])

    def test_what_is_stored_is_written_as_people_write_it(self, version):
        version.refresh_from_db()  # PostgreSQL keeps keys in an order of its own

        written = to_yaml(version.document)

        assert written.startswith('procedure: sumbar-colocation\nsubject: colocation-request\ntitle:\n')
        assert '  applicant: {id: Pemohon, en: Applicant}\n' in written
        assert '    by: [head, head-of-division, computer-officer]\n' in written
        assert load_yaml(written) == load_yaml(SHIPPED)

    def test_a_row_is_written_in_the_order_of_the_sheet(self):
        row = {'limit': '1 day', 'does': 'review', 'by': 'head', 'activity': {'en': 'B', 'id': 'A'}, 'row': 1}

        assert row_to_yaml(row) == 'row: 1\nactivity: {id: A, en: B}\nby: head\ndoes: review\nlimit: 1 day\n'

    def test_a_change_of_one_row_leaves_every_other_line_and_comment(self):
        source = SHIPPED.replace('  - row: 5\n', '  # The head signs.\n  - row: 5\n')
        raw = load_yaml(source)
        raw['rows'][2]['limit'] = '2 days'

        written = rewrite(source, raw, load=load_yaml)

        assert (
            written
            == source[: source.index('limit: 1 day', source.index('row: 3'))]
            + 'limit: 2 days'
            + (source[source.index('limit: 1 day', source.index('row: 3')) + len('limit: 1 day') :])
        )

    def test_a_row_that_moves_takes_its_comment_along(self):
        source = SHIPPED.replace('  - row: 5\n', '  # The head signs.\n  - row: 5\n')
        raw = load_yaml(source)
        raw['rows'].insert(7, raw['rows'].pop(4))

        written = rewrite(source, raw, load=load_yaml)

        assert load_yaml(written) == raw
        assert '  # The head signs.\n  - row: 5\n' in written
        assert written.index('row: 8') < written.index('# The head signs.') < written.index('row: 9')

    def test_the_order_of_roles_can_change(self):
        raw = load_yaml(SHIPPED)
        raw['roles'] = dict(reversed(raw['roles'].items()))

        written = rewrite(SHIPPED, raw, load=load_yaml)

        assert next(iter(load_yaml(written)['roles'])) == 'technical-team'
        assert written.startswith('# SOP Permohonan Colocation')

    @pytest.mark.parametrize('source', ['{procedure: a, rows: [{row: 1}]}', 'procedure: a\nrows: [{row: 1}]\n'])
    def test_a_text_that_cannot_be_taken_apart_is_written_anew(self, source):
        raw = load_yaml(source)
        raw['rows'].append({'row': 2, 'end': 'completed'})

        assert load_yaml(rewrite(source, raw, load=load_yaml)) == raw


class TestChecking:
    """Everything that is wrong is said with its line."""

    def test_a_mistake_in_the_yaml_names_its_line(self):
        checked = check_source('procedure: a\ntitle: {id: x}\nroles: }\n')

        assert checked.raw is None
        assert [problem.line for problem in checked.problems] == [3]

    def test_every_problem_of_the_document_names_its_line(self):
        source = SHIPPED.replace('    limit: 1 hour\n', '    limit: soon\n').replace('by: technical-team', 'by: nobody')

        problems = check_source(source).problems

        lines = source.splitlines()
        said = {(lines[problem.line - 1].strip(), problem.path) for problem in problems}
        assert ('limit: soon', 'rows[7].limit') in said
        assert ('- by: nobody', 'rows[8].steps[0].by') in said

    @pytest.mark.parametrize(
        'source',
        [
            'made_on: 2026-13-01',
            '? [a]\n: b',
            '[' * 3000 + ']' * 3000,
            'a: ' + '9' * 5000,
            'a: &x 1\nb: *x',
            'a: !!python/object:os.system {}',
            'a: 1\na: 2',
            '\x01',
            '- 1',
            'plain',
            '',
        ],
    )
    def test_whatever_comes_is_refused_and_nothing_breaks(self, source):
        checked = check_source(source)

        assert checked.problems
        assert checked.document is None

    @pytest.mark.parametrize('value', ['.nan', '.inf', '"\\0"', '"\\uD800"'])
    def test_values_that_the_database_does_not_take_are_refused(self, value):
        source = SHIPPED.replace('  en: Colocation request', f'  en: Colocation request\nsheet:\n  number: {value}')
        source = SHIPPED.replace('does: delivery', f'does: delivery\n    with: {{found: {value}}}')

        assert check_source(source).problems


class TestDrafts:
    """A draft is a copy that may be wrong; nobody's work is overwritten unseen."""

    def test_a_draft_begins_as_what_it_was_copied_from(self, version, draft):
        assert (draft.number, draft.state, draft.based_on) == (2, 'draft', version)
        assert load_yaml(draft.source) == load_yaml(source_of(version))
        assert draft.digest == version.digest
        assert version.procedure.published_version == version

    def test_a_draft_from_nothing_is_right(self, version):
        procedure = factories.make_procedure(agency=version.procedure.agency)

        draft = drafting.make_draft(procedure, actor=None)

        assert check_source(draft.source, procedure=procedure).problems == ()
        assert draft.number == 1

    def test_a_draft_from_a_shipped_procedure_becomes_one_of_the_procedure(self, db):
        procedure = factories.make_procedure(key='own-key')

        draft = drafting.make_draft(procedure, actor=None, source=SHIPPED)

        assert check_source(draft.source, procedure=procedure).problems == ()
        assert draft.source == SHIPPED.replace('procedure: sumbar-colocation', 'procedure: own-key')

    def test_a_wrong_text_is_kept_and_cannot_be_published(self, version, draft):
        saved = change(draft, '1 hour', 'soon')

        assert 'limit: soon' in saved.source
        assert saved.document == {}
        with pytest.raises(DocumentInvalid, match=r'line [0-9]+: rows.7..limit'):
            drafting.publish_draft(saved, actor=None, now=NOW, read_at=saved.last_updated)
        saved.refresh_from_db()
        assert saved.state == 'draft'
        assert version.procedure.published_version == version

    def test_a_text_of_another_procedure_cannot_be_published(self, draft):
        saved = change(draft, 'procedure: sumbar-colocation', 'procedure: another')

        with pytest.raises(DocumentInvalid, match='another'):
            drafting.publish_draft(saved, actor=None, now=NOW, read_at=None)

    @pytest.mark.parametrize('source', ['x' * (256 * 1024 + 1), 'a: "\0"', '\ud800'])
    def test_what_cannot_be_kept_is_refused_and_nothing_is_stored(self, draft, source):
        with pytest.raises(DocumentInvalid):
            drafting.save_draft(draft, source, actor=None, read_at=draft.last_updated)

        before = draft.source
        draft.refresh_from_db()
        assert draft.source == before

    def test_a_save_over_somebody_elses_is_refused(self, draft):
        read_at = draft.last_updated
        theirs = change(draft, '1 hour', '2 hours')

        with pytest.raises(DraftRefused) as refused:
            drafting.save_draft(draft, 'mine', actor=None, read_at=read_at)

        assert [reason.code for reason in refused.value.refusals] == ['draft-changed']
        draft.refresh_from_db()
        assert draft.source == theirs.source

    def test_a_published_version_never_changes(self, version):
        for act in (
            lambda: drafting.save_draft(version, 'x', actor=None, read_at=None),
            lambda: drafting.publish_draft(version, actor=None, now=NOW, read_at=None),
            lambda: drafting.discard_draft(version, read_at=None),
        ):
            with pytest.raises(DraftRefused) as refused:
                act()
            assert [reason.code for reason in refused.value.refusals] == ['version-published']
        with pytest.raises(IntegrityError), transaction.atomic():
            ProcedureVersion.objects.filter(pk=version.pk).update(source='x')

    def test_a_draft_can_be_discarded(self, version, draft):
        drafting.discard_draft(draft, read_at=draft.last_updated)

        assert list(ProcedureVersion.objects.all()) == [version]

    def test_a_draft_that_another_was_made_from_stays(self, draft):
        drafting.make_draft(draft.procedure, actor=None, base=draft)

        with pytest.raises(DraftRefused, match='made from this one'):
            drafting.discard_draft(draft, read_at=None)


class TestPublishing:
    def test_the_draft_becomes_the_newest_version_and_its_new_roles_are_there(self, version, draft):
        user = factories.make_user()
        saved = change(draft, '  helpdesk: {', '  archivist: {id: Arsiparis, en: Archivist}\n  helpdesk: {')

        published = drafting.publish_draft(saved, actor=user, now=NOW, read_at=saved.last_updated)

        assert (published.number, published.state, published.published_by) == (2, 'published', user)
        assert published.published_at == NOW
        assert version.procedure.published_version == published
        assert ProcedureRole.objects.get(agency=version.procedure.agency, key='archivist').name == 'Arsiparis'
        assert published.source == saved.source

    def test_the_same_content_is_refused(self, version, draft):
        with pytest.raises(DraftRefused) as refused:
            drafting.publish_draft(draft, actor=None, now=NOW, read_at=None)

        assert [reason.code for reason in refused.value.refusals] == ['same-as-published']
        assert version.procedure.versions.filter(state='published').count() == 1

    def test_a_draft_that_was_overtaken_gets_the_next_number(self, version, draft):
        later = change(drafting.make_draft(draft.procedure, actor=None, base=version), '1 hour', '2 hours')
        drafting.publish_draft(later, actor=None, now=NOW, read_at=None)

        overtaken = drafting.publish_draft(change(draft, '1 hour', '3 hours'), actor=None, now=NOW, read_at=None)

        assert (later.number, overtaken.number) == (3, 4)
        assert version.procedure.published_version == overtaken

    def test_a_running_case_keeps_its_version(self, office):
        case = office.submit()
        draft = drafting.make_draft(office.version.procedure, actor=None, base=office.version)
        draft = change(draft, '1 hour', '2 hours')

        published = drafting.publish_draft(draft, actor=None, now=NOW, read_at=None)

        case.refresh_from_db()
        assert case.version == office.version
        assert office.submit(office.make_request(name='Another')).version == published


class TestImport:
    def test_a_text_becomes_a_procedure_with_a_draft(self, db):
        agency = factories.make_tenant()

        draft = drafting.import_procedure(SHIPPED, agency=agency, actor=None)

        procedure = Procedure.objects.get(agency=agency)
        assert (procedure.key, procedure.name) == ('sumbar-colocation', 'Permohonan Colocation')
        assert (draft.procedure, draft.state, draft.source) == (procedure, 'draft', SHIPPED)

    @pytest.mark.parametrize('source', ['- 1', 'procedure: Not a key', 'procedure: fine\nsubject: nonsense', 'a: {'])
    def test_a_text_that_is_no_procedure_makes_nothing(self, db, source):
        with pytest.raises(DocumentInvalid):
            drafting.import_procedure(source, agency=factories.make_tenant(), actor=None)

        assert not Procedure.objects.exists()

    def test_a_text_with_mistakes_in_its_rows_is_kept_as_a_draft(self, db):
        source = yaml.safe_dump({**load_yaml(SHIPPED), 'rows': [{'row': 1}]})

        draft = drafting.import_procedure(source, agency=factories.make_tenant(), actor=None)

        assert draft.document == {}


def test_stale_times_are_exact(draft):
    """A time that differs by one microsecond is another save."""
    with pytest.raises(DraftRefused):
        drafting.save_draft(draft, 'x', actor=None, read_at=draft.last_updated - datetime.timedelta(microseconds=1))
