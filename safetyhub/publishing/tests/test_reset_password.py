import pytest
from axes.models import AccessAttempt
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import OperationalError

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    return get_user_model().objects.create_user("admin", password="forgotten", is_staff=True)


def test_the_printed_password_is_the_new_one(admin, capsys):
    call_command("reset_password")
    name, password = capsys.readouterr().out.split()
    admin.refresh_from_db()
    assert name == "admin"
    assert admin.check_password(password)


def test_it_lifts_a_lock(admin, client, settings):
    for _ in range(settings.AXES_FAILURE_LIMIT):
        client.post("/admin/login/", {"username": "admin", "password": "wrong"})
    assert AccessAttempt.objects.filter(username="admin").exists()
    call_command("reset_password", "admin")
    assert not AccessAttempt.objects.filter(username="admin").exists()


def test_an_unknown_name_is_answered_with_the_known_ones(admin):
    with pytest.raises(CommandError, match=r"no account named 'amira'\. There are: admin"):
        call_command("reset_password", "amira")


def test_a_database_that_nobody_prepared_is_one_line(monkeypatch):
    def fail(*args):
        raise OperationalError("no such table: auth_user")

    monkeypatch.setattr(get_user_model().objects, "order_by", fail)
    with pytest.raises(CommandError, match="Has `make run` prepared it"):
        call_command("reset_password")
