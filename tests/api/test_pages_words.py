"""Both languages are whole: same keys, same fields, and every key that a page or a script asks for exists."""

import re
from string import Formatter

import pytest

from api.i18n import (
    LOCALES,
    SCRIPT_PREFIXES,
    Message,
    choose_locale,
    has_message,
    messages,
    script_messages,
    translate,
)
from api.pages_render import STATIC_FOLDER

TEMPLATES = STATIC_FOLDER.parent / "templates"
QUOTED = re.compile(r"""\bt\(\s*(?:'([\w.]+)'|"([\w.]+)"|`([\w.]+)\$\{)""")
CHOSEN = re.compile(r"""\bt\('([\w.]+)' if \w+ else '([\w.]+)'""")
LISTED = re.compile(r'"(js\.[\w.]+)"')


def _fields(message: Message) -> set[str]:
    texts = [message] if isinstance(message, str) else list(message.values())
    return {name for text in texts for _, name, _, _ in Formatter().parse(text) if name is not None}


def _asked(folder_file_text: str) -> set[str]:
    keys = {key for found in QUOTED.findall(folder_file_text) for key in found if key}
    return keys | {key for found in CHOSEN.findall(folder_file_text) for key in found}


def test_both_tables_have_the_same_keys() -> None:
    chinese, english = (messages(locale) for locale in LOCALES)
    assert chinese.keys() == english.keys()
    assert len(chinese) > 150


@pytest.mark.parametrize("key", sorted(messages("zh-CN")))
def test_a_message_has_the_same_fields_in_both_languages_and_is_not_empty(key: str) -> None:
    chinese, english = (messages(locale)[key] for locale in LOCALES)
    # «yesterday» needs no number: a singular may leave the field out, a plural may not
    assert _fields(chinese) == _fields(english)
    for message in (chinese, english):
        assert all((message.strip(),) if isinstance(message, str) else map(str.strip, message.values()))


@pytest.mark.parametrize("path", sorted(TEMPLATES.glob("*.html")), ids=lambda path: path.name)
def test_every_key_in_a_template_exists(path) -> None:
    for key in _asked(path.read_text("utf-8")):
        if key.endswith("."):
            assert any(known.startswith(key) for known in messages("en")), key
        else:
            assert has_message(key), key


@pytest.mark.parametrize("path", sorted(STATIC_FOLDER.rglob("*.js")), ids=lambda path: path.name)
def test_every_key_in_a_script_exists_and_is_handed_to_it(path) -> None:
    text = path.read_text("utf-8")
    for key in _asked(text) | set(LISTED.findall(text)):
        if key.endswith("."):
            assert key.startswith(SCRIPT_PREFIXES)
            assert any(known.startswith(key) for known in messages("en"))
        else:
            assert key in script_messages("en"), key


def test_no_key_is_left_over() -> None:
    texts = [path.read_text("utf-8") for path in (*TEMPLATES.glob("*.html"), *STATIC_FOLDER.rglob("*.js"))]
    texts += [path.read_text("utf-8") for path in STATIC_FOLDER.parent.glob("*.py")]
    asked = set().union(*map(_asked, texts)) | {
        key for text in texts for key in re.findall(r"""["']([a-z_]+\.[\w.]+)["']""", text)
    }
    asked |= {key for text in texts for key in re.findall(r"""f"([a-z_]+\.[\w.]*\.)\{""", text)}
    prefixes = tuple(key for key in asked if key.endswith("."))
    unused = {key for key in messages("en") if key not in asked and not key.startswith(prefixes)}
    assert unused == set()


@pytest.mark.parametrize("folder", [TEMPLATES, STATIC_FOLDER], ids=["templates", "scripts"])
def test_no_sentence_is_written_into_the_pages(folder) -> None:
    for path in [*folder.rglob("*.html"), *folder.rglob("*.js")]:
        assert not re.search(r"[一-鿿]", path.read_text("utf-8")), path.name


def test_a_plural_is_chosen_by_n_and_a_missing_field_is_an_error() -> None:
    assert translate("en", "audit.facings_n", n=1) == "1 facing"
    assert translate("en", "audit.facings_n", n=2) == "2 facings"
    assert translate("zh-CN", "audit.facings_n", n=1) == "1 个排面"
    with pytest.raises(KeyError):
        translate("zh-CN", "audit.facings_n")
    with pytest.raises(KeyError):
        translate("en", "no.such.key")


@pytest.mark.parametrize(
    ("wishes", "header", "locale"),
    [
        ((None, None), None, "zh-CN"),
        ((None, "en"), "zh-CN", "en"),
        (("en", "zh-CN"), None, "en"),
        (("fr", None), "fr, en;q=0.8, zh;q=0.9", "zh-CN"),
        ((None,), "en-GB,en;q=0.9", "en"),
        ((None,), "de, *;q=0.1", "zh-CN"),
        ((None,), "en;q=0, zh-TW", "zh-CN"),
        ((None,), "en;q=banana", "zh-CN"),
    ],
)
def test_the_strongest_wish_that_we_have_decides_the_language(wishes, header, locale) -> None:
    assert choose_locale(*wishes, accept_language=header) == locale
