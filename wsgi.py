"""The WSGI application, for `gunicorn wsgi:app`, which reads gunicorn.conf.py."""

import sys

from microsite import create_app
from microsite.config.section import ConfigError

try:
    app = create_app()
except ConfigError as error:
    sys.exit(f"microsite cannot start. {error}")
