"""`colocation_scripts` puts the plugin’s scripts where NetBox finds them, as often as one likes."""

import ast
import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from core.models import Job
from extras.models import Script, ScriptModule

from dev.run_folder import PROJECT
from netbox_colocation.management import scripts
from netbox_colocation.management.scripts import install_scripts, shipped_scripts
from netbox_colocation.scripting import ColocationScript
from tests.scripts.conftest import run_script, script_of

pytestmark = pytest.mark.django_db

PLACES = 'colocation_places.FindPlaces'


def install(*arguments: str) -> str:
    said = io.StringIO()
    call_command('colocation_scripts', *arguments, stdout=said, stderr=said)
    return said.getvalue()


def test_every_shipped_script_is_registered_under_its_one_name(scripts_root):
    install()

    files = {file.name for file in (PROJECT / 'scripts').glob('colocation_*.py')}
    assert {module.file_path for module in ScriptModule.objects.all()} == files == set(shipped_scripts())
    for module in ScriptModule.objects.all():
        declared = [
            node.name
            for node in ast.parse((PROJECT / 'scripts' / module.file_path).read_text()).body
            if isinstance(node, ast.ClassDef) and any('ColocationScript' in ast.dump(base) for base in node.bases)
        ]
        # Nothing that a script only imports is listed as one.
        assert sorted(module.scripts.values_list('name', flat=True)) == sorted(declared) != []


@pytest.mark.parametrize('name', [*shipped_scripts()])
def test_every_script_is_a_dry_run_unless_asked_and_says_what_it_does(scripts_root, name):
    install()

    for script in Script.objects.filter(module__file_path=name):
        kind = script.python_class
        assert issubclass(kind, ColocationScript)
        assert kind.commit_default is False
        assert str(kind.name).startswith('Colocation: ')
        assert str(kind.description)
        shown = {field for _title, fields in kind().get_fieldsets() for field in fields}
        assert set(kind._get_vars()) <= shown, 'a field that no fieldset shows'


def test_installing_twice_changes_nothing(scripts_root):
    install()
    before = {file.name: file.stat().st_mtime_ns for file in scripts_root.iterdir() if file.is_file()}
    rows = set(Script.objects.values_list('pk', 'name'))

    assert {line.rpartition(': ')[2] for line in install().splitlines()} == {'unchanged'}
    assert {file.name: file.stat().st_mtime_ns for file in scripts_root.iterdir() if file.is_file()} == before
    assert set(Script.objects.values_list('pk', 'name')) == rows


def test_an_upgrade_brings_the_scripts_up_to_date(scripts_root, monkeypatch):
    older = {name: text.replace('Colocation: find', 'Colocation: seek') for name, text in shipped_scripts().items()}
    with monkeypatch.context() as earlier:
        earlier.setattr(scripts, 'shipped_scripts', lambda: older)
        install()
    assert script_of(PLACES).python_class.name == 'Colocation: seek places'

    said = install()

    assert 'colocation_places.py: updated' in said
    assert script_of(PLACES).python_class.name == 'Colocation: find places'


def test_what_somebody_changed_here_stays_unless_forced(scripts_root):
    install()
    file = scripts_root / 'colocation_places.py'
    file.write_text(file.read_text().replace('default=10', 'default=3'))

    assert 'colocation_places.py: changed here' in install()
    assert 'default=3' in file.read_text()
    assert 'colocation_places.py: updated' in install('--force')
    assert 'default=3' not in file.read_text()


def test_a_script_that_was_away_works_again(installed, superuser, office):
    run_script(PLACES, {'site': office.site.pk, 'height': '1'}, user=superuser)
    script_of(PLACES).delete(soft_delete=True)
    assert not script_of(PLACES).is_executable

    install()

    assert script_of(PLACES).is_executable


def test_a_copy_that_cannot_be_loaded_is_named(installed):
    file = installed / 'colocation_places.py'
    file.write_text(f'import nothing_of_that_name\n{file.read_text()}')

    assert 'colocation_places.py: broken' in install()


def test_removing_takes_them_out(installed, superuser, office):
    run_script(PLACES, {'site': office.site.pk, 'height': '1'}, user=superuser)

    install('--remove')

    assert not ScriptModule.objects.exists()
    assert not Job.objects.exists()
    assert not [file for file in installed.iterdir() if file.suffix == '.py']


def test_where_nothing_can_be_written_it_says_so(scripts_root, monkeypatch):
    monkeypatch.setattr(scripts, 'CHECKOUT', Path('/nowhere'))
    monkeypatch.setattr(scripts.metadata, 'files', lambda name: [])

    with pytest.raises(CommandError, match='install it from its wheel'):
        install()


def test_the_wheel_s_copy_is_found(scripts_root, monkeypatch, tmp_path):
    """Installed from the wheel, the scripts lie under share/ of the environment, and its record says so."""
    record = tmp_path / 'share' / 'netbox-colocation' / 'scripts'
    record.mkdir(parents=True)
    (record / 'colocation_places.py').write_text((PROJECT / 'scripts' / 'colocation_places.py').read_text())
    distribution = tmp_path / 'netbox_colocation-9.dist-info'
    distribution.mkdir()
    (distribution / 'METADATA').write_text('Metadata-Version: 2.4\nName: netbox-colocation\nVersion: 9\n')
    (distribution / 'RECORD').write_text('share/netbox-colocation/scripts/colocation_places.py,,\n')
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(scripts, 'CHECKOUT', Path('/nowhere'))

    assert dict(install_scripts()) == {'colocation_places.py': 'added'}
    assert script_of(PLACES).python_class.commit_default is False


def test_netbox_s_pages_show_every_script(installed, superuser, client):
    client.force_login(superuser)

    page = client.get(reverse('extras:script_list')).content.decode()

    for script in Script.objects.all():
        assert str(script.python_class.name) in page
        form = client.get(script.get_absolute_url())
        assert form.status_code == 200
        assert 'name="_commit"' in form.content.decode()
        assert client.get(reverse('extras:script_source', args=[script.pk])).status_code == 200
