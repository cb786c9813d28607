"""The WSGI application, for gunicorn: `gunicorn safetyhub.wsgi`."""

import os

from django.core.management import call_command
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "safetyhub.settings")

application = get_wsgi_application()

# A server, unlike manage.py, runs no checks: without this a wrong setting would show only at somebody's request.
call_command("check", tags=["safetyhub"])
