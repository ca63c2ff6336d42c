"""How an agency's papers look: what its letterhead says, then what its newest published template says otherwise."""

import hashlib
import io

import pytest
from django.db import transaction
from django.utils import timezone
from PIL import Image
from pypdf import PdfReader

from netbox_colocation.documents import rendering, stationery, template_checks
from netbox_colocation.documents.files import keep
from netbox_colocation.documents.kinds import DRAFTED_KINDS
from netbox_colocation.documents.logos import find_logo
from netbox_colocation.documents.samples import signed
from netbox_colocation.exceptions import TemplateRefused
from netbox_colocation.models import DocumentTemplate
from tests import factories

from .reading import read_text

pytestmark = pytest.mark.django_db
KIND = 'reply-letter'
NOW = factories.NOW


def points(pdf):
    box = PdfReader(io.BytesIO(pdf)).pages[0].mediabox
    return round(float(box.width) / 72 * 25.4), round(float(box.height) / 72 * 25.4)


def publish(template):
    return template_checks.publish(template, actor=None, now=NOW)


def test_without_letterhead_and_template_the_page_is_the_shipped_one():
    template, look = stationery.freeze(factories.make_tenant(), KIND)

    assert template is None
    assert look == {
        'style': {
            'paper': 'a4', 'width': 210, 'height': 297, 'margins': {'top': 20, 'bottom': 22, 'left': 25, 'right': 20},
            'font': 'Liberation Sans', 'font_size': 11, 'logo': '', 'template': None,
        },
        'wording': {},
    }  # fmt: skip
    assert rendering.render(KIND, signed('accepted') | look) == rendering.render(KIND, signed('accepted'))


def test_a_template_says_otherwise_than_the_letterhead_only_where_it_says_something():
    letterhead = factories.make_letterhead(paper='f4', margin_left=30, font='serif', font_size=12)
    template = factories.make_template(
        agency=letterhead.agency, font='bookman', margin_left=40, wording={'closing': 'Sekian.'}, state='published'
    )

    found, look = stationery.freeze(letterhead.agency, KIND)

    assert found == template
    assert look['wording'] == {'closing': 'Sekian.'}
    style = look['style']
    assert (style['paper'], style['width'], style['height']) == ('f4', 215, 330)
    assert style['margins']['left'] == 40
    assert (style['font'], style['font_size'], style['template']) == ('TeX Gyre Bonum', 12, template.pk)


def test_the_newest_published_template_counts_and_drafts_do_not():
    agency = factories.make_tenant()
    for version, state in ((1, 'published'), (2, 'published'), (3, 'draft')):
        factories.make_template(agency=agency, version=version, state=state)
    factories.make_template(agency=agency, version=9, state='published', kind='work-report')

    assert stationery.find_template(agency, KIND).version == 2
    assert stationery.find_template(factories.make_tenant(), KIND) is None


@pytest.mark.parametrize('font', ['sans', 'serif', 'bookman'])
def test_a_letter_is_printed_on_the_agencys_paper_in_its_font_with_its_sentences(font):
    letterhead = factories.make_letterhead(paper='f4', font=font)
    template = factories.make_template(
        agency=letterhead.agency, wording={'closing': 'Sekian untuk {applicant} #sys.version.'}, state='published'
    )
    _template, look = stationery.freeze(letterhead.agency, KIND)

    pdf = rendering.render(KIND, signed('accepted') | look, template.source)

    assert points(pdf) == (215, 330)
    assert 'Sekian untuk Dinas Kesehatan #sys.version.' in read_text(pdf)
    assert pdf == rendering.render(KIND, signed('accepted') | look, template.source)


def test_a_logo_is_printed_by_its_digest_in_shipped_and_own_layouts():
    picture = io.BytesIO()
    Image.new('RGB', (30, 30), 'red').save(picture, 'PNG')
    digest = hashlib.sha256(picture.getvalue()).hexdigest()
    with transaction.atomic():
        name = keep(picture.getvalue(), 'image/png')
    letterhead = factories.make_letterhead(logo=name)
    find_logo.cache_clear()
    _template, look = stationery.freeze(letterhead.agency, KIND)

    assert look['style']['logo'] == digest
    for source in ('', template_checks.shipped_layout(KIND)):
        pdf = rendering.render(KIND, signed('accepted') | look, source)
        assert len(PdfReader(io.BytesIO(pdf)).pages[0].images) >= 1


def test_a_paper_whose_logo_is_lost_is_not_printed_without_it():
    data = signed('accepted') | {'style': {'logo': 'f' * 64}}

    with pytest.raises(FileNotFoundError, match='missing from the storage'):
        rendering.render(KIND, data)


def test_an_own_layout_that_says_the_shipped_one_prints_the_same_words():
    data = signed('accepted')

    own = rendering.render(KIND, data, template_checks.shipped_layout(KIND))

    assert read_text(own) == read_text(rendering.render(KIND, data))


@pytest.mark.parametrize('kind', sorted(DRAFTED_KINDS))
def test_the_shipped_layout_of_every_kind_passes_the_checks_as_an_own_one(kind):
    """So does whoever starts from it; and every kind has samples to be checked with."""
    template = factories.make_template(kind=kind, source=template_checks.shipped_layout(kind))

    assert template_checks.check(template) == []


@pytest.mark.parametrize('font', ['serif', 'bookman'])
def test_every_kind_can_be_printed_in_every_font(font):
    template = factories.make_template(font=font)
    for kind in sorted(DRAFTED_KINDS):
        template.kind = kind
        template_checks.preview(template, output='pdf')


@pytest.mark.parametrize(
    ('wording', 'code', 'words'),
    [
        ({'nobody': 'x'}, 'wording-unknown', 'nobody: papers of this kind have no such sentence'),
        ({'closing': 7}, 'wording-invalid', 'closing: a sentence is a text'),
        ({'closing': 'x' * 4001}, 'wording-invalid', 'more than 4000 characters'),
        ({'closing': 'Halo {nobody}'}, 'wording-placeholder', 'nothing is filled in for {nobody}'),
        (['closing'], 'wording-invalid', 'a table of sentences'),
    ],
)
def test_wording_that_cannot_be_printed_is_refused(wording, code, words):
    template = factories.make_template(wording=wording)

    [refusal] = template_checks.check(template)

    assert (refusal.code, refusal.field) == (code, 'wording')
    assert words in refusal.message


def test_all_that_is_wrong_with_the_wording_is_said_at_once():
    template = factories.make_template(wording={'nobody': 'x', 'closing': '{a} {b}'})

    with pytest.raises(TemplateRefused) as raised:
        publish(template)

    codes = [refusal.code for refusal in raised.value.refusals]
    assert codes == ['wording-unknown', 'wording-placeholder', 'wording-placeholder']
    assert DocumentTemplate.objects.get().state == 'draft'


@pytest.mark.parametrize(
    'source',
    [
        '#import "layout.typ": *\n#data.check.date.text',
        '#import "layout.typ": *\n#data.servers.at(3).name.at(100)',
        '#import "layout.typ": *\n#data.signer.name',
    ],
)
def test_a_layout_that_fails_for_some_papers_only_is_found_before_it_is_published(source):
    """A letter about a visit has no check, one with two servers no fourth, a draft no signer."""
    template = factories.make_template(source=source)

    [refusal] = template_checks.check(template)

    assert (refusal.code, refusal.field, refusal.data['line']) == ('template-broken', 'source', 2)


def test_kinds_that_arrive_as_files_have_no_template():
    [refusal] = template_checks.check(factories.make_template(kind='request-letter'))

    assert (refusal.code, refusal.field) == ('template-kind', 'kind')


def test_a_published_template_says_who_and_when_and_never_changes():
    user = factories.make_user()
    template = factories.make_template()

    published = template_checks.publish(template, actor=user, now=timezone.now())

    assert (published.state, published.published_by) == ('published', user)
    with pytest.raises(TemplateRefused) as raised:
        publish(published)
    assert raised.value.refusals[0].code == 'template-published'
    copy = template_checks.copy_to_draft(published)
    assert (copy.pk, copy.state, copy.agency) == (None, 'draft', published.agency)
