"""Form fields of an arrangement: its section's entries by name, to number and to leave out."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from safetyhub.publishing.numbers import number

from .arranging import Names, sections


class OrderWidget(forms.Widget):
    """A number beside each name. Its value is the list of ids, or what was typed, by id."""

    template_name = "admin/content/widgets/order.html"
    names: Names = []

    def get_context(self, name: str, value: Any, attrs: Mapping[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        typed = isinstance(value, dict)
        places = value if typed else {pk: place for place, pk in enumerate(value or (), start=1)}
        context["widget"]["rows"] = [(f"{name}-{pk}", label, places.get(pk, "")) for pk, label in self.names]
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[int, str]:
        return {pk: data.get(f"{name}-{pk}", "").strip() for pk, _label in self.names}

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return not any(key.startswith(f"{name}-") for key in data)

    def id_for_label(self, id_: str) -> str:
        return ""


class OrderField(forms.Field):
    """Ids, in the order of the numbers that were typed beside their names; those without a number are not in it."""

    widget = OrderWidget

    def to_python(self, value: Any) -> list[int]:
        if not isinstance(value, dict):
            return list(value or ())
        places = {pk: number(typed) for pk, typed in value.items() if typed}
        if wrong := next((value[pk] for pk, place in places.items() if place is None), None):
            sentence = _("“%(value)s” is no number. Write 1, 2, 3, or nothing.") % {"value": wrong[:20]}
            raise forms.ValidationError(sentence, code="invalid")
        return sorted(places, key=lambda pk: places[pk])


def order_field(choices: Names) -> forms.Field:
    help_text = _("Number the ones that come first here: 1, 2, 3. The others follow in their usual order.")
    field = OrderField(label=_("Order"), required=False, help_text=help_text)
    field.widget.names = choices
    return field


def hidden_field(choices: Names) -> forms.Field:
    return forms.TypedMultipleChoiceField(
        label=_("Left out here"),
        required=False,
        coerce=int,
        choices=choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=""
        if choices
        else _("Save the arrangement first: then the entries of its section stand here."),
    )


def section_field() -> forms.Field:
    labels = {key: model._meta.verbose_name_plural for key, model in sections().items()}
    return forms.ChoiceField(label=_("Section"), choices=list(labels.items()))
