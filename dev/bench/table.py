"""The verdicts as people read them."""

from collections.abc import Sequence

from .measuring import Verdict

__all__ = ('as_table',)

_HEAD = (
    'case', 'ours', 'best', 'queries', 'peak', 'beside', 'queries', 'faster', 'bare SQL', 'x bare', 'target', 'holds'
)  # fmt: skip
_LEFT = (0, 10, 11)


def as_table(verdicts: Sequence[Verdict]) -> str:
    """Return a line for each case, and below it what it stands beside."""
    rows = [_HEAD, *(_row(verdict) for verdict in verdicts)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEAD))]
    lines = [_line(rows[0], widths)]
    for verdict, row in zip(verdicts, rows[1:], strict=True):
        lines.append(_line(row, widths))
        lines += [f'    {text}' for text in _notes(verdict)]
    return '\n'.join(lines)


def _row(verdict: Verdict) -> tuple[str, ...]:
    peer, bare = verdict.peer, verdict.bare
    return (
        verdict.ours.name,
        _time(verdict.ours.milliseconds),
        _time(verdict.ours.best),
        f'{verdict.ours.queries:,}',
        '' if verdict.ours.peak is None else f'{verdict.ours.peak / 1024:.1f} MB',
        _time(peer.milliseconds if peer else None),
        f'{peer.queries:,}' if peer else '',
        _times(verdict.faster),
        _time(bare.milliseconds if bare else None),
        _times(verdict.above_bare),
        '; '.join(f'{"" if target.holds else "MISSED: "}{target.text}' for target in verdict.targets) or '–',
        ('yes' if verdict.holds else 'NO') if verdict.targets else '',
    )


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = (
        cell.ljust(width) if column in _LEFT else cell.rjust(width)
        for column, (cell, width) in enumerate(zip(row, widths, strict=True))
    )
    return '  '.join(cells).rstrip()


def _notes(verdict: Verdict) -> list[str]:
    """Name what the case stands beside, with its memory."""
    named = (('', verdict.ours), ('beside: ', verdict.peer), ('bare: ', verdict.bare))
    notes = []
    for role, measured in named:
        if measured is None or not (role or measured.note):
            continue
        peak = f'peak {measured.peak / 1024:.1f} MB' if role and measured.peak is not None else ''
        said = [text for text in (measured.name if role else '', measured.note, peak) if text]
        notes.append(role + '; '.join(said))
    return notes


def _time(milliseconds: float | None) -> str:
    if milliseconds is None:
        return ''
    return f'{milliseconds:,.0f} ms' if milliseconds >= 1000 else f'{milliseconds:.{2 if milliseconds < 10 else 1}f} ms'


def _times(ratio: float | None) -> str:
    if ratio is None:
        return ''
    return f'{ratio:,.0f}x' if ratio >= 100 else f'{ratio:.2f}x'
