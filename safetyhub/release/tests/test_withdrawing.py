"""Which folders of a release go whole."""

from hypothesis import given
from hypothesis import strategies as st

from safetyhub.release.withdrawing import whole_folders

STAYS = "site/static/site.css"
GERMAN = ["sensitive/de-de/resources.html", "site/de-de/programs.html", "site/de-de/programs/facts.html"]
ENGLISH = ["site/en-us/programs.html", "site/en-us/programs/facts.html", "site/en-us/programs/other.html"]
NAMES = st.lists(st.sampled_from("ab"), min_size=1, max_size=4).map(lambda parts: "/".join(parts) + ".html")


def test_a_folder_goes_with_all_in_it_and_sensitive_ones_first():
    assert whole_folders(GERMAN, [*GERMAN, *ENGLISH, STAYS]) == ["sensitive", "site/de-de"]


def test_a_folder_of_which_a_page_stays_does_not_go():
    going = [*GERMAN[1:], ENGLISH[1]]
    assert whole_folders(going, [*GERMAN, *ENGLISH, STAYS]) == ["site/de-de"]


def test_nothing_goes_where_every_folder_has_a_page_that_stays():
    assert whole_folders([ENGLISH[0]], [*ENGLISH, STAYS]) == []


@given(st.sets(NAMES), st.sets(NAMES))
def test_whatever_goes_nothing_that_stays_is_in_a_folder_that_does(going, staying):
    staying -= going
    folders = whole_folders(going, [*going, *staying])
    inside = {name for name in going | staying for folder in folders if name.startswith(f"{folder}/")}
    assert not inside & staying
    assert not any(one != other and one.startswith(f"{other}/") for one in folders for other in folders)
