"""Files that a monitoring system is set up with, to be taken over as they are: `render` puts NetBox's address in.

Each file is valid as it lies here, with `https://netbox.example.org` for the address.
"""

from dataclasses import dataclass
from pathlib import Path

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

__all__ = ('EXAMPLES', 'PLACEHOLDER', 'Example', 'render')

PLACEHOLDER = 'https://netbox.example.org'
YAML, JSON = 'application/yaml', 'application/json'


@dataclass(frozen=True)
class Example:
    """One file: under which name it is downloaded, what it is for, and where it belongs."""

    name: str
    content_type: str
    title: str | Promise
    explanation: str | Promise

    @property
    def path(self) -> Path:
        return Path(__file__).parent / self.name


EXAMPLES = {
    example.name: example
    for example in (
        Example(
            'prometheus.yaml',
            YAML,
            _('Prometheus'),
            _('Finds exporters and probes through the feeds. Put the token into the file netbox-token beside it.'),
        ),
        Example(
            'colocation-rules.yaml',
            YAML,
            _('Alert rules'),
            _('Tells of what is down and not muted, of a feed that fails, and of capacity that runs short.'),
        ),
        Example(
            'blackbox.yaml',
            YAML,
            _('Blackbox exporter'),
            _('The modules that probes name, like http_2xx, tcp_connect and icmp.'),
        ),
        Example(
            'grafana-dashboard.json',
            JSON,
            _('Grafana dashboard'),
            _('Import it in Grafana and choose your Prometheus as its data source.'),
        ),
    )
}


def render(example: Example, *, address: str) -> str:
    """Return the text of a file with the address at which the monitoring system reaches NetBox.

    Args:
        address: with its scheme, and with the path below which NetBox lives, if any; a slash at its end is left out.
    """
    return example.path.read_text(encoding='utf-8').replace(PLACEHOLDER, address.rstrip('/'))
