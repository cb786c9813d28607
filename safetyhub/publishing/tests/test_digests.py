from hypothesis import given
from hypothesis import strategies as st

from safetyhub.publishing.digests import digest, digests, outdated_keys

KEYS = st.sampled_from(["title", "summary", "body", "calls_to_action.12.label"])
TEXTS = st.dictionaries(KEYS, st.text(max_size=5))


def test_a_digest_is_short_and_of_the_content():
    assert digest("Fact-checking") == digest("Fact-checking")
    assert digest("Fact-checking") != digest("Fact checking")
    assert len(digest("x")) == 16
    assert digest("") == ""


@given(TEXTS)
def test_texts_made_from_the_source_are_current(source):
    assert outdated_keys(source, digests(source), source) == []


@given(TEXTS, TEXTS, TEXTS)
def test_a_source_that_goes_back_makes_everything_current_again(texts, before, after):
    made_from = {key: digests(before).get(key, "") for key in texts}
    for key in outdated_keys(texts, made_from, after):
        assert before.get(key, "") != after.get(key, "")
    assert outdated_keys(texts, made_from, before) == []


def test_a_source_that_came_later_or_went_makes_a_text_outdated():
    assert outdated_keys({"title": "T"}, {"title": ""}, {"title": "New"}) == ["title"]
    assert outdated_keys({"title": "T"}, {"title": digest("Gone")}, {}) == ["title"]


def test_what_was_made_from_nothing_known_cannot_be_outdated():
    assert outdated_keys({"title": "T"}, {}, {"title": "New"}) == []
