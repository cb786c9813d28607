"""Pages per second of processor time. Run inside either project, with paths as arguments: prints JSON."""

import json
import sys
import time

import django

django.setup()

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

SECONDS = 2.0


def measured(path: str) -> dict:
    client = Client(SERVER_NAME="127.0.0.1")
    for _warm in range(3):
        response = client.get(path)
    if response.status_code != 200:
        raise SystemExit(f"{path}: {response.status_code}")
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    asked = len(queries)
    pages, began = 0, time.process_time()
    while (passed := time.process_time() - began) < SECONDS:
        client.get(path)
        pages += 1
    return {"per_second": pages / passed, "queries": asked, "kib": len(response.content) / 1024}


print(json.dumps({path: measured(path) for path in sys.argv[1:]}))
