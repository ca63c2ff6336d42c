"""The plugin's settings in the demo: where it is reached, and the key with which its officials sign."""

import os
from typing import Any

from dev import signing_keys
from dev.run_folder import read_state

__all__ = ('address', 'demo_settings')

OPERATOR = 'kominfotik'


def address() -> str:
    """Return the address of the demo for a browser on this machine, with a slash at its end."""
    bind = os.environ.get('COLOCATION_BIND') or (read_state('web') or {}).get('bind') or '127.0.0.1:8000'
    host, _, port = str(bind).rpartition(':')
    return f'http://{"127.0.0.1" if host in ("", "0.0.0.0", "[::]") else host}:{port}/'  # noqa: S104


def demo_settings() -> dict[str, Any]:
    settings: dict[str, Any] = {'public_url': address().rstrip('/')}
    if signing_keys.KEY.exists():
        settings['signing_keys'] = {'agency': {'agency': OPERATOR, 'pkcs12': str(signing_keys.KEY)}}
        settings['trusted_certificates'] = [str(signing_keys.ROOT)]
    return settings
