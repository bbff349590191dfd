"""One gettext catalogue for ui and services, switched at run time."""

from collections.abc import Iterable, Sequence
from gettext import NullTranslations, translation
from pathlib import Path

LANGUAGES = ("en", "zh_CN")
MOST_NAMES = 20
LOCALE = Path(__file__).parent.parent / "resources" / "locale"

_current: NullTranslations = NullTranslations()
_language = "en"


def N_(msgid: str) -> str:  # noqa: N802 - the name that gettext tools look for
    """Mark a text for translation without translating it yet."""
    return msgid


def _(msgid: str) -> str:
    """The text in the language that is shown now."""
    return _current.gettext(msgid) if msgid else ""


def text_in(shown_in: str, msgid: str) -> str:
    """The text in a given language of LANGUAGES, whatever is shown now."""
    if shown_in == "en" or not msgid:
        return msgid
    return translation("cims", LOCALE, languages=[shown_in], fallback=True).gettext(msgid)


def _n(one: str, many: str, n: int) -> str:
    """The text for n things; the caller puts n in."""
    return _current.ngettext(one, many, n)


def listed(names: Iterable[str]) -> str:
    """Words one after the other, as this language separates them."""
    return _(", ").join(names)


def enumerated(names: Sequence[str]) -> str:
    """Names in a sentence; of many only the first, and how many others there are."""
    shown, others = listed(names[:MOST_NAMES]), len(names) - MOST_NAMES
    if others <= 0:
        return shown
    return _n("{names} and {n} other", "{names} and {n} others", others).format(
        names=shown, n=others
    )


def use_language(language: str) -> None:
    """Show everything from now on in `language`, one of LANGUAGES."""
    global _current, _language
    _language = language if language in LANGUAGES else "en"
    _current = (
        NullTranslations()
        if _language == "en"
        else translation("cims", LOCALE, languages=[_language], fallback=True)
    )


def language() -> str:
    """The language that is shown now."""
    return _language
