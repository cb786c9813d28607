"""Microseconds of processor time per page, the WSGI application called directly: what the web server does not cost.

Run inside either project, with the application and the address as arguments: prints JSON.
"""

import importlib
import io
import json
import sys
import time

WARM, LEAST, SECONDS = 5, 20, 1.0


def environ(path):
    return {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SCRIPT_NAME": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "127.0.0.1",
        "HTTP_ACCEPT_ENCODING": "gzip, br",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
    }


def ask(application, path):
    began = []
    answer = application(environ(path), lambda status, headers, exc_info=None: began.append(status))
    body = b"".join(answer)
    if hasattr(answer, "close"):
        answer.close()
    if not began[0].startswith("200"):
        raise SystemExit(f"{path}: {began[0]}")
    return body


def measured(application, path):
    for _warm in range(WARM):
        ask(application, path)
    pages, began = 0, time.process_time()
    while (passed := time.process_time() - began) < SECONDS or pages < LEAST:
        ask(application, path)
        pages += 1
    return passed / pages * 1e6


if __name__ == "__main__":
    module, path = sys.argv[1:]
    print(json.dumps(measured(importlib.import_module(module).application, path)))
