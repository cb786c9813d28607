"""The fields that sections share."""

import pytest
from django.core.exceptions import ValidationError

from safetyhub.content.fields import AddressField


@pytest.mark.parametrize("validate", [AddressField().run_validators, AddressField().formfield().clean])
@pytest.mark.parametrize("typed", ["two words", "größe", "a/b"])
def test_what_is_no_address_is_refused_with_the_word_of_its_label(validate, typed):
    with pytest.raises(ValidationError) as caught:
        validate(typed)
    expected = "An address has only the letters a to z, numbers, hyphens and underscores."
    assert caught.value.messages == [expected]
