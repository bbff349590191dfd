"""Every text that a user can see stands in every language, whole and with the same placeholders."""

import re

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

import dev

CATALOGUES = {path.parts[-3]: path for path in dev.catalogues()}
PLACEHOLDER = re.compile(r"(?<!{){[^{}]*}(?!})")


@pytest.fixture(scope="module")
def texts() -> Catalog:
    return dev.extracted()


@pytest.fixture(scope="module", params=CATALOGUES)
def catalogue(request) -> Catalog:
    with CATALOGUES[request.param].open("rb") as stream:
        return read_po(stream)


def forms(words: str | tuple[str, ...]) -> tuple[str, ...]:
    return (words,) if isinstance(words, str) else tuple(words)


def test_the_languages_offered_have_catalogues():
    from cims.services.i18n import LANGUAGES

    assert {"en", *CATALOGUES} == set(LANGUAGES)


def test_every_text_is_translated(texts, catalogue):
    missing = [
        message.id
        for message in texts
        if message.id and not ((known := catalogue.get(message.id)) and dev.is_whole(known.string))
    ]
    assert not missing


def test_plurals_have_as_many_forms_as_the_language(texts, catalogue):
    wrong = [
        message.id
        for message in texts
        if message.id
        and (known := catalogue.get(message.id))
        and len(forms(known.string)) != (catalogue.num_plurals if message.pluralizable else 1)
    ]
    assert not wrong


def test_no_translation_is_a_guess(catalogue):
    assert not [message.id for message in catalogue if message.id and message.fuzzy]


def test_no_translation_is_left_over(texts, catalogue):
    left_over = [message.id for message in catalogue if message.id and not texts.get(message.id)]
    assert not left_over + list(catalogue.obsolete)


def test_placeholders_are_kept(catalogue):
    wrong = [
        (message.id, form)
        for message in catalogue
        if message.id
        for form in forms(message.string)
        if form
        and set(PLACEHOLDER.findall(form)) != set(PLACEHOLDER.findall(forms(message.id)[-1]))
    ]
    assert not wrong
