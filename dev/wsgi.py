"""NetBox's web application for gunicorn, with the static files that a web server serves elsewhere.

They are served from where they lie, so that nothing has to be collected first.
"""

from django.contrib.staticfiles.finders import get_finders
from whitenoise import WhiteNoise

from netbox.wsgi import application as netbox

__all__ = ('application',)


def _with_static_files() -> WhiteNoise:
    server = WhiteNoise(netbox, max_age=60)
    for finder in get_finders():
        for path, storage in finder.list([]):
            prefix = f'{storage.prefix}/' if getattr(storage, 'prefix', None) else ''
            server.add_file_to_dictionary(f'/static/{prefix}{path}', storage.path(path))
    return server


application = _with_static_files()
