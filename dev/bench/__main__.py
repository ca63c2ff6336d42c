"""Run the benchmark: `make bench [SIZE=S|M|L] [ONLY=placement,addresses,installing,letters,impact,tasks,feeds]`.

Fills a database of its own, runs each of ours and its peers side by side, prints a table for each part, keeps it in
`.run/bench-<size>.json`, and ends with status 1 when a target does not hold. The ratios count; the absolute times are
this machine's of today (`load` tells how much other work it had).
"""

import argparse
import datetime
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

from dev import databases, environment, postgres, valkey
from dev.run_folder import RUN, exclusively

PARTS = ('placement', 'addresses', 'installing', 'letters', 'impact', 'tasks', 'feeds')
# Open tasks; there are ten times as many closed ones.
SIZES = {'S': 10_000, 'M': 100_000, 'L': 100_000}
DATABASE = 'colocation_bench'


def main() -> int:
    """Prepare a database, measure, tell."""
    arguments = _arguments()
    with exclusively('bench'):  # a second run waits: it would take the first one's database away
        return _measure(arguments)


def _measure(arguments: argparse.Namespace) -> int:
    began = time.monotonic()
    _prepare(arguments.size)
    from .table import as_table

    failed = []
    for part in arguments.only:
        print(f'— {part} —', flush=True)
        verdicts = _run(part, arguments.size)
        print(as_table(verdicts), flush=True)
        failed += [verdict.ours.name for verdict in verdicts if not verdict.holds]
        file = _keep(arguments.size, part, verdicts)
    seconds = round(time.monotonic() - began)
    print(f'{seconds} s; written to {file.relative_to(RUN.parent)}; missed: {failed or "none"}')
    return 1 if failed else 0


def _keep(size: str, part: str, verdicts: list[Any]) -> Path:
    """Write what was measured beside the other parts of this size, each with its time."""
    file = RUN / f'bench-{size}.json'
    kept: dict[str, Any] = json.loads(file.read_text()) if file.exists() else {'size': size, 'parts': {}}
    kept['parts'][part] = {
        'measured_at': datetime.datetime.now(datetime.UTC).isoformat(timespec='seconds'),
        'load': os.getloadavg()[0],
        'cases': [verdict.as_dict() for verdict in verdicts],
    }
    file.write_text(json.dumps(kept, indent=1))
    return file


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--size', choices=SIZES, default='S', help='how large an estate')
    parser.add_argument('--only', default='', help=f'some of {",".join(PARTS)}')
    arguments = parser.parse_args()
    arguments.only = [part for part in arguments.only.split(',') if part] or list(PARTS)
    if unknown := sorted(set(arguments.only) - set(PARTS)):
        parser.error(f'unknown: {", ".join(unknown)}; there are {", ".join(PARTS)}')
    return arguments


def _prepare(size: str) -> None:
    from . import estate_template

    server = postgres.ensure()
    valkey.ensure()
    databases.drop(server, DATABASE)
    databases.create(server, DATABASE, template=estate_template.ensure(server, size))
    os.environ['COLOCATION_DATABASE_NAME'] = DATABASE
    os.environ['COLOCATION_PLUGINS_BESIDE'] = 'netbox_prometheus_sd'  # the peer of the feeds
    environment.prepare()
    import django

    django.setup()


def _run(part: str, size: str) -> list[Any]:
    """Measure one part; each is imported when its turn comes, so that one that fails stops no other one."""
    if part == 'placement':
        from . import placement

        return placement.run(size)
    if part == 'addresses':
        from . import addresses

        return addresses.run(size)
    if part == 'installing':
        from . import installing

        return installing.run(size)
    if part == 'letters':
        from . import letters

        return letters.run(size)
    if part == 'impact':
        from . import impact

        return impact.run(size)
    if part == 'feeds':
        from . import feeds

        return feeds.run(size)
    from . import tasks_estate, views

    print(f'building {SIZES[size]:,} open tasks', flush=True)
    return views.run(tasks_estate.build(open_tasks=SIZES[size]))


if __name__ == '__main__':
    sys.exit(main())
