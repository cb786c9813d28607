"""gunicorn, which serves the app: `gunicorn --config deploy/gunicorn.conf.py`. Also what `make run PRODUCTION=1` starts."""

import os

wsgi_app = "safetyhub.wsgi"
bind = "unix:/run/safetyhub/app.sock"

# A process is 100 MB of code and catalogues that all share, because they are loaded before they part.
preload_app = True
workers = int(os.environ.get("WEB_CONCURRENCY") or min(max(os.cpu_count() or 1, 2), 8))
# Threads, so that a few who wait for a slow database keep nobody from the released pages, which it writes at once.
worker_class = "safetyhub.release.workers.ReleaseWorker"
threads = 8

timeout = 60  # seconds for one answer; a form with pictures takes a few
graceful_timeout = 30  # what is being answered is finished before the end

# Who the visitor is and whether it was HTTPS is read from headers by Django, and only with PROXIES.
forwarded_allow_ips = ""
control_socket_disable = True
accesslog = None  # nobody's visit is written down
errorlog = "-"
loglevel = "warning"
