import pytest
from django.contrib.auth import get_user_model

from safetyhub.security.login import client_address

PASSWORD = "correct horse battery staple"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "203.0.113.9", "10.0.0.1"),  # nobody of ours in front: the header is the visitor's own words
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "1.2.3.4, 203.0.113.9", "203.0.113.9"),
        (2, "1.2.3.4, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        (2, "203.0.113.9", "10.0.0.1"),  # fewer entries than proxies: the request came around them
        (1, "", "10.0.0.1"),
        (-1, "203.0.113.9", "10.0.0.1"),
    ],
)
def test_client_address(rf, settings, proxies, forwarded, address):
    settings.PROXIES = proxies
    request = rf.get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=forwarded)
    assert client_address(request) == address


@pytest.fixture
def person(db):
    return get_user_model().objects.create_user("amira", password=PASSWORD, is_staff=True)


def attempt(client, password, **extra):
    return client.post("/admin/login/", {"username": "amira", "password": password}, **extra)


def test_the_right_password_logs_in(client, person):
    assert attempt(client, PASSWORD).status_code == 302


def test_five_failures_lock_the_name_from_that_address_only(client, person, settings):
    for _ in range(settings.AXES_FAILURE_LIMIT):
        response = attempt(client, "wrong")
    assert response.status_code == 429
    assert "30 minutes" in response.content.decode()
    assert attempt(client, PASSWORD).status_code == 429
    assert attempt(client, PASSWORD, REMOTE_ADDR="198.51.100.7").status_code == 302


def test_the_page_for_that_bears_the_name_of_the_hub(client, person, settings):
    for _ in range(settings.AXES_FAILURE_LIMIT):
        response = attempt(client, "wrong")
    page = response.content.decode()
    assert "Safety Hub</a>" in page and "Django" not in page
