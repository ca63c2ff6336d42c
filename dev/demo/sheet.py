"""What the walk prints: a block for every row of the procedure, and a line for every check. Knows no Django."""

import datetime
import shutil
import textwrap
from collections.abc import Iterable

__all__ = ('Sheet', 'clock')

LABEL = 13
NARROWEST, WIDEST = 80, 120


class Sheet:
    """Prints as things happen, and counts the checks that failed."""

    def __init__(self) -> None:
        self.failed = 0
        self.width = max(NARROWEST, min(WIDEST, shutil.get_terminal_size((WIDEST, 24)).columns))

    def title(self, text: str) -> None:
        self._print('', text, '─' * self.width)

    def block(self, label: str, text: str) -> None:
        """Begin a block: a row of the procedure, and who acts."""
        self._print('', f'{label:<{LABEL}}{text}')

    def line(self, label: str, text: str) -> None:
        """Print a labelled line of the block, wrapped."""
        first, *rest = textwrap.wrap(text, self.width - LABEL - 2) or ['–']
        self._print(f'  {label:<{LABEL - 2}}{first}', *(' ' * LABEL + more for more in rest))

    def lines(self, label: str, texts: Iterable[str]) -> None:
        """Print several lines under one label."""
        for number, text in enumerate(list(texts) or ['–']):
            self.line('' if number else label, text)

    def check(self, is_right: bool, text: str) -> None:
        """Print a check, and remember when it failed."""
        self.failed += not is_right
        self._print(f'  {"ok" if is_right else "FAILED":<{LABEL - 2}}{text}')

    def _print(self, *lines: str) -> None:
        print('\n'.join(lines), flush=True)


def clock(text: str) -> str:
    """Return a time that NetBox wrote, in the words of an office: Mon 23 Nov 09:12."""
    return f'{datetime.datetime.fromisoformat(text):%a %d %b %H:%M}'
