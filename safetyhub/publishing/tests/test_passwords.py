from safetyhub.publishing.passwords import LETTERS, generated_password


def test_four_groups_of_letters_that_do_not_look_alike():
    groups = generated_password().split("-")
    assert [len(group) for group in groups] == [4, 4, 4, 4]
    assert set("".join(groups)) <= set(LETTERS)
    assert not set(LETTERS) & set("il1o0")


def test_no_two_are_the_same():
    assert len({generated_password() for _ in range(100)}) == 100
