"""Servers that are not there, answering Prometheus as a node exporter and a blackbox exporter would.

    python -m dev.exporters --port 9101 [--down FILE]

It is an HTTP proxy: Prometheus asks it for `http://10.20.1.5:9100/metrics` and for `/probe?target=…`, whatever the
address is, so that the configuration under test stays as it is but for `proxy_url`. FILE has an address (`10.20.1.5`,
or `10.20.1.5:9100`) on each line: what does not answer. It is read anew whenever it was changed.
"""

import argparse
import contextlib
import math
import re
import threading
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

__all__ = ('Exporters', 'answering')

GIGABYTE = 2**30
CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8'


@dataclass
class Exporters:
    """All of them; `down` are addresses that do not answer, `asked` what was asked for, by its address."""

    down: set[str] = field(default_factory=set)
    file: Path | None = None
    port: int = 0
    asked: dict[str, int] = field(default_factory=dict)
    _read_at: float = 0

    def is_down(self, address: str) -> bool:
        self._read()
        host = re.sub(r':\d+$', '', address)
        return bool({address, host, host.strip('[]')} & self.down)

    def _read(self) -> None:
        if self.file and self.file.exists() and (changed := self.file.stat().st_mtime) != self._read_at:
            self.down = {line.strip() for line in self.file.read_text().splitlines() if line.strip()}
            self._read_at = changed


class _Handler(BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'
    server: '_Server'

    def do_GET(self) -> None:
        asked = urlsplit(self.path)
        if asked.path.endswith('/probe'):
            query = parse_qs(asked.query)
            target = query.get('target', [''])[0]
            self._answer(200, _probe(target, is_up=not self._is_down(target)))
        elif self._is_down(asked.netloc):
            self._answer(502, 'does not answer\n')
        else:
            self._answer(200, _metrics(asked.netloc, time.time()))

    def _is_down(self, target: str) -> bool:
        address = urlsplit(target).netloc if '//' in target else target
        exporters = self.server.exporters
        exporters.asked[address] = exporters.asked.get(address, 0) + 1
        return exporters.is_down(address)

    def _answer(self, status: int, text: str) -> None:
        content = text.encode()
        self.send_response(status)
        self.send_header('Content-Type', CONTENT_TYPE)
        self.send_header('Content-Length', str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args: object) -> None:
        """Say nothing: one line for every scrape would fill the log."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    exporters: Exporters


@contextlib.contextmanager
def answering(exporters: Exporters) -> Iterator[Exporters]:
    """Answer on `port`, or a free one, until the block ends."""
    with _Server(('127.0.0.1', exporters.port), _Handler) as server:
        server.exporters, exporters.port = exporters, server.server_address[1]
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield exporters
        server.shutdown()


def _metrics(address: str, now: float) -> str:
    """Return what a node exporter says, made up of the address and the time: the same for the same two."""
    seed = zlib.crc32(address.encode())
    size, cores = seed % 4, 4 << seed % 3
    load = (1 + math.sin(now / 900 + seed)) * cores / 3
    busy = load / cores
    total, free = 32 * GIGABYTE << size, int(480 * GIGABYTE * (0.1 + 0.8 * (seed % 89) / 89))
    lines = [
        f'node_uname_info{{nodename="{address}",sysname="Linux",release="6.1.0"}} 1',
        f'node_boot_time_seconds {1_700_000_000 + seed % 10_000_000}',
        f'node_time_seconds {now:.3f}',
        f'node_load1 {load:.3f}',
        f'node_memory_MemTotal_bytes {total}',
        f'node_memory_MemAvailable_bytes {int(total * (0.3 + 0.4 * (seed % 97) / 97))}',
        f'node_filesystem_size_bytes{{device="/dev/sda1",fstype="ext4",mountpoint="/"}} {480 * GIGABYTE}',
        f'node_filesystem_avail_bytes{{device="/dev/sda1",fstype="ext4",mountpoint="/"}} {free}',
        f'node_network_receive_bytes_total{{device="eno1"}} {int(now * (1 + seed % 9) * 1e5)}',
        f'node_network_transmit_bytes_total{{device="eno1"}} {int(now * (1 + seed % 7) * 1e5)}',
    ]
    for core in range(cores):
        lines.append(f'node_cpu_seconds_total{{cpu="{core}",mode="idle"}} {now * (1 - busy):.2f}')
        lines.append(f'node_cpu_seconds_total{{cpu="{core}",mode="user"}} {now * busy:.2f}')
    return '\n'.join(lines) + '\n'


def _probe(target: str, *, is_up: bool) -> str:
    seed = zlib.crc32(target.encode())
    lines = [f'probe_success {int(is_up)}', f'probe_duration_seconds {0.02 + seed % 100 / 1000:.3f}']
    if target.startswith('https'):
        lines.append(f'probe_ssl_earliest_cert_expiry {time.time() + (20 + seed % 300) * 86_400:.0f}')
    if target.startswith('http'):
        lines.append(f'probe_http_status_code {200 if is_up else 0}')
    return '\n'.join(lines) + '\n'


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--port', type=int, required=True)
    parser.add_argument('--down', type=Path)
    chosen = parser.parse_args()
    with answering(Exporters(file=chosen.down, port=chosen.port)):
        threading.Event().wait()


if __name__ == '__main__':
    main()
