"""The example of docs/api.md is run as it stands there, against a server."""

import re
from pathlib import Path

import pytest

from users.models import Token

from netbox_colocation.models import Case
from tests import factories
from tests.office import make_office

PAGE = Path(__file__).resolve().parents[2] / 'docs' / 'api.md'
EXAMPLE = re.compile(r'<!-- tests/docs/test_worked_example\.py .*?```python\n(.*?)```', re.DOTALL)


def make_token(user) -> str:
    token = Token.objects.create(user=user)
    return f'nbt_{token.key}.{token.token}'


@pytest.mark.django_db(transaction=True)
def test_the_worked_example_of_the_api(live_server, tmp_path, capsys):
    """A draft is written, its letter attached, capacity asked, the case opened and its next task performed."""
    office = make_office()
    letter = tmp_path / 'letter.pdf'
    letter.write_bytes(factories.make_pdf())
    [code] = EXAMPLE.findall(PAGE.read_text(encoding='utf-8'))
    names = {
        'NETBOX': live_server.url,
        'APPLICANT_TOKEN': make_token(office.users['applicant']),
        'OFFICER_TOKEN': make_token(office.users['head']),
        'PROCEDURE_ID': office.version.procedure_id,
        'APPLICANT_SLUG': office.applicant.slug,
        'SITE_SLUG': office.site.slug,
        'LETTER': str(letter),
    }

    try:
        exec(compile(code, str(PAGE), 'exec'), names)
    finally:
        # The server keeps a database connection for every connection that is kept alive.
        for client in ('applicant', 'officer'):
            if client in names:
                names[client].api.http_session.close()

    printed = capsys.readouterr().out
    case = Case.objects.get()
    assert f'{case.number} waits for head' in printed
    assert 'place enough' in printed
    assert [(task.step, task.state) for task in case.tasks.order_by('pk')] == [
        ('1', 'closed'),
        ('2.1', 'closed'),
        ('2.2', 'open'),
    ]
