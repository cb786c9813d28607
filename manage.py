#!/usr/bin/env python
"""Django's command line for the hub."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "safetyhub.settings")
    try:
        from django.core.management import execute_from_command_line
    except ImportError:
        sys.exit("Django is not installed here. Use .venv/bin/python manage.py, after one `make run`.")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
