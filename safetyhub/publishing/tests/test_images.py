"""Pictures: what is no picture is refused in words, and only what is live is public."""

import io
import warnings

import PIL.Image
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from safetyhub.publishing import actions, images
from safetyhub.publishing.models import Image, LiveImage
from safetyhub.publishing.schema import SHARED
from tests.factories import make_program, make_user, publish

pytestmark = pytest.mark.django_db(transaction=True)


def upload(size=(8, 8), kind="PNG", mode="RGB", name="dot.png", **options):
    buffer = io.BytesIO()
    PIL.Image.new(mode, size).save(buffer, kind, **options)
    return SimpleUploadedFile(name, buffer.getvalue())


def private(name):
    return [images.private_path(name, width).exists() for width in images.WIDTHS]


def public(name):
    return [images.public_path(name, width).exists() for width in images.WIDTHS]


def refused(file):
    with pytest.raises(ValidationError) as caught:
        images.store(file, None)
    assert not Image.objects.exists()
    return caught.value.messages[0]


def test_an_upload_is_private_re_encoded_and_named_by_its_content():
    user = make_user()
    name = images.store(upload((2000, 1000), "JPEG", name="photo.jpg"), user)
    stored = Image.objects.get(pk=name)
    assert (stored.width, stored.height, stored.name, stored.author) == (2000, 1000, "photo.jpg", user)
    assert private(name) == [True] * 3
    assert public(name) == [False] * 3
    for width in images.WIDTHS:
        with PIL.Image.open(images.private_path(name, width)) as picture:
            assert (picture.format, picture.size) == ("WEBP", (width, width // 2))


def test_a_small_picture_is_not_blown_up():
    name = images.store(upload((8, 4)), None)
    with PIL.Image.open(images.private_path(name, 1600)) as picture:
        assert picture.size == (8, 4)


def test_the_same_picture_twice_is_one():
    assert images.store(upload(), None) == images.store(upload(name="again.png"), None)
    assert Image.objects.get().name == "dot.png"


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "LA", "P", "1", "I;16"])
def test_every_mode_of_png_is_understood(mode):
    assert private(images.store(upload(mode=mode), None)) == [True] * 3


def test_a_photo_is_turned_upright_and_loses_its_metadata():
    exif = PIL.Image.Exif()
    exif[0x0112] = 6  # turned by 90 degrees
    exif[0x010E] = "where somebody lives"
    name = images.store(upload((20, 10), "JPEG", exif=exif), None)
    with PIL.Image.open(images.private_path(name, 400)) as picture:
        assert picture.size == (10, 20)
        assert not dict(picture.getexif())
    assert b"lives" not in images.private_path(name, 400).read_bytes()


@pytest.mark.parametrize(
    "content",
    [b"", b"not a picture", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", b"%PDF-1.7",
     b"\x89PNG\r\n\x1a\n", b"GIF89a", b"<html>"],
)  # fmt: skip
def test_what_is_no_picture_is_refused(content):
    assert "not a JPEG" in refused(SimpleUploadedFile("x.png", content))


def test_another_format_is_refused_whatever_its_name():
    assert "not a JPEG" in refused(upload(kind="TIFF", name="x.png"))


def test_a_damaged_picture_is_refused():
    whole = upload((300, 300), "JPEG").read()
    assert "damaged" in refused(SimpleUploadedFile("x.jpg", whole[: len(whole) // 2]))


@pytest.mark.parametrize("size", [(10_000, 4_001), (10_000, 10_000), (14_000, 14_000)])
def test_too_many_pixels_are_refused_before_they_are_decoded(size):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PIL.Image.DecompressionBombWarning)
        bomb = upload(size, mode="1")
    assert bomb.size < 100_000
    assert "40 megapixels" in refused(bomb)


def test_a_strip_that_webp_cannot_hold_is_refused():
    assert "16383" in refused(upload((10, 16_384)))
    assert private(images.store(upload((16_383, 10)), None)) == [True] * 3


def test_a_file_that_is_too_large_is_refused():
    assert "20 MB" in refused(SimpleUploadedFile("x.png", b"x" * (images.MAX_BYTES + 1)))


def test_a_picture_is_public_while_an_entry_shows_it():
    name = images.store(upload(), None)
    program = make_program(image=name, live=False)
    assert public(name) == [False] * 3
    publish(program, SHARED)
    assert public(name) == [True] * 3
    actions.take_down(program, language=SHARED, user=None)
    assert public(name) == [False] * 3
    assert private(name) == [True] * 3


def test_a_picture_of_two_entries_goes_with_the_last_one():
    name = images.store(upload(), None)
    first, second = make_program(image=name), make_program(image=name)
    actions.take_down(first, language=SHARED, user=None)
    assert public(name) == [True] * 3
    actions.take_down(second, language=SHARED, user=None)
    assert public(name) == [False] * 3


def test_a_new_picture_takes_the_place_of_the_old_one_when_it_is_published():
    old, new = images.store(upload(), None), images.store(upload((9, 9)), None)
    program = make_program(image=old)
    shared = {"slug": "x", "markets": ["everywhere"], "image": new}
    actions.save(program, language=SHARED, shared=shared, user=None, seen=None)
    assert (public(old), public(new)) == ([True] * 3, [False] * 3)
    publish(program, SHARED)
    assert (public(old), public(new)) == ([False] * 3, [True] * 3)


def test_reconciling_puts_right_what_went_wrong_on_disk():
    name, stray = images.store(upload(), None), images.store(upload((9, 9)), None)
    make_program(image=name)
    images.public_path(name, 400).unlink()
    images.public_path(stray, 400).write_bytes(b"left over")
    images.reconcile([name, stray, "unknown"])
    assert (public(name), public(stray)) == ([True] * 3, [False] * 3)
    assert LiveImage.objects.get().image == name
    assert not list(images.public_path(name, 400).parent.glob("*.part"))
