"""An agency with years of work behind it: open cases with one open task each, and ten times as many closed ones.

Written in SQL, because it is much; every row is one that the engine could have written.
"""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils import timezone

__all__ = ('APPLICANTS', 'Estate', 'build')

APPLICANTS = 200
CLOSED_PER_CASE = 10
JOURNAL_RACK = 'Benchmark rack'

CASES = """
INSERT INTO netbox_colocation_case
    (created, last_updated, custom_field_data, number, version_id, agency_id, applicant_id, state, opened_at)
SELECT now(), now(), '{}', 'COL-BENCH-' || n, %(version)s, %(agency)s,
       (%(applicants)s::bigint[])[1 + n %% %(applicant_count)s], 'open', now() - n * interval '1 minute'
FROM generate_series(1, %(cases)s) AS n
"""
REQUESTS = """
INSERT INTO netbox_colocation_colocationrequest
    (created, last_updated, custom_field_data, description, comments, name, procedure_id, applicant_id, status, case_id,
     purpose, site_id, "grouping", letter_number, letter_subject, administrative_name, administrative_position,
     administrative_email, administrative_phone, technical_name, technical_organisation, technical_email,
     technical_phone)
SELECT now(), now(), '{}', '', '', 'Request ' || c.id, %(procedure)s, c.applicant_id, 'open', c.id,
       'For the benchmark', %(site)s, 'any', '', '', '', '', '', '', '', '', '', ''
FROM netbox_colocation_case AS c WHERE c.number LIKE 'COL-BENCH-%%'
"""
TASKS = """
INSERT INTO netbox_colocation_task
    (created, last_updated, custom_field_data, case_id, step, "row", round, seat, role_key, role_id, state, opened_at,
     due_at, closed_at, closed_by_name, outcome, comment, data, on_paper, recorded_by_name, paused_minutes,
     worked_minutes)
SELECT now(), now(), '{}', c.id, '3', '3', n, 1, r.key, r.id, CASE WHEN n > %(closed)s THEN 'open' ELSE 'closed' END,
       c.opened_at, c.opened_at + (c.id %% 400) * interval '1 hour',
       CASE WHEN n > %(closed)s THEN NULL ELSE c.opened_at + n * interval '1 hour' END,
       CASE WHEN n > %(closed)s THEN '' ELSE 'Somebody' END, CASE WHEN n > %(closed)s THEN '' ELSE 'checked' END,
       '', '{}', false, '', 0, CASE WHEN n > %(closed)s THEN NULL ELSE 60 END
FROM netbox_colocation_case AS c
CROSS JOIN generate_series(1, %(closed)s + 1) AS n
JOIN netbox_colocation_procedurerole AS r ON r.id = (%(roles)s::bigint[])[1 + (c.id + n) %% %(role_count)s]
WHERE c.number LIKE 'COL-BENCH-%%'
"""
JOURNAL = """
INSERT INTO extras_journalentry
    (created, last_updated, custom_field_data, assigned_object_type_id, assigned_object_id, created_by_id, kind,
     comments)
SELECT now() - n * interval '1 minute', now(), '{}', %(type)s, %(rack)s, %(user)s, 'info', 'Entry ' || n
FROM generate_series(1, %(entries)s) AS n
"""


@dataclass(frozen=True)
class Estate:
    """Who looks at it, and what they look at."""

    officer: Any
    administrator: Any
    case: Any
    rack: Any


def build(*, open_tasks: int) -> Estate:
    """Fill the database: `open_tasks` open cases, ten times as many closed tasks and as many journal entries."""
    from core.models import ObjectType
    from dcim.models import Rack

    from netbox_colocation.models import Case
    from tests import factories
    from tests.office import make_office

    office = make_office()
    walked = office.submit()
    office.walk_to(walked, '10')
    administrator = factories.make_user(is_superuser=True)
    roles = list(office.agency.procedure_roles.order_by('pk').values_list('pk', flat=True))
    applicants = [factories.make_tenant().pk for _ in range(APPLICANTS)]
    rack = factories.make_powered_rack(site=office.site, name=JOURNAL_RACK)
    for position in range(1, 21):
        factories.make_device(rack, position=position)
    _insert(
        {
            'version': office.version.pk,
            'agency': office.agency.pk,
            'procedure': office.version.procedure_id,
            'site': office.site.pk,
            'applicants': applicants,
            'applicant_count': len(applicants),
            'cases': open_tasks,
            'closed': CLOSED_PER_CASE,
            'roles': roles,
            'role_count': len(roles),
            'entries': open_tasks * CLOSED_PER_CASE,
            'type': ObjectType.objects.get_for_model(Rack).pk,
            'rack': rack.pk,
            'user': administrator.pk,
        }
    )
    return Estate(
        officer=office.users['helpdesk'], administrator=administrator, case=Case.objects.get(pk=walked.pk), rack=rack
    )


def _insert(values: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        for statement in (CASES, REQUESTS, TASKS, JOURNAL):
            began = timezone.now()
            cursor.execute(statement, values)
            seconds = (timezone.now() - began) / datetime.timedelta(seconds=1)
            print(f'  {cursor.rowcount:>9,} rows into {statement.split()[2]} in {seconds:.0f} s', flush=True)
        cursor.execute('ANALYZE')
