"""The WSGI callable, for gunicorn: `gunicorn wsgi:app`, with gunicorn.conf.py beside it."""

import sys

from microsite import create_app
from microsite.config.section import ConfigError

try:
    app = create_app()
except ConfigError as error:
    sys.exit(f"microsite cannot start. {error}")
