"""`make messages`: gather the strings of the plugin into its Indonesian catalogue, and compile it.

Django's makemessages needs GNU gettext; this needs Python alone. Translations that are there stay, a new string comes
in empty (never guessed from a similar one), and what the sources no longer say goes. The files hold no dates, no line
numbers and nothing else that changes from run to run: the same sources give the same bytes.
"""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import cast

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

from dev.progress import say
from dev.run_folder import PROJECT

__all__ = ('LOCALE', 'compile_catalogue', 'gather', 'main', 'merge', 'read_catalogue', 'write_catalogue')

PACKAGE = PROJECT / 'netbox_colocation'
LOCALE = PACKAGE / 'locale' / 'id' / 'LC_MESSAGES'

# Line, name of the function, its arguments (None for what is not a plain string), comments for translators.
type _Calls = Iterator[tuple[int, str, str | tuple[str | None, ...] | None, list[str]]]

_PLAIN, _PLURAL = (1,), (1, 2)
_CONTEXT, _CONTEXT_PLURAL = ((1, 'c'), 2), ((1, 'c'), 2, 3)
_KEYWORDS = {
    '_': _PLAIN,
    **dict.fromkeys(('gettext', 'gettext_lazy', 'gettext_noop'), _PLAIN),
    **dict.fromkeys(('ngettext', 'ngettext_lazy'), _PLURAL),
    **dict.fromkeys(('pgettext', 'pgettext_lazy'), _CONTEXT),
    **dict.fromkeys(('npgettext', 'npgettext_lazy'), _CONTEXT_PLURAL),
}


class Indonesian(Catalog):
    """A catalogue whose header says what programs need, without the dates that Babel would write.

    Babel thinks that every language has two forms unless it knows better; Indonesian has one.
    """

    num_plurals = 1
    plural_expr = '0'

    def __init__(self) -> None:
        super().__init__(locale='id', charset='utf-8', fuzzy=False, header_comment='# netbox_colocation in Indonesian.')

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        return [
            ('Project-Id-Version', 'netbox_colocation'),
            ('Language', 'id'),
            ('MIME-Version', '1.0'),
            ('Content-Type', 'text/plain; charset=utf-8'),
            ('Content-Transfer-Encoding', '8bit'),
            ('Plural-Forms', self.plural_forms),
        ]

    @mime_headers.setter
    def mime_headers(self, headers: list[tuple[str, str]]) -> None:
        """The header of a file that is read is not news."""


def gather(package: Path = PACKAGE) -> Indonesian:
    """Return a catalogue of every string that the package and the scripts beside it mark, without translations."""
    catalogue = Indonesian()
    scripts = package.parent.glob('scripts/colocation_*.py')
    for path in sorted((*package.rglob('*.py'), *package.rglob('*.html'), *scripts)):
        if 'migrations' in path.relative_to(package.parent).parts:
            continue
        for text, context, comments in _messages(path):
            place = (path.relative_to(package.parent).as_posix(), 0)
            catalogue.add(text, context=context, auto_comments=comments, locations=[place])
    return catalogue


def _messages(path: Path) -> Iterator[tuple[str | tuple[str, ...], str | None, list[str]]]:
    source = path.read_text()
    if path.suffix == '.html':
        if not settings.configured:
            settings.configure()  # the lexer of templates asks for it
        # Babel reads what comes out as Python, which has rules about where a line may begin.
        source = '\n'.join(line.strip() for line in templatize(source, str(path)).splitlines())
    # Its annotation is that of another function of Babel.
    calls = cast(_Calls, extract_python(io.BytesIO(source.encode()), _KEYWORDS, ['Translators:'], {}))
    for line, name, found, comments in calls:
        texts = found if isinstance(found, tuple) else (found,)
        spec = _KEYWORDS[name]
        if len(texts) < len(spec) or any(text is None for text in texts[: len(spec)]):
            raise ValueError(f'{path}:{line}: {name}() is called with something else than plain strings')
        strings = [str(text) for text in texts[: len(spec)]]
        context = strings.pop(0) if isinstance(spec[0], tuple) else None
        yield (strings[0] if len(strings) == 1 else tuple(strings)), context, comments


def read_catalogue(folder: Path = LOCALE) -> Catalog:
    """Return the catalogue as it is in the tree; an empty one when there is none."""
    path = folder / 'django.po'
    if not path.exists():
        return Indonesian()
    with path.open('rb') as file:
        return read_po(file)


def merge(gathered: Indonesian, known: Catalog) -> Indonesian:
    """Give the gathered strings the translations that are known of exactly these strings, and return them."""
    gathered.header_comment = known.header_comment
    for message in gathered:
        old = known.get(message.id, message.context) if message.id else None
        if old is None or old.fuzzy or old.pluralizable != message.pluralizable:
            continue
        message.string = old.string
        message.user_comments = old.user_comments
    return gathered


def write_catalogue(catalogue: Catalog) -> bytes:
    """Return the text of django.po, sorted by message."""
    buffer = io.BytesIO()
    write_po(buffer, catalogue, width=120, sort_output=True, include_lineno=False, ignore_obsolete=True)
    return buffer.getvalue()


def compile_catalogue(catalogue: Catalog) -> bytes:
    """Return the bytes of django.mo."""
    buffer = io.BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def main() -> None:
    """Bring both files up to date, and say what is left to translate."""
    catalogue = merge(gather(), read_catalogue())
    LOCALE.mkdir(parents=True, exist_ok=True)
    (LOCALE / 'django.po').write_bytes(write_catalogue(catalogue))
    (LOCALE / 'django.mo').write_bytes(compile_catalogue(catalogue))
    empty = [message.id for message in catalogue if message.id and not all(_strings(message))]
    say(f'{len(catalogue)} messages, {len(empty)} of them not translated')
    for text in empty:
        say(f'not translated: {text!r}')


def _strings(message: Message) -> tuple[str, ...]:
    return tuple(message.string) if isinstance(message.string, (list, tuple)) else (message.string or '',)


if __name__ == '__main__':
    main()
