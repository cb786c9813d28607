from collections.abc import Iterator

from django import forms
from django.forms.models import ModelChoiceIterator, ModelChoiceIteratorValue
from django.utils.translation import get_language

from safetyhub.locales.markets import plain
from safetyhub.locales.models import Market


class MarketsByName(ModelChoiceIterator):
    """Names come from CLDR and not from the database, so that it cannot sort by them."""

    def __iter__(self) -> Iterator[tuple[ModelChoiceIteratorValue | str, str]]:
        if self.field.empty_label is not None:
            yield ("", str(self.field.empty_label))
        yield from sorted(
            (self.choice(market) for market in self.queryset), key=lambda choice: plain(str(choice[1]))
        )


class MarketChoiceField(forms.ModelChoiceField):
    iterator = MarketsByName

    def label_from_instance(self, market: Market) -> str:
        return market.name(get_language())
