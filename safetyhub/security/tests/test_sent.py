import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from safetyhub.security.sent import is_own, sent


@pytest.mark.parametrize(
    ("origin", "own"),
    [
        ("http://testserver", True),
        ("https://testserver", False),
        ("http://testserver:8080", False),
        ("http://testserver.evil.example", False),
        ("http://sub.testserver", False),
        ("https://evil.example", False),
        ("null", False),
        ("", False),
    ],
)
def test_only_the_hubs_own_origin_is_own(rf, origin, own):
    assert is_own(rf.post("/admin/", headers={"origin": origin})) is own


def test_who_does_not_say_where_from_is_not_own(rf):
    assert not is_own(rf.post("/admin/", headers={"referer": "http://testserver/admin/"}))


def test_another_origin_that_django_trusts_is_not_own(rf, settings):
    settings.CSRF_TRUSTED_ORIGINS = ["https://partner.example"]
    assert not is_own(rf.post("/admin/", headers={"origin": "https://partner.example"}))


def test_a_fresh_token_takes_the_place_of_the_one_that_was_sent(rf):
    request = rf.post("/admin/", {"csrfmiddlewaretoken": "stale", "title_de": "Hilfe"})
    assert sent(request, "fresh")["fields"] == [("title_de", "Hilfe"), ("csrfmiddlewaretoken", "fresh")]


def test_without_one_it_is_theirs_or_none(rf):
    assert sent(rf.post("/admin/", {"csrfmiddlewaretoken": "theirs"}))["fields"] == [
        ("csrfmiddlewaretoken", "theirs")
    ]
    assert sent(rf.post("/admin/", {"title_de": "x"}))["fields"] == [("title_de", "x")]


@pytest.mark.parametrize("name", ["password", "password1", "new_Password2", "Old-PASSWORD"])
def test_nothing_is_kept_beside_a_password(rf, name):
    assert sent(rf.post("/admin/", {"username": "amira", name: "correct horse"}), "fresh") == {}


def test_what_cannot_be_read_is_not_kept(rf, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    data = "title_de=" + "x" * 100
    assert sent(rf.post("/admin/", data, content_type="application/x-www-form-urlencoded")) == {}


def test_files_are_noticed(rf):
    request = rf.post("/admin/", {"title_de": "x", "image": SimpleUploadedFile("x.png", b"bytes")})
    assert sent(request)["has_files"] and not sent(rf.post("/admin/"))["has_files"]


def test_what_a_person_typed_is_told_from_what_the_page_notes_for_itself(rf):
    words = [("title_de", "Hilfe"), ("body_de", "{platform} hilft"), ("title_ar", "مساعدة")]
    notes = [
        ("csrfmiddlewaretoken", "theirs"),
        ("_save", "Save"),
        ("seen", '{"de": 0}'),
        ("rows-TOTAL_FORMS", "2"),
        ("summary_de", "\n"),
    ]
    assert sent(rf.post("/admin/", dict([*words, *notes])))["typed"] == words
