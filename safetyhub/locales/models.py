"""Where people live, and the regional versions of the site that they see. Configuration: in effect on save."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from safetyhub.locales import addresses, cldr, languages, m49, tags
from safetyhub.locales.chains import chain, same_primary
from safetyhub.locales.markets import EVERYWHERE, plain

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise


def validate_code(code: str) -> None:
    if not re.fullmatch(addresses.CODE, code):
        sentence = _(
            "Use small letters and digits, in parts joined by hyphens, such as “es-mx” or “es-latam”."
        )
        raise ValidationError(sentence, code="code")
    if code in addresses.RESERVED:
        sentence = _("“%(code)s” is an address that the site needs for itself.")
        raise ValidationError(sentence, code="reserved", params={"code": code})


def _beside(field: str, sentence: StrPromise, code: str, **params: str) -> ValidationError:
    return ValidationError({field: ValidationError(sentence, code=code, params=params)})


def language_choices() -> list[tuple[str, str]]:
    """By their names in the language of the interface. A callable, so that a longer list is no migration."""
    names = {code: _called(code) for code in languages.LANGUAGES}
    return [
        (code, f"{name} — {languages.get(code).own_name}")
        for code, name in sorted(names.items(), key=lambda item: plain(item[1]))
    ]


def _called(language: str) -> str:
    return cldr.language_name(language, get_language() or languages.SOURCE)


class Market(models.Model):
    """Rows so that other rows can refer to them; ``m49`` has the facts, CLDR the names. Filled after each migrate."""

    class Kind(models.TextChoices):
        COUNTRY = "country", _("country")
        AREA = "area", _("area")

    code = models.CharField(_("code"), max_length=3, primary_key=True)
    kind = models.CharField(_("kind"), max_length=7, choices=Kind)
    within = models.JSONField(
        _("within"),
        default=list,
        blank=True,
        editable=False,
        help_text=_("The codes of every area around it, the nearest first."),
    )

    class Meta:
        verbose_name = _("market")
        verbose_name_plural = _("markets")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name(languages.SOURCE)

    def save(self, *args, **kwargs) -> None:
        self.kind, self.within = m49.kind(self.code), list(m49.containing(self.code))
        super().save(*args, **kwargs)

    def clean(self) -> None:
        if self.code not in m49.CODES:
            raise _beside("code", _("This is no ISO 3166-1 country and no M.49 area."), "unknown_market")

    def name(self, language: str) -> str:
        return cldr.market_name(self.code, language)

    @property
    def scope(self) -> tuple[str, ...]:
        """What an entry may be for so that it shows here: this market, an area around it, or everywhere."""
        return (self.code, *self.within, EVERYWHERE)


class LocaleQuerySet(models.QuerySet):
    def public(self) -> LocaleQuerySet:
        return self.filter(visibility=Locale.Visibility.PUBLIC).select_related("market")

    def previewable(self) -> LocaleQuerySet:
        """What staff may look at: the public ones, and those being prepared."""
        return self.exclude(visibility=Locale.Visibility.CLOSED).select_related("market")


class Locale(models.Model):
    """Its code is its identity. An address that was ever public is closed, never deleted, and can be opened again."""

    class Visibility(models.TextChoices):
        PUBLIC = "public", _("Public")
        PREVIEW = "preview", _("Preview, for staff only")
        CLOSED = "closed", _("Closed")

    code = models.CharField(
        _("address"),
        max_length=addresses.LONGEST,
        primary_key=True,
        validators=[validate_code],
        help_text=_(
            "The first part of every address of this version, such as “es-mx”. It cannot be changed later."
        ),
    )
    tag = models.CharField(
        _("language tag"),
        max_length=11,
        help_text=_(
            "What browsers and search engines are told: language, script if needed, region, as in “zh-Hant-HK”."
        ),
    )
    language = models.CharField(
        _("language"),
        max_length=12,
        choices=language_choices,
        help_text=_(
            "The texts that this version shows first. Where there are none, it reads the next in the chain."
        ),
    )
    market = models.ForeignKey(
        Market,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("market"),
        related_name="locales",
        help_text=_("The country or area it is for. Without one, it shows only what is for everywhere."),
    )
    visibility = models.CharField(
        _("visibility"),
        max_length=7,
        choices=Visibility,
        default=Visibility.PREVIEW,
        help_text=_(
            "In effect as soon as you save. Closed versions answer “not found” and keep their settings."
        ),
    )
    position = models.PositiveSmallIntegerField(
        _("position"),
        default=0,
        help_text=_("Lower numbers come first in the menu of languages and regions."),
    )
    opened = models.DateTimeField(_("first public"), null=True, editable=False)

    objects = LocaleQuerySet.as_manager()

    class Meta:
        verbose_name = _("regional version")
        verbose_name_plural = _("regional versions")
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.code

    def save(self, *args, update_fields=None, **kwargs) -> None:
        if self.visibility == self.Visibility.PUBLIC and self.opened is None:
            self.opened = timezone.now()
            update_fields = update_fields and {*update_fields, "opened"}
        super().save(*args, update_fields=update_fields, **kwargs)

    def get_absolute_url(self) -> str:
        return f"/{self.code}/"

    @property
    def is_deletable(self) -> bool:
        """A slip while preparing can be removed; what visitors may have bookmarked cannot."""
        return self.opened is None and self.visibility == self.Visibility.PREVIEW

    def remarks(self) -> list[str]:
        """What is allowed but may not be meant."""
        found = []
        others = Locale.objects.public().filter(tag=self.tag).exclude(pk=self.pk)
        twins = others.values_list("code", flat=True)
        if twins and self.visibility == self.Visibility.PUBLIC:
            sentence = gettext(
                "%(codes)s has the same language tag: search engines are told only of the first."
            )
            found.append(sentence % {"codes": ", ".join(twins)})
        if self.visibility == self.Visibility.CLOSED:
            found.append(gettext("Visitors of this version now read “not found”."))
        return found

    def clean(self) -> None:
        if self._state.adding and LocaleAlias.objects.filter(code=self.code).exists():
            raise _beside("code", _("This address already leads to another version."), "alias")
        self.clean_tag()

    def clean_tag(self) -> None:
        """Puts the tag in its customary case. A tag that belies the text would make screen readers mispronounce it."""
        try:
            tag = tags.parse(self.tag)
        except ValueError:
            sentence = _("Write a language, then if needed a script and a region: “es-419”, “zh-Hant-HK”.")
            raise _beside("tag", sentence, "tag") from None
        self.tag = str(tag)
        if part := tags.unknown_part(tag):
            sentence = _("“%(part)s” is no language, script or region that browsers know.")
            raise _beside("tag", sentence, "tag", part=part)
        if self.language in languages.LANGUAGES:
            self._clean_tag_fits(tag)

    def _clean_tag_fits(self, tag: tags.Tag) -> None:
        language = languages.get(self.language)
        own = tags.parse(language.tag)
        if same_primary(tag.language, own.language) and tag.usual_script == own.usual_script:
            return
        sentence = _("“%(tag)s” does not fit texts in %(language)s: use a tag such as “%(own)s”.")
        name, fitting = _called(self.language), replace(own, region=own.region or tag.region)
        raise _beside("tag", sentence, "tag_language", tag=self.tag, language=name, own=str(fitting))

    @property
    def chain(self) -> tuple[str, ...]:
        return chain(self.language)

    @property
    def scope(self) -> tuple[str, ...]:
        """The markets whose entries show here: its own, the areas around it, and everywhere."""
        return self.market.scope if self.market else (EVERYWHERE,)

    @property
    def direction(self) -> languages.Direction:
        return languages.direction(self.language)

    @property
    def own_name(self) -> str:
        return languages.get(self.language).own_name

    def market_name(self, language: str) -> str:
        """Empty when it has no market."""
        return self.market.name(language) if self.market else ""


class LocaleAlias(models.Model):
    """Another address that leads to a locale for good: an old code, or one that people guess."""

    code = models.CharField(
        _("address"),
        max_length=addresses.LONGEST,
        unique=True,
        validators=[validate_code],
        help_text=_("Visitors who come here are sent on, for good: search engines forget the old address."),
    )
    locale = models.ForeignKey(Locale, models.CASCADE, verbose_name=_("leads to"), related_name="aliases")

    class Meta:
        verbose_name = _("other address")
        verbose_name_plural = _("other addresses")
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} → {self.locale_id}"

    def clean(self) -> None:
        if self.code and (self.code == self.locale_id or Locale.objects.filter(code=self.code).exists()):
            raise _beside("code", _("This address is that of a regional version itself."), "locale")
