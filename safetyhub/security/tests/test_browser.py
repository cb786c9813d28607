"""The doors that everybody passes, in a real browser. The `page` fixture fails for a breach of the policy."""

import pytest
from django.contrib.auth import get_user_model

pytestmark = pytest.mark.browser


def test_logging_in(page, assert_accessible):
    get_user_model().objects.create_superuser("amira", password="correct horse battery")
    page.goto("/admin/")
    assert_accessible(page)
    page.get_by_label("Username").fill("amira")
    page.get_by_label("Password").fill("correct horse battery")
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url("**/admin/")
    assert page.get_by_role("button", name="Log out").is_visible()


def test_a_page_that_breaks_the_policy_is_noticed(page, problems):
    page.goto("/healthz/live")
    page.evaluate(
        "document.body.append(Object.assign(document.createElement('img'), {src: 'http://127.0.0.2:9/x.png'}))"
    )
    page.evaluate(
        "document.head.append(Object.assign(document.createElement('style'), {textContent: 'p {color: red}'}))"
    )
    page.wait_for_timeout(200)
    assert len([text for text in problems if "Content Security Policy" in text]) == 2
    problems.clear()
