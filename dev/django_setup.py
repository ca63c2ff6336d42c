"""Set Django up for a script of this folder: `from dev.django_setup import setup; setup()`, then import models."""

from dev import environment, postgres, valkey
from dev.nb import ensure_database

__all__ = ('setup',)


def setup() -> None:
    """Start what is missing, make the database of the demo if need be, and load NetBox."""
    environment.prepare()
    postgres.ensure()
    valkey.ensure()
    ensure_database()

    import django

    django.setup()
