"""The least that Django can do: no middleware, one address, one view, which answers what it holds in memory."""

import os
from pathlib import Path

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path

BODY = Path(os.environ["BODY"]).read_bytes()

settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], MIDDLEWARE=[], SECRET_KEY="for a measurement")


def page(request):
    return HttpResponse(BODY)


urlpatterns = [path(os.environ["ADDRESS"].lstrip("/"), page)]
application = get_wsgi_application()
