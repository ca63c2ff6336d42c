"""`make messages` finds what is marked, in every way in which it can be marked, and keeps what was translated."""

from pathlib import Path

import pytest

from dev import messages

PYTHON = """
from django.utils.translation import gettext_lazy as _, ngettext, npgettext, pgettext
label = _('Request')
long = _(
    'One sentence '
    'in two lines.'
)
count = ngettext('{count} server', '{count} servers', 2)
# Translators: somebody's office
office = pgettext('office', 'Position')
both = npgettext('office', '{count} position', '{count} positions', 2)
"""
TEMPLATE = """{% load i18n %}
<table>
    <th>{% trans "No" context "column" %}</th><td title="{% translate 'Height' %}">{{ value|default:_("none") }}</td>
  {% blocktrans trimmed with name=who %}
    Given by
    {{ name }}
  {% endblocktrans %}
      {% blocktrans count n=many %}{{ n }} rack{% plural %}{{ n }} racks{% endblocktrans %}
{# a ( that nobody closes #}
</table>
"""


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package with one module, one template, and a migration that is nobody's reading."""
    package = tmp_path / 'package'
    (package / 'migrations').mkdir(parents=True)
    (package / 'page.html').write_text(TEMPLATE)
    (package / 'module.py').write_text(PYTHON)
    (package / 'migrations' / '0001.py').write_text("_('Old')")
    return package


def test_finds_every_way_of_marking(package: Path) -> None:
    found = {(message.id, message.context) for message in messages.gather(package) if message.id}

    assert found == {
        ('Request', None),
        ('One sentence in two lines.', None),
        (('{count} server', '{count} servers'), None),
        ('Position', 'office'),
        (('{count} position', '{count} positions'), 'office'),
        ('No', 'column'),
        ('Height', None),
        ('none', None),
        ('Given by %(name)s', None),
        (('%(n)s rack', '%(n)s racks'), None),
    }


def test_refuses_what_nobody_could_translate(package: Path) -> None:
    """A name in place of a text would be looked up in the catalogue and never found there."""
    (package / 'module.py').write_text('_(label)')

    with pytest.raises(ValueError, match=r'module\.py:1'):
        messages.gather(package)


def test_keeps_translations_and_guesses_none(package: Path, tmp_path: Path) -> None:
    """A string that changed by a letter is a new one; what was taken out is gone."""
    known = messages.gather(package)
    known['Request'].string = 'Permohonan'
    known['Height'].string = 'Tinggi'
    known[('{count} server', '{count} servers')].string = ('{count} server',)
    (tmp_path / 'django.po').write_bytes(messages.write_catalogue(known))
    (package / 'page.html').write_text('{% load i18n %}{% trans "Heights" %}')

    merged = messages.merge(messages.gather(package), messages.read_catalogue(tmp_path))

    assert merged['Request'].string == 'Permohonan'
    assert merged['{count} server'].string == ('{count} server',)
    assert not merged['Heights'].string
    assert 'Height' not in merged


def test_same_sources_give_the_same_bytes(package: Path, tmp_path: Path) -> None:
    first = messages.write_catalogue(messages.gather(package))
    (tmp_path / 'django.po').write_bytes(first)

    again = messages.write_catalogue(messages.merge(messages.gather(package), messages.read_catalogue(tmp_path)))

    assert again == first
    assert b'Date' not in first
    assert b'msgstr[1]' not in first
