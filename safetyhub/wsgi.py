"""The WSGI application, for gunicorn: `gunicorn safetyhub.wsgi`."""

import gc
import os

from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application

from safetyhub.release.serving import Front

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "safetyhub.settings")

# In front of it the released site, which needs neither the database nor Django's handling of a request.
application = get_wsgi_application()
if settings.RELEASE_SERVED:
    application = Front(application)

# A server, unlike manage.py, runs no checks: without this a wrong setting would show only at somebody's request.
call_command("check", tags=["safetyhub"])

# What is loaded now stays: to look at it for rubbish again and again takes an eighth of the time of a page.
gc.collect()
gc.freeze()
