"""Load the demo data centre: `python -m dev.demo.load`."""

from dev.django_setup import setup
from dev.progress import say

__all__ = ('main',)


def main() -> None:
    """Start what is missing and build the demo in the database of the checkout."""
    setup()
    from . import estate

    estate.build(say)


if __name__ == '__main__':
    main()
