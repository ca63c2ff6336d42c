"""The pages of statistics and of the yearly evidence, and the files that come of them."""

import csv
import datetime
import io

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from netbox_colocation.models import Case, Task
from netbox_colocation.ui.spreadsheets import Column, Listing, write_csv, write_xlsx
from netbox_colocation.ui.statistics import describe_minutes
from tests import base, factories

PAGE = reverse('plugins:netbox_colocation:statistics')
EVIDENCE = reverse('plugins:netbox_colocation:statistics_evidence')


@pytest.fixture
def officer(office, client):
    """The helpdesk, logged in; one task of the sheet's row 3 was closed an hour ago."""
    now = timezone.now()
    case = factories.make_case(version=office.version, applicant=office.applicant, opened_at=now)
    factories.make_task(
        case=case,
        role=office.agency.procedure_roles.get(key='helpdesk'),
        row='3',
        state='closed',
        outcome='checked',
        closed_at=now - datetime.timedelta(hours=1),
        due_at=now,
        worked_minutes=65,
    )
    client.force_login(office.users['helpdesk'])
    return client


def table(answer):
    return list(csv.DictReader(io.StringIO(answer.content.decode())))


def test_the_page_shows_the_row_its_limit_and_how_long_it_took(officer, office):
    page = officer.get(PAGE)

    [listing, cases] = [table.listing for table in page.context['tables']]
    record = dict(zip([column.key for column in listing.columns], listing.rows[0], strict=True))
    assert (record['row'], record['tasks'], record['on_time_share'], record['median_minutes']) == ('3', 1, 1.0, 65.0)
    assert record['activity']
    assert record['limit']
    assert cases.rows[0][:2] == (office.version.procedure.name, office.agency.name)
    # What every row has in common stands above the table.
    assert page.context['tables'][0].caption == f'{office.version.procedure.name} · {office.agency.name}'
    assert [column.key for column in page.context['tables'][0].columns][:3] == ['row', 'activity', 'limit']
    assert '1 h 05 min' in page.content.decode()
    assert '100 %' in page.content.decode()


@pytest.mark.parametrize('group', ['row', 'role', 'month', 'procedure'])
def test_every_grouping_answers(officer, group):
    page = officer.get(PAGE, {'group': group})

    assert page.status_code == 200
    assert len(page.context['tables'][0].rows) == 1


def test_a_day_that_is_none_is_said_and_nothing_is_counted(officer):
    for query in ({'since': 'soon'}, {'since': '2026-02-01', 'until': '2026-01-01'}, {'since': '0001-01-01'}):
        page = officer.get(PAGE, query)

        assert page.status_code == 400
        assert page.context['tables'] == []


def test_csv_has_keys_and_plain_numbers(officer):
    answer = officer.get(PAGE, {'export': 'csv'})

    assert answer['Content-Type'] == 'text/csv; charset=utf-8'
    assert 'attachment; filename="statistics-' in answer['Content-Disposition']
    [row] = table(answer)
    assert (row['row'], row['on_time_share'], row['median_minutes'], row['open']) == ('3', '1.0', '65.0', '0')
    [case] = table(officer.get(PAGE, {'export': 'csv', 'table': 'cases'}))
    assert (case['opened'], case['median_days']) == ('1', '')


def test_xlsx_has_a_sheet_for_tasks_and_one_for_cases(officer):
    book = openpyxl.load_workbook(io.BytesIO(officer.get(PAGE, {'export': 'xlsx'}).content))

    assert book.sheetnames == ['Tasks', 'Cases']
    values = {heading.value: cell for heading, cell in zip(book['Tasks'][1], book['Tasks'][2], strict=True)}
    assert (values['On time'].value, values['On time'].number_format) == (1, '0.0%')
    assert values['Median time (minutes)'].value == 65


def test_texts_of_users_never_become_formulas():
    evil = ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', ' =1', 'plain', 'a=b\x01']
    listing = Listing('x', 'A/B: [x]', (Column('text', 'Text'),), [(text,) for text in evil])

    cells = [row['text'] for row in csv.DictReader(io.StringIO(write_csv(listing).decode()))]
    sheet = openpyxl.load_workbook(io.BytesIO(write_xlsx([listing, listing]))).worksheets[1]

    assert cells == ["'=1+1", "'+1", "'-1", "'@SUM(A1)", "'\t=1", "' =1", 'plain', 'a=b\x01']
    assert {row[0].data_type for row in sheet.iter_rows(min_row=2)} == {'s'}
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == [*evil[:-1], 'a=b']


def test_times_say_hours_and_minutes():
    assert [describe_minutes(value) for value in (0, 59.4, 59.6, 1565)] == [
        '0 min',
        '59 min',
        '1 h 00 min',
        '26 h 05 min',
    ]


def test_without_permission_there_is_no_page(client, office):
    user = factories.make_user()
    client.force_login(user)

    assert [client.get(page).status_code for page in (PAGE, EVIDENCE)] == [403, 403]
    client.logout()
    assert [client.get(page).status_code for page in (PAGE, EVIDENCE)] == [302, 302]


def test_the_evidence_has_a_section_for_each_question_of_a_review(officer, office):
    page = officer.get(EVIDENCE)

    assert [table.listing.key for table in page.context['tables']] == [
        'use', 'cases', 'rows', 'capacity', 'versions', 'notes',
    ]  # fmt: skip
    assert page.context['agency'] == office.agency
    assert len(page.context['tables'][3].rows) == 12
    assert '1 of 1 agencies use the service.' in page.content.decode()


def test_the_evidence_is_a_workbook_with_a_sheet_for_each_section(officer, office):
    answer = officer.get(EVIDENCE, {'export': 'xlsx', 'agency': office.agency.pk})

    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == [
        'Agencies', 'Requests by month', 'Time per row', 'Capacity', 'Procedures', 'Review notes',
    ]  # fmt: skip
    assert book['Agencies']['A2'].value == office.applicant.name
    assert book['Agencies']['C2'].value == 'yes'


def test_the_evidence_of_another_agency_is_not_offered(officer):
    other = factories.make_version()

    page = officer.get(EVIDENCE, {'agency': other.procedure.agency_id})

    assert page.status_code == 400
    assert other.procedure.agency.name not in page.content.decode()


def test_who_may_see_no_procedure_is_told_so(client, office):
    user = factories.make_user()
    base.permit(user, Task, 'view')
    base.permit(user, Case, 'view')
    client.force_login(user)

    page = client.get(EVIDENCE)

    assert page.context['tables'] == []
    assert 'You may view no procedure' in page.content.decode()


def test_a_year_that_is_none_is_said(officer):
    assert officer.get(EVIDENCE, {'year': '1900'}).status_code == 400
    assert officer.get(EVIDENCE, {'year': '2025'}).context['year'] == 2025
