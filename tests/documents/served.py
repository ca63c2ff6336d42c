"""The WSGI application of the tests for a real web server: NetBox over the database of the test that started it."""

import os

from dev import environment

environment.prepare('tests.configuration')

import django  # noqa: E402
from django.conf import settings  # noqa: E402

settings.DATABASES['default']['NAME'] = os.environ['COLOCATION_SERVED_DATABASE']
django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402

application = get_wsgi_application()
