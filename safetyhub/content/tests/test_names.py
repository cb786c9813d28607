from safetyhub.content.names import comma, filled, listed, semicolon
from safetyhub.publishing.text import Text


def text(value, language="en", reader="en"):
    return Text(value, language, reader)


def test_a_name_is_escaped_and_isolated():
    assert listed([text("A & B")], "en") == "<bdi>A &amp; B</bdi>"


def test_a_name_is_marked_against_the_words_around_it_not_against_the_page():
    assert listed([text("Reuters", "en", "de")], "en") == "<bdi>Reuters</bdi>"
    assert listed([text("Reuters", "en", "en")], "ar") == '<bdi lang="en" dir="ltr">Reuters</bdi>'


def test_spanish_has_its_second_and():
    assert listed([text("A"), text("Iniciativa")], "es").replace("bdi", "b").count(" e <b") == 1


def test_a_line_is_filled_once_and_escaped():
    assert filled(text("<i> {partners} & {partners}"), "partners", "<b>") == "&lt;i&gt; <b> &amp; {partners}"


def test_commas():
    assert [comma(language) for language in ("en", "ur", "zh-hant", "ja")] == [", ", "، ", "，", "、"]


def test_semicolons():
    assert [semicolon(language) for language in ("en", "ar", "zh-hant", "el")] == ["; ", "؛ ", "；", "· "]
