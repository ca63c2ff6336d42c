"""The feed for Prometheus' blackbox exporter: what it is to probe from outside, in the format of `http_sd_configs`.

`targets` is what the exporter takes as its `target`: an address with scheme for the modules that ask over HTTP, host
and port for those that connect, the host alone for a ping. Which of them it is, the module's name says: `http…` asks,
`icmp…` and `ping…` ping, every other connects. A target with a name in the DNS is probed by its address all the same,
with the name as `hostname`: a probe says whether the server answers, not whether the DNS does.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from .plain import Watched, read
from .prometheus import Published

__all__ = ('MODULE', 'probe_of', 'read_probes')

# What Prometheus adds to the exporter's address by itself: labels `__param_<name>` become the request's parameters.
MODULE, HOSTNAME = '__param_module', '__param_hostname'
# The path that a target has of which nobody said otherwise is that of an exporter; a web page's is `/`.
_EXPORTER_PATH = '/metrics'


def read_probes(targets: Iterable[Published]) -> Iterator[dict[str, Any]]:
    """Return a group for each probe: `{'targets': ['https://10.0.0.1:443/'], 'labels': {…}}`."""
    for published in targets:
        watched = read(published)
        labels = dict(published.group['labels'])
        labels[MODULE] = watched.facts.get('module', '')
        if name := watched.facts.get('dns_name'):
            labels[HOSTNAME] = name
        yield {'targets': [probe_of(watched)], 'labels': labels}


def probe_of(watched: Watched) -> str:
    """Return what the exporter is to ask."""
    module = watched.facts.get('module', '').lower()
    if module.startswith('http'):
        path = watched.facts.get('metrics_path', '')
        return f'{watched.facts.get("scheme", "http")}://{watched.authority}{"/" if path == _EXPORTER_PATH else path}'
    # The exporter pings an address, and takes one with a port for a name.
    return watched.host if module.startswith(('icmp', 'ping')) else watched.authority
