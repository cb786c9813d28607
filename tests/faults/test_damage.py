"""Files of the release are cut short, changed or gone under a server: no visitor notices, and the worker makes them anew."""

import hashlib
import random

import pytest

from safetyhub.release import alarms, folders
from safetyhub.release.manifest import Manifest
from safetyhub.release.seals import is_whole
from tests.test_release_damage import (
    flipped,
    is_a_copy,
    is_a_file,
    leads_nowhere,
    leads_to_no_number,
    missing,
    truncated,
)

from .visitors import until

pytestmark = pytest.mark.faults

FILES = 12  # that are damaged at once
LINK = (missing, leads_nowhere, leads_to_no_number, is_a_file, is_a_copy)


def damage(path):
    """One bit, at a place that differs from file to file."""
    body = bytearray(path.read_bytes())
    body[len(path.name) * 7919 % len(body)] ^= 1
    path.write_bytes(body)


def some_files(dice):
    return dice.sample(sorted(path for path in (folders.current().folder / "site").rglob("*.*")), FILES)


def is_well() -> bool:
    """Every file as it was written, and nothing that anybody has to look at."""
    release = folders.current()
    if release is None or not is_whole(release.manifest) or alarms.standing():
        return False
    with Manifest.read(release.manifest) as manifest:
        for page in manifest.share("status = 200", 0, 1):
            for encoding, stored in page.files.items():
                file = release.file(page.name, encoding)
                if not file.exists() or hashlib.sha256(file.read_bytes()).hexdigest() != stored.digest:
                    return False
    return True


@pytest.mark.parametrize("harm", [truncated, damage, missing])
def test_files(harm, hub, site, visitors):
    dice = random.Random(harm.__name__)
    with visitors:
        visitors.read_everything()  # what is in a server's memory counts as little as what is not
        for path in some_files(dice):
            harm(path)
        assert not is_well()
        visitors.read_everything()
        until(is_well)
        hub.serve()
        visitors.see(site.publish())
    assert is_well()


def test_the_manifest(hub, site, visitors):
    with visitors:
        visitors.read_everything()
        for harm in (truncated, flipped, missing):
            harm(folders.current().manifest)
            visitors.read_everything()
            until(is_well)
            visitors.see(site.publish())
        flipped(folders.current().manifest)
        hub.serve()  # which has never seen it otherwise
        visitors.read_everything()
        until(is_well)


def test_the_link(hub, site, visitors):
    with visitors:
        for harm in LINK:
            visitors.read_everything()
            harm(folders.root() / "current")
            visitors.read_everything()
            until(is_well)
        visitors.see(site.publish())
