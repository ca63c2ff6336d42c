"""NetBox's background worker for every queue there is, the plugin's among them."""

import os

from dev import environment

environment.prepare()


def main() -> None:
    """Work until told to stop."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    first = ['high', 'default', 'low']
    call_command('rqworker', *first, *(queue for queue in settings.RQ_QUEUES if queue not in first))
    # Python would tidy up for seconds what is gone with the process anyway.
    os._exit(0)


if __name__ == '__main__':
    main()
