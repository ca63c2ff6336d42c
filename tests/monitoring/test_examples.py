"""The files that a monitoring system is set up with: whole, right by their own programs, with NetBox's address."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from netbox_colocation.monitoring.examples import EXAMPLES, PLACEHOLDER, render
from tests.prometheus_stand import needs

ADDRESS = 'https://dc.padang.example/netbox'
RULES_TEST = Path(__file__).parent / 'colocation-rules-test.yaml'


@pytest.fixture
def folder(tmp_path) -> Path:
    """All files as somebody downloads them, with the token beside them."""
    for example in EXAMPLES.values():
        (tmp_path / example.name).write_text(render(example, address=f'{ADDRESS}/'))
    (tmp_path / 'netbox-token').write_text('nbt_x.y')
    return tmp_path


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(word) for word in command], capture_output=True, text=True, timeout=60)


def board() -> dict:
    return json.loads(EXAMPLES['grafana-dashboard.json'].path.read_text())


def test_every_file_of_the_folder_is_an_example_and_carries_the_address():
    folder = EXAMPLES['prometheus.yaml'].path.parent

    assert {path.name for path in folder.iterdir()} - {'__init__.py', '__pycache__'} == set(EXAMPLES)
    for example in EXAMPLES.values():
        text = render(example, address=f'{ADDRESS}/')
        assert PLACEHOLDER not in text
        assert (ADDRESS in text) == (PLACEHOLDER in example.path.read_text())
        assert f'{ADDRESS}//' not in text


def test_promtool_finds_nothing_wrong(folder):
    done = run(needs('promtool'), 'check', 'config', '--lint-fatal', folder / 'prometheus.yaml')

    assert done.returncode == 0, done.stdout + done.stderr
    assert 'SUCCESS: 10 rules found' in done.stdout


def test_alert_rules_tell_what_is_wrong_and_nothing_that_is_muted(folder):
    shutil.copy(EXAMPLES['colocation-rules.yaml'].path, folder)
    shutil.copy(RULES_TEST, folder / 'test.yaml')

    done = run(needs('promtool'), 'test', 'rules', folder / 'test.yaml')

    assert done.returncode == 0, done.stdout + done.stderr


def test_every_alert_rule_but_a_forecast_is_tested():
    rules = yaml.safe_load(EXAMPLES['colocation-rules.yaml'].path.read_text())
    alerts = {rule['alert'] for group in rules['groups'] for rule in group['rules']}
    cases = yaml.safe_load(RULES_TEST.read_text())['tests']

    assert alerts - {row['alertname'] for case in cases for row in case['alert_rule_test']} == {
        'ColocationUnitsEndSoon'
    }


def test_the_blackbox_exporter_takes_its_modules(folder):
    program = needs('prometheus-blackbox-exporter')

    done = run(program, '--config.check', f'--config.file={folder / "blackbox.yaml"}')

    assert done.returncode == 0
    assert 'deprecated' not in done.stderr


def test_panels_of_the_dashboard_stand_beside_each_other_and_ask_the_data_source_that_was_chosen():
    panels, taken = board()['panels'], set()
    for panel in panels:
        place = panel['gridPos']
        cells = {
            (x, y)
            for x in range(place['x'], place['x'] + place['w'])
            for y in range(place['y'], place['y'] + place['h'])
        }
        assert place['x'] + place['w'] <= 24
        assert not cells & taken, panel['title']
        taken |= cells
        assert all(target['datasource']['uid'] == '${datasource}' for target in panel.get('targets', ()))
    assert len({panel['id'] for panel in panels}) == len(panels)
    assert len({panel['title'] for panel in panels}) == len(panels)


def test_the_dashboard_asks_for_no_variable_that_it_has_not():
    known = {row['name'] for row in board()['templating']['list']} | {'__all', '__rate_interval', '__value'}

    assert set(re.findall(r'\$\{?(\w+)', json.dumps(board()))) <= known
