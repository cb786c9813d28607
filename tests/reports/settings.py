"""The lines that installing the section takes, and what only a test needs."""

from safetyhub.settings import *  # noqa: F403
from safetyhub.settings import BASE_DIR, INSTALLED_APPS, SECTIONS, TEMPLATES

INSTALLED_APPS = ["tests.reports.apps.ReportsConfig", *INSTALLED_APPS]
SECTIONS = [*SECTIONS, "tests.reports.blocks.BLOCK"]
ROOT_URLCONF = "tests.reports.hub"

TEMPLATES[1]["DIRS"] = [BASE_DIR / "tests/reports/templates", *TEMPLATES[1]["DIRS"]]
