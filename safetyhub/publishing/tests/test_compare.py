"""What a person reads of two versions: names instead of codes, ids and hashes."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safetyhub.publishing.compare import differences, label_of, marked
from safetyhub.publishing.models import Part
from safetyhub.publishing.schema import SHARED, schema_of
from tests.factories import (
    make_council,
    make_organization,
    make_person,
    make_program,
    make_resource,
    partner,
    reference,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def program():
    return make_program(slug="facts", partnerships=[partner(make_organization("Reuters"))])


def shared(program):
    return Part.objects.get(kind=program.kind(), object_id=program.pk, language=SHARED).head.data


def told(program, before, after):
    return {item.label: item.marked for item in differences(program, SHARED, before, after)}


def test_what_is_new_is_told_in_names(program):
    found = told(program, {}, {**shared(program), "markets": ["de", "419"], "image": "0123456789abcdef"})
    assert found["Markets"] == "<ins>Germany, Latin America</ins>"
    assert found["Picture"] == "<ins>picture 01234567</ins>"
    assert found["Partner Reuters"] == "<ins>organisation: Reuters\nmarkets: Everywhere</ins>"
    assert found["Partners: order"] == "<ins>Reuters</ins>"


def test_only_what_differs_is_told(program):
    before = shared(program)
    row = {**before["partnerships"][0], "since": "2021"}
    assert told(program, before, before) == {}
    assert told(program, before, {**before, "partnerships": [row]}) == {
        "Partner Reuters: since": "<ins>2021</ins>"
    }


def test_a_row_taken_out_keeps_its_name(program):
    before = shared(program)
    found = told(program, before, {**before, "partnerships": []})
    assert "<del>organisation: Reuters" in found["Partner Reuters"]


def test_staff_read_the_name_of_a_member_that_visitors_do_not():
    person = make_person("Ben Roth")
    row = {"id": None, "new": "a", "person": reference(person), "form": "reduced"}
    council = make_council(memberships=[row])
    found = told(council, {}, shared(council))
    assert "Ben Roth" in found["Members: order"]
    assert not [label for label in found if "#" in label]


def test_a_row_without_a_name_is_called_by_its_values():
    resource = make_resource(channels=[{"id": None, "channel_kind": "phone", "value": "142"}])
    before = shared(resource)
    changed = {**before, "channels": [{**before["channels"][0], "value": "143"}]}
    assert told(resource, {}, before)["Ways to reach it: order"] == "<ins>phone 142</ins>"
    assert told(resource, before, changed) == {
        "Way to reach it phone 143: number or address": "<del>142</del><ins>143</ins>"
    }


def test_a_new_row_is_told_in_one_piece_at_its_first_field():
    resource = make_resource(channels=[{"id": None, "channel_kind": "phone", "value": "142"}])
    (row,) = shared(resource)["channels"]
    found = {item.key: item for item in differences(resource, SHARED, {}, shared(resource))}
    difference = found[f"channels.{row['id']}.channel_kind"]
    assert difference.label == "Way to reach it phone 142"
    assert difference.marked == "<ins>kind: phone\nnumber or address: 142</ins>"
    assert f"channels.{row['id']}.value" not in found


def test_one_query_for_each_kind_referred_to(program, django_assert_num_queries):
    after = shared(program)
    with django_assert_num_queries(1):
        told(program, {}, after)


def test_rows_that_refer_to_nothing_are_called_by_their_words():
    texts = {"en": {"title": "T", "calls_to_action.a.label": "Learn more", "calls_to_action.b.label": "Call"}}
    rows = [{"id": None, "new": "a"}, {"id": None, "new": "b"}]
    program = make_program(texts=texts, calls_to_action=rows)
    parts = {part.language: part for part in Part.objects.select_related("head", "live")}
    first, second = shared(program)["calls_to_action"]
    after = {**shared(program), "calls_to_action": [second, first]}
    (order,) = differences(program, SHARED, shared(program), after, parts)
    assert order.label == "Calls to action: order"
    assert "Learn more" in order.marked and "<ins>" in order.marked and "#" not in order.marked
    label = f"calls_to_action.{first['id']}.label"
    (changed,) = differences(program, "de", {}, {label: "Mehr"}, parts)
    assert changed.label == "Call to action Learn more: label"


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        (
            '<p>Ask <a href="https://good.example/">us</a>.</p>',
            '<p>Ask <a href="https://evil.example/">us</a>.</p>',
            "Ask us [https://<del>good</del><ins>evil</ins>.example/].",
        ),
        ("<p>Call now</p>", "<p>Call <strong>now</strong></p>", "Call<ins> **</ins>now<ins>**</ins>"),
        ("<ul><li>One</li></ul>", "<ol><li>One</li></ol>", "<del>•</del><ins>1.</ins> One"),
        ("<p>Title</p>", "<h3>Title</h3>", "<ins>#</ins> Title"),
        (
            "<p>a &lt;b&gt; &amp; c</p>",
            "<p>a &lt;b&gt; &amp; d</p>",
            "a &lt;b&gt; &amp;<del> c</del><ins> d</ins>",
        ),
    ],
)
def test_no_change_of_rich_text_is_invisible(program, before, after, shown):
    (found,) = differences(program, "en", {"body": before}, {"body": after})
    assert found.marked.replace("\n", " ") == shown


def test_plain_text_with_signs_of_html_is_left_as_it_is(program):
    (found,) = differences(program, "en", {"title": "a <b"}, {"title": "a <b> c"})
    assert found.marked == "a &lt;b<ins>&gt; c</ins>"


@pytest.mark.parametrize("key", ["slogan", "gone.1.label", "partnerships.1.gone"])
def test_a_key_that_nothing_has_any_more_has_a_label_all_the_same(program, key):
    assert key.rpartition(".")[2] in label_of(schema_of(type(program)), key, {}).lower()


def test_a_key_that_no_field_has_any_more_is_left_out(program):
    assert differences(program, "en", {"slogan": "Old", "gone.1.label": "x"}, {}) == []


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("事実確認", "事実を確認", "事実<ins>を</ins>確認"),
        ("a  b", "a b", "<del>a  b</del><ins>a b</ins>"),
        ("التحقق", "التحقق من", "التحقق<ins> من</ins>"),
        ("one\ntwo", "one\n\ntwo", "one\n<ins>\n</ins>two"),
    ],
)
def test_words_are_marked_whatever_the_script(before, after, shown):
    assert marked(before, after) == shown


@given(st.text(max_size=60), st.text(max_size=60))
def test_without_what_was_removed_it_is_the_new_text(before, after):
    shown = re.sub(r"<del>.*?</del>", "", marked(before, after), flags=re.DOTALL)
    assert unescape(shown.replace("<ins>", "").replace("</ins>", "")) == after
    assert (before == after) == (
        "<del>" not in marked(before, after) and "<ins>" not in marked(before, after)
    )
