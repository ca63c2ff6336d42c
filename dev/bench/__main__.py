"""Run the benchmark: `make bench [SIZE=S|M|L]`.

Fills a database of its own, runs each of ours and its peer side by side, prints a table, writes it to
`.run/bench.json`, and ends with status 1 when a target does not hold. The ratios count; the absolute times are this
machine's of today.
"""

import argparse
import json
import os
import sys
import time

from dev import databases, environment, postgres, valkey
from dev.run_folder import RUN
from dev.templates import ensure_plugin

# Open tasks; there are ten times as many closed ones.
SIZES = {'S': 10_000, 'M': 100_000, 'L': 100_000}
DATABASE = 'colocation_bench'


def main() -> int:
    """Prepare a database, measure, tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--size', choices=SIZES, default='S')
    size = parser.parse_args().size
    began = time.monotonic()
    _prepare()
    from . import tasks_estate, views
    from .measuring import as_table

    print(f'building the estate: {SIZES[size]:,} open tasks', flush=True)
    estate = tasks_estate.build(open_tasks=SIZES[size])
    verdicts = views.run(estate)
    print(as_table(verdicts))
    file = RUN / 'bench.json'
    file.write_text(json.dumps({'size': size, 'cases': [verdict.as_dict() for verdict in verdicts]}, indent=1))
    failed = [verdict.ours.name for verdict in verdicts if not verdict.holds]
    print(f'{time.monotonic() - began:.0f} s; written to {file.relative_to(RUN.parent)}; missed: {failed or "none"}')
    return 1 if failed else 0


def _prepare() -> None:
    server = postgres.ensure()
    valkey.ensure()
    databases.drop(server, DATABASE)
    databases.create(server, DATABASE, template=ensure_plugin(server))
    os.environ['COLOCATION_DATABASE_NAME'] = DATABASE
    environment.prepare()
    import django

    django.setup()


if __name__ == '__main__':
    sys.exit(main())
