"""Pictures: checked and re-encoded when uploaded, private until published, public under the hash of their content."""

import hashlib
import io
import os
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import PIL.Image
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from PIL import ImageOps

from .models import Image, LiveImage

MAX_PIXELS = 40_000_000  # checked before decoding: Django's own field lets 144 megapixels pass
MAX_BYTES = 20 * 1024 * 1024
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
WIDTHS = (400, 800, 1600)
LONGEST_SIDE = 16_383  # what WebP can hold


def store(upload: Any, user: Any | None) -> str:
    """Keep an uploaded file as private WebP files; the hash that names it. Raises `ValidationError` in words."""
    picture = _open(upload)
    renditions = {width: _encode(picture, width) for width in WIDTHS}
    name = hashlib.sha256(renditions[WIDTHS[-1]]).hexdigest()
    for width, content in renditions.items():
        _write(private_path(name, width), content)
    width, height = picture.size
    Image.objects.get_or_create(
        hash=name,
        defaults={
            "width": width,
            "height": height,
            "name": Path(upload.name or "image").name[:200],
            "author": user,
        },
    )
    return name


def _open(upload: Any) -> PIL.Image.Image:
    """The decoded picture, upright, without metadata."""
    if upload.size > MAX_BYTES:
        raise ValidationError(_("The file is larger than 20 MB. Choose a smaller one."), code="too_large")
    try:
        picture = PIL.Image.open(upload, formats=FORMATS)
    except (PIL.Image.DecompressionBombError, PIL.Image.DecompressionBombWarning):
        raise ValidationError(_too_many_pixels(), code="pixels") from None
    except Exception:
        raise ValidationError(_("This is not a JPEG, PNG, WebP or GIF picture."), code="not_image") from None
    if picture.size[0] * picture.size[1] > MAX_PIXELS:
        raise ValidationError(_too_many_pixels(), code="pixels")
    if max(picture.size) > LONGEST_SIDE:
        message = _("The picture is longer than %(most)s pixels on one side. Cut it first.")
        raise ValidationError(message % {"most": LONGEST_SIDE}, code="side")
    try:
        upright = ImageOps.exif_transpose(picture)
        return upright.convert(
            "RGBA" if "A" in upright.getbands() or "transparency" in upright.info else "RGB"
        )
    except Exception:
        raise ValidationError(_("The picture is damaged and cannot be read."), code="damaged") from None


def _too_many_pixels() -> str:
    return _("The picture has more than 40 megapixels. Make it smaller first.")


def _encode(picture: PIL.Image.Image, width: int) -> bytes:
    """WebP no wider than `width`; a smaller picture is not blown up."""
    height = max(1, round(picture.height * width / picture.width))
    scaled = picture.resize((width, height)) if picture.width > width else picture
    buffer = io.BytesIO()
    scaled.save(buffer, "WEBP", quality=80, method=4)
    return buffer.getvalue()


def private_path(name: str, width: int) -> Path:
    return Path(settings.PRIVATE_MEDIA_ROOT) / f"{name}-{width}.webp"


def public_path(name: str, width: int) -> Path:
    return Path(settings.MEDIA_ROOT) / f"{name}-{width}.webp"


def address(name: str, width: int = WIDTHS[1]) -> str:
    return f"{settings.MEDIA_URL}{name}-{width}.webp"


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all: a reader never sees half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(f".{os.getpid()}-{threading.get_ident()}.part")
    partial.write_bytes(content)
    partial.replace(path)


def reconcile(names: Iterable[str]) -> None:
    """Make the public store agree with `LiveImage` for these hashes: copy what is live, remove what is not.

    Called after the commit of what changed, and one at a time for each picture: the last one to come has seen all.
    """
    with transaction.atomic():
        pictures = Image.objects.select_for_update(no_key=True).filter(pk__in=set(names)).order_by("pk")
        locked = list(pictures.values_list("pk", flat=True))
        live = set(LiveImage.objects.filter(image__in=locked).values_list("image", flat=True))
        for name in locked:
            _place(name, live=name in live)


def _place(name: str, *, live: bool) -> None:
    for width in WIDTHS:
        if live:
            _write(public_path(name, width), private_path(name, width).read_bytes())
        else:
            public_path(name, width).unlink(missing_ok=True)
