"""A Prometheus that reads the feeds of a NetBox, set up with the files that the plugin ships.

Debian's package `prometheus` has the program; nothing of the machine's own Prometheus is touched: folder, port and
configuration are of the run folder. Its servers are not there, so `dev.exporters` answers for them.
"""

import json
import shutil
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import yaml

from dev import processes
from dev.run_folder import write_private

__all__ = ('TOKEN_FILE', 'ask', 'command', 'find_program', 'is_ready', 'write_files')

TOKEN_FILE = 'netbox-token'  # noqa: S105 a name
CONFIGURATION = 'prometheus.yaml'
FROM_OUTSIDE = ('colocation-exporters', 'colocation-probes')


def find_program() -> str | None:
    """Return the program, or None where it is not installed."""
    return shutil.which('prometheus')


def write_files(
    folder: Path,
    *,
    netbox: str,
    token: str,
    port: int,
    proxy: str = '',
    blackbox: str = '',
    filters: str = '',
    seconds: int = 5,
) -> Path:
    """Write the shipped files with these addresses into a folder and return the configuration.

    Args:
        netbox: its address, as Prometheus reaches it.
        proxy: address of `dev.exporters`, that answers for every server; none: they answer themselves.
        blackbox: `host:port` of a blackbox exporter, where it is another one than the shipped file says.
        filters: of the feed of exporters besides, like `&muted=omit`.
        seconds: how often feeds are read and targets are scraped; the capacity figures six times as rarely.
            Prometheus waits no longer for a feed than that.
    """
    from netbox_colocation.monitoring.examples import EXAMPLES, render

    folder.mkdir(parents=True, exist_ok=True)
    for example in EXAMPLES.values():
        (folder / example.name).write_text(render(example, address=netbox))
    write_private(folder / TOKEN_FILE, token)
    configuration = yaml.safe_load((folder / CONFIGURATION).read_text())
    every = f'{seconds}s'
    configuration['global'] |= {'scrape_interval': every, 'evaluation_interval': every, 'scrape_timeout': every}
    jobs = {job['job_name']: job for job in configuration['scrape_configs']}
    for job in jobs.values():
        for discovery in job.get('http_sd_configs', ()):
            discovery['refresh_interval'] = every
    jobs['colocation-exporters']['http_sd_configs'][0]['url'] += filters
    jobs['colocation-capacity'] |= {'scrape_interval': f'{6 * seconds}s', 'scrape_timeout': every}
    jobs['prometheus']['static_configs'] = [{'targets': [f'127.0.0.1:{port}']}]
    for name in FROM_OUTSIDE if proxy else ():
        jobs[name]['proxy_url'] = proxy
    for rule in jobs['colocation-probes']['relabel_configs'] if blackbox else ():
        if rule.get('replacement') == 'localhost:9115':
            rule['replacement'] = blackbox
    path = folder / CONFIGURATION
    path.write_text(yaml.safe_dump(configuration, sort_keys=False))
    return path


def command(program: str, configuration: Path, *, port: int, keep: str = '2d') -> list[str]:
    """Return how to run it on a port of the loopback address, its data in the folder of its configuration."""
    return [
        program,
        f'--config.file={configuration}',
        f'--storage.tsdb.path={configuration.parent / "data"}',
        f'--storage.tsdb.retention.time={keep}',
        f'--web.listen-address=127.0.0.1:{port}',
        '--web.enable-lifecycle',
        '--log.level=warn',
    ]


def ask(port: int, path: str) -> Any:
    """Return what its API says at a path below `/api/v1/`."""
    # A proxy of the environment has no business between two processes of one machine.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(f'http://127.0.0.1:{port}/api/v1/{path}', timeout=10) as answer:
        return json.load(answer)['data']


def is_ready(port: int) -> bool:
    """Tell whether it answers questions."""
    if not processes.is_listening(port):
        return False
    try:
        ask(port, 'status/runtimeinfo')
    except (urllib.error.URLError, OSError):
        return False
    return True
