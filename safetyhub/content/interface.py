"""The words of the public pages that nobody edits, in the nearest language that has a catalogue, and marked so."""

from collections.abc import Mapping
from functools import cache
from typing import Final

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from safetyhub.locales.chains import chain
from safetyhub.publishing.text import Text


@cache
def nearest(language: str) -> str:
    """The first language of the chain that the interface speaks: `de` for `de-ch`, `en` for `ur`."""
    spoken = dict(settings.LANGUAGES)
    return next(code for code in chain(language) if code in spoken)


class Words:
    """The words for readers of one language: `words.on_this_page` is a `Text`, marked like every other text."""

    def __init__(self, language: str) -> None:
        self.reader_language: Final = language
        self.language: Final = nearest(language)
        with translation.override(self.language):
            self.__dict__.update(
                {name: self._text(gettext(sentence)) for name, sentence in SENTENCES.items()}
            )

    def __getattr__(self, name: str) -> Text:
        raise AttributeError(name)  # only what is in SENTENCES; tells type checkers what those are

    def say(self, name: str, **values: str) -> Text:
        """A sentence with its named values."""
        return self._text(getattr(self, name).value % values)

    def _text(self, sentence: str) -> Text:
        return Text(sentence, self.language, self.reader_language)


@cache
def words_for(language: str) -> Words:
    return Words(language)


# Few on purpose: each has to be translated by hand.
SENTENCES: Final[Mapping[str, str]] = {
    "skip": _("Skip to the content"),
    "navigation": _("Main navigation"),
    "path": _("You are here"),
    "hub": _("Safety at %(platform)s"),
    "on_this_page": _("On this page"),
    "regions": _("Language and region"),
    "home": _("Start page"),
    "programs": _("Programs"),
    "all_programs": _("All programs"),
    "councils": _("Advisory councils"),
    "all_councils": _("All advisory councils"),
    "partners": _("Partners"),
    "members": _("Members"),
    "resources": _("Safety resources"),
    "all_resources": _("All safety resources"),
    "worldwide": _("Worldwide"),
    "all_worldwide": _("All worldwide resources"),
    "help_here": _("Help near you"),
    "no_local": _("No local resources are listed for %(market)s yet."),
    "no_programs": _("No programs are listed here yet."),
    "no_councils": _("No advisory councils are listed here yet."),
    "page_of": _("Page %(number)s of %(pages)s"),
    "previous": _("Previous page"),
    "next": _("Next page"),
    "show_all": _("Show all"),
    "partly_foreign": _("Some of this page is not yet in %(language)s and is shown in %(others)s."),
    "phone": _("Call"),
    "sms": _("Send a text to"),
    "chat": _("Chat:"),
    "web": _("Website:"),
    "email": _("E-mail"),
    "since": _("Since %(date)s"),
    "until": _("Until %(date)s"),
    "since_until": _("%(since)s to %(until)s"),
    "formerly": _("Formerly: %(names)s"),
    "former": _("This organization no longer exists."),
    "run_by": _("Offered by"),
    "launched": _("Started: %(date)s"),
    "ended": _("Ended: %(date)s"),
    "not_found": _("We could not find this page"),
    "not_found_why": _(
        "It may have moved, or it is not offered in this language and region. Nothing is wrong with your device."
    ),
    "not_found_then": _("You can go on from here:"),
    "choose": _("Choose your language and region"),
    "preview": _("Preview of drafts that are not public. This link works until %(date)s."),
    "preview_choose": _("Choose the regional version to look at"),
    "preview_closed": _("This preview link does not work"),
    "preview_closed_why": _(
        "It has expired, was taken back, or is not complete. Ask whoever sent it to you for a new one."
    ),
    "none_open": _("No regional version is open yet. Please come back later."),
}
