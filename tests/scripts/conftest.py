"""The plugin’s scripts as NetBox has them: installed by the command, run by NetBox’s command, page, REST, worker."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import storages
from django.core.management import call_command

from core.models import Job
from extras.models import Script
from users.models import User

from netbox_colocation.management.scripts import install_scripts
from tests import factories

type Run = Callable[..., Job]


@pytest.fixture
def scripts_root(settings, tmp_path: Path) -> Path:
    """A folder of this test's own for what NetBox has elsewhere in SCRIPTS_ROOT."""
    settings.SCRIPTS_ROOT = str(tmp_path / 'scripts')
    settings.STORAGES = dict(settings.STORAGES)  # so that Django makes the storages anew
    Path(settings.SCRIPTS_ROOT).mkdir()
    assert storages['scripts'].location == settings.SCRIPTS_ROOT
    return Path(settings.SCRIPTS_ROOT)


@pytest.fixture
def installed(scripts_root: Path, db: None) -> Path:
    """The folder with the plugin's scripts, which NetBox knows."""
    assert list(install_scripts())
    return scripts_root


@pytest.fixture
def superuser(db: None) -> User:
    return factories.make_user(is_superuser=True)


def script_of(name: str) -> Script:
    """Return NetBox's row of a script, like 'colocation_places.FindPlaces'."""
    module, _dot, class_name = name.partition('.')
    return Script.objects.get(module__file_path=f'{module}.py', name=class_name)


def run_script(name: str, data: dict[str, Any] | None = None, *, user: User, commit: bool = False) -> Job:
    """Run a script with NetBox's own `runscript`, which runs it through its job runner, and return the job."""
    arguments = ['--commit'] if commit else []
    call_command('runscript', name, *arguments, user=user.username, data=json.dumps(data or {}))
    return script_of(name).jobs.latest('pk')


def codes(job: Job) -> set[str]:
    """Return why the script did not do it, for programs."""
    return {finding['code'] for finding in job.data['findings']}


def logged(job: Job, *statuses: str) -> list[str]:
    """Return what the script said, of these kinds."""
    return [entry['message'] for entry in job.data['log'] if not statuses or entry['status'] in statuses]
