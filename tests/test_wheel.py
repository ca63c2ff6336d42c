"""The built wheel holds the whole plugin, the scripts that come with it, and nothing else."""

import ast
import re
import sys
import zipfile
from email.parser import Parser
from importlib.metadata import packages_distributions, requires
from pathlib import Path

import pytest

from dev.run_folder import PROJECT
from dev.wheel import build

PACKAGE = PROJECT / 'netbox_colocation'
# Where an installer puts them is the environment's share/; `colocation_scripts` takes them from there.
SCRIPTS = '.data/data/share/netbox-colocation/scripts/'


@pytest.fixture(scope='module')
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    return zipfile.ZipFile(build(tmp_path_factory.mktemp('wheel')))


def _tree() -> set[str]:
    """Return every file of the package in this checkout."""
    files = (file for file in PACKAGE.rglob('*') if file.is_file())
    return {
        str(Path(PACKAGE.name, file.relative_to(PACKAGE)))
        for file in files
        if '__pycache__' not in file.parts and not file.name.startswith('.')
    }


def test_holds_every_file_of_the_package(wheel: zipfile.ZipFile) -> None:
    """Templates, locale, procedures, Typst sources and static files come along, whatever their kind."""
    assert _tree() - set(wheel.namelist()) == set()


def test_holds_nothing_else(wheel: zipfile.ZipFile) -> None:
    """Tests, dev and the left-overs of tools stay outside."""
    others = {name for name in wheel.namelist() if '.dist-info/' not in name and SCRIPTS not in name} - _tree()

    assert others == set()


def test_holds_every_script(wheel: zipfile.ZipFile) -> None:
    """NetBox's custom scripts and the clients outside NetBox come along as files to be copied, not as modules."""
    shipped = {name.rpartition('/')[2] for name in wheel.namelist() if SCRIPTS in name}

    assert shipped == {file.name for file in (PROJECT / 'scripts').glob('*.py')} != set()


@pytest.mark.parametrize('kind', ['workflows/procedures/*.yaml', 'templates/**/*.html', 'migrations/0001_*.py'])
def test_what_it_must_hold_is_in_the_tree(kind: str) -> None:
    """The comparison above would pass with nothing on both sides."""
    assert list(PACKAGE.glob(kind))


def test_says_what_it_is(wheel: zipfile.ZipFile) -> None:
    """The metadata names the licence and Python, and not NetBox, which the plugin is installed into."""
    (name,) = (name for name in wheel.namelist() if name.endswith('.dist-info/METADATA'))

    metadata = Parser().parsestr(wheel.read(name).decode())

    assert metadata['Name'] == 'netbox-colocation'
    assert metadata['License-Expression'] == 'Apache-2.0'
    assert metadata['Requires-Python'] == '>=3.12'
    required = metadata.get_all('Requires-Dist') or []
    assert any(line.startswith('typst') for line in required)
    assert not any(line.startswith(('netbox', 'psycopg')) for line in required)


def test_every_import_is_installed_with_it(wheel: zipfile.ZipFile) -> None:
    """What the plugin imports comes with Python, with NetBox or with the plugin's own dependencies."""
    (name,) = (name for name in wheel.namelist() if name.endswith('.dist-info/METADATA'))
    metadata = Parser().parsestr(wheel.read(name).decode())
    own = {_distribution(line) for line in metadata.get_all('Requires-Dist') or []}
    netbox = {_distribution(line) for line in requires('netbox') or [] if 'extra ==' not in line}
    installed = own | netbox | {'netbox'}

    providers = packages_distributions()
    unknown = {
        module
        for module in _imported(wheel) - set(sys.stdlib_module_names) - {'netbox_colocation'}
        if not {_distribution(found) for found in providers.get(module, [])} & installed
    }

    assert unknown == set()


def _imported(wheel: zipfile.ZipFile) -> set[str]:
    """Return the first part of every module that the package imports by its full name."""
    found: set[str] = set()
    for name in wheel.namelist():
        # A script runs where somebody put it: a client outside NetBox needs what its own first lines say.
        if not name.endswith('.py') or SCRIPTS in name:
            continue
        for node in ast.walk(ast.parse(wheel.read(name))):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition('.')[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                found.add(node.module.partition('.')[0])
    return found


def _distribution(requirement: str) -> str:
    """Return a distribution's name in its normal form."""
    match = re.match(r'[A-Za-z0-9._-]+', requirement)
    return re.sub(r'[-_.]+', '-', match.group().lower()) if match else ''
