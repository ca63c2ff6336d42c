"""The documentation says what the code does: keys, settings, codes, models, links and functions are all there."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from django.apps import apps

from netbox_colocation import ColocationConfig, exceptions
from netbox_colocation.documents.files import PROBLEMS
from netbox_colocation.monitoring.content import OF_DEVICE, OF_TARGET
from netbox_colocation.ui.acting import status_of_refusal
from netbox_colocation.workflows import registry
from netbox_colocation.workflows.document_parsing import parse

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / 'netbox_colocation'
DOCS = ROOT / 'docs'
PAGES = sorted([*ROOT.glob('*.md'), *DOCS.rglob('*.md')])

LINK = re.compile(r'\[[^\]]*\]\(([^)\s]+)\)')
FUNCTION = re.compile(r'`([\w/]+\.py)::([\w.]+)`')
FENCE = re.compile(r'^( *)```.*?^\1```$', re.DOTALL | re.MULTILINE)


def read(name: str) -> str:
    return (DOCS / name).read_text(encoding='utf-8')


def section(text: str, title: str) -> str:
    """Return what stands below a heading, up to the next heading of its level."""
    match = re.search(rf'^(#+) {re.escape(title)}$', text, re.MULTILINE)
    assert match, f'there is no section “{title}”'
    rest = text[match.end() :]
    end = re.search(rf'^#{{1,{len(match[1])}}} ', rest, re.MULTILINE)
    return rest[: end.start()] if end else rest


def first_cells(text: str) -> set[str]:
    """Return the names in code that stand in the first cells of the tables of a text."""
    cells = re.findall(r'^\| (`[^|]*) \|', text, re.MULTILINE)
    return {name for cell in cells for name in re.findall(r'`([^`]+)`', cell)}


@pytest.mark.parametrize(
    ('title', 'registered'),
    [
        ('Activities', registry.ACTIVITIES),
        ('Guards', registry.GUARDS),
        ('Effects', registry.EFFECTS),
        ('Outer effects', registry.OUTER_EFFECTS),
    ],
)
def test_every_key_of_the_vocabulary_is_documented(title, registered):
    """A row for each key that a procedure may name, and none for a key that is gone."""
    assert first_cells(section(read('procedures.md'), title)) == set(registered)


def test_the_example_procedure_can_be_published():
    """The short procedure of the page breaks no rule of the format."""
    [text] = re.findall(r'```yaml\n(procedure:.*?)```', read('procedures.md'), re.DOTALL)

    document = parse(yaml.safe_load(text), registry.vocabulary())

    assert list(document.steps) == ['1', '2']


def test_every_setting_is_documented_with_its_default():
    """A row for each setting and none for others; plain defaults stand there as Python writes them."""
    table = section(read('operations.md'), 'Settings')
    rows = {name: row for row in table.splitlines() for name in first_cells(row)}

    assert set(rows) == set(ColocationConfig.default_settings)
    for name, default in ColocationConfig.default_settings.items():
        if not isinstance(default, dict):
            assert f'| `{default!r}` |' in rows[name], f'{name}: the default is {default!r}'


def test_every_error_is_documented_with_its_status():
    """A row for each error code, with the HTTP status that answers it."""
    rows = re.findall(r'^\| `([a-z-]+)` \| (\d+) \|', section(read('api.md'), 'Errors'), re.MULTILINE)
    errors = [kind for kind in vars(exceptions).values() if isinstance(kind, type)]
    errors = [kind for kind in errors if issubclass(kind, exceptions.ColocationError)]

    assert dict(rows) == {kind.code: str(status_of_refusal(kind.__new__(kind))) for kind in errors}


def test_every_code_of_a_finding_is_documented():
    """Every code that a refusal or a capacity finding is made with stands in the API's tables."""
    documented = set(re.findall(r'`([a-z-]+)`', section(read('api.md'), 'Codes of findings')))
    codes = {code for path in PACKAGE.rglob('*.py') for code in codes_in(path)} | set(PROBLEMS)

    assert not codes - documented


def codes_in(path: Path) -> Iterator[str]:
    """Return the constant codes of refusals made in a module, and of the sentences of capacity findings."""
    for node in ast.walk(ast.parse(path.read_text(encoding='utf-8'))):
        if isinstance(node, ast.Call) and getattr(node.func, 'id', '') == 'Refusal' and node.args:
            first = node.args[0]
            if isinstance(first, ast.Constant):
                yield first.value
        elif isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Dict):
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            if getattr(target, 'id', '') == 'SENTENCES':
                yield from (key.value for key in node.value.keys)


def test_every_label_of_the_feed_is_documented():
    documented = set(re.findall(r'`([a-z0-9_]+)`', read('monitoring.md')))

    assert not {*OF_DEVICE, *OF_TARGET} - documented


def test_every_model_has_a_page():
    """NetBox links from a form to `docs/models/<app>/<model>`; models behind the scenes have no form."""
    models = [model for model in apps.get_app_config('netbox_colocation').get_models() if hasattr(model, 'docs_url')]
    pages = {page.stem for page in (DOCS / 'models' / 'netbox_colocation').glob('*.md')}

    assert models
    assert pages == {model._meta.model_name for model in models}


def test_a_model_page_names_every_field_of_the_form():
    """What somebody can fill in is explained; NetBox's own fields of every object are not repeated."""
    common = {'description', 'comments', 'owner', 'tags', 'custom_field_data'}
    missing = []
    for model in apps.get_app_config('netbox_colocation').get_models():
        page = DOCS / 'models' / 'netbox_colocation' / f'{model._meta.model_name}.md'
        if not hasattr(model, 'docs_url'):
            continue
        text = page.read_text(encoding='utf-8')
        fields = [*model._meta.fields, *model._meta.many_to_many]
        names = {field.name for field in fields if field.editable and not field.primary_key} - common
        missing += [f'{page.name}: {name}' for name in sorted(names) if f'`{name}`' not in text]

    assert not missing


@pytest.mark.parametrize('page', PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_relative_link_leads_somewhere(page):
    """To a file that is there, and to a heading that is in it."""
    text = FENCE.sub('', page.read_text(encoding='utf-8'))
    broken = []
    for target in LINK.findall(text):
        if re.match(r'[a-z]+:', target):
            continue
        name, _, anchor = target.partition('#')
        file = (page.parent / name) if name else page
        if not file.exists() or (anchor and anchor not in anchors(file)):
            broken.append(target)

    assert not broken


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as code hosts make them."""
    text = FENCE.sub('', page.read_text(encoding='utf-8'))
    headings = re.findall(r'^#+ (.+)$', text, re.MULTILINE)
    return {re.sub(r'[^\w\- ]', '', heading.lower()).replace(' ', '-') for heading in headings}


def test_functions_named_in_the_documentation_exist():
    """`file.py::name` is a function, class or method that is there."""
    named = {reference for page in PAGES for reference in FUNCTION.findall(page.read_text(encoding='utf-8'))}

    missing = [f'{file}::{name}' for file, name in sorted(named) if name not in names_in(PACKAGE / file)]

    assert named
    assert not missing


def names_in(path: Path) -> set[str]:
    """Return what a module defines: functions, classes, and methods as `Class.method`."""
    if not path.exists():
        return set()
    names = set()
    for node in ast.parse(path.read_text(encoding='utf-8')).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        if isinstance(node, ast.ClassDef):
            names |= {f'{node.name}.{member.name}' for member in node.body if isinstance(member, ast.FunctionDef)}
    return names


def test_files_named_in_the_documentation_exist():
    """A path in code is one of the repository, or of the package."""
    pattern = re.compile(r'`((?:[\w-]+/)*[\w-]+\.(?:py|yaml|typ|toml))`')
    ignored = {'configuration.py', 'manage.py', 'utils.py'}  # of the reader's own NetBox, and what nobody may add
    named = {name for page in PAGES for name in pattern.findall(page.read_text(encoding='utf-8'))} - ignored

    missing = [name for name in sorted(named) if not any((base / name).exists() for base in places())]

    assert not missing


def places() -> list[Path]:
    """Where a path of the documentation may begin."""
    inside = ('workflows', 'documents/templates', 'api', 'monitoring/examples')
    return [ROOT, ROOT / 'scripts', PACKAGE, *(PACKAGE / folder for folder in inside)]


def test_the_layers_are_those_that_are_enforced():
    """CONTRIBUTING shows every layer of the import contract that has a module."""
    import tomllib

    contracts = tomllib.loads((ROOT / 'pyproject.toml').read_text())['tool']['importlinter']['contracts']
    [doors] = [contract for contract in contracts if contract['type'] == 'layers']
    enforced = [[name.strip(' ()') for name in layer.split('|')] for layer in doors['layers']]
    present = [[name for name in layer if exists(name)] for layer in enforced]
    shown = section((ROOT / 'CONTRIBUTING.md').read_text(), 'Layers').split('```')[1].strip().splitlines()

    assert [sorted(layer) for layer in present] == [
        sorted(name for name in layer.split(' | ') if exists(name)) for layer in shown
    ]


def exists(module: str) -> bool:
    return (PACKAGE / module).is_dir() or (PACKAGE / f'{module}.py').exists()
