"""Every sentence is there in every language, fit to be read, and spoken by somebody."""

import ast
import re

import pytest

from tests.house.catalogues import (
    Mention,
    Spoken,
    catalogue,
    every_subject,
    made_key,
    made_keys,
    mentions,
    mentions_in,
    misquoted,
    places,
    spoken,
    subjects,
    written_twice,
)
from texts import FOLDER, languages

# Strings that look like a key of a catalogue and are none.
NOT_KEYS = {"practice.html"}  # the name of a page
# Chinese that English sentences may show as it is: what a person must recognise on paper or type.
SHOWN_IN_ENGLISH: tuple[str, ...] = ("绝密", "机密", "秘密", "中文", "临县府发〔2021〕15号")

CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
ENGLISH_SENTENCE = re.compile(r"[A-Za-z']+(?:[ ,]+[A-Za-z']+){3,}")
UNKIND = {"zh": r"无效|非法|错误代码|请重试", "en": r"\b(invalid|illegal|failed|please retry)\b"}


def refusals(language: str) -> dict[str, str]:
    keys = {mention.key for mention in mentions() if mention.refuses}
    return {key: said for key, said in catalogue(language).items() if key in keys}


def test_chinese_and_english_are_spoken() -> None:
    assert languages() == ("zh", "en")


def test_every_language_has_the_same_subjects() -> None:
    assert subjects("zh") == subjects("en")


@pytest.mark.parametrize("subject", sorted(every_subject()))
def test_a_subject_has_the_same_keys_and_places_in_every_language(subject: str) -> None:
    chinese, english = (
        {key: places(said) for key, said in catalogue(language).items() if key.startswith(f"{subject}.")}
        for language in ("zh", "en")
    )
    assert chinese == english


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_key_stands_once_in_the_file_of_its_subject(language: str) -> None:
    files = sorted((FOLDER / language).glob("*.po"))
    assert {path.name: written_twice(path) for path in files} == {path.name: [] for path in files}
    assert {path.name: misquoted(path.read_text("utf-8")) for path in files} == {path.name: [] for path in files}
    strays = [key for path in files for key in _keys(language, path.stem) if not key.startswith(f"{path.stem}.")]
    assert strays == []


def _keys(language: str, subject: str) -> list[str]:
    text = (FOLDER / language / f"{subject}.po").read_text(encoding="utf-8")
    return re.findall(r'^msgid "(.+)"$', text, re.MULTILINE)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_sentence_is_empty_or_in_doubt(language: str) -> None:
    assert [key for key, said in catalogue(language).items() if not said.strip()] == []
    doubted = [path.name for path in (FOLDER / language).glob("*.po") if "#, fuzzy" in path.read_text("utf-8")]
    assert doubted == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_place_in_a_sentence_is_a_plain_name(language: str) -> None:
    written = {(key, place) for key, said in catalogue(language).items() for place in places(said)}
    assert {(key, place) for key, place in written if not place.isidentifier()} == set()


def test_every_key_that_is_spoken_has_its_sentence() -> None:
    known, ours = catalogue("zh"), every_subject()
    missing = {
        (mention.key, mention.where)
        for mention in mentions()
        if mention.key not in known
        and (mention.surely or mention.key.partition(".")[0] in ours)
        and mention.key not in NOT_KEYS
        and not begins_a_key(mention)
    }
    assert missing == set()


def begins_a_key(mention: Mention) -> bool:
    """Whether other sentences stand under what is mentioned: ends are put to it ("apply.result" and its options)."""
    return any(key.startswith(f"{mention.key}.") for key in catalogue("zh"))


def test_every_sentence_is_spoken_by_somebody() -> None:
    said = spoken()
    assert [key for key in catalogue("zh") if not said.has(key)] == []


def test_a_key_that_is_put_together_can_be_one_that_has_a_sentence() -> None:
    whole, known = [made for made in made_keys() if not made[0].startswith(r"\.")], catalogue("zh")
    assert [made for made in whole if not any(re.fullmatch(made[0], key) for key in known)] == []


def test_a_chinese_refusal_fits_in_sixty_characters() -> None:
    told = {key: re.sub(r"\{\w+\}", "", said) for key, said in refusals("zh").items()}
    assert {key: len(said) for key, said in told.items() if len(said) > 60} == {}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_refusal_helps_and_does_not_scold(language: str) -> None:
    told = refusals(language)
    assert [key for key, said in told.items() if re.search(UNKIND[language], said, re.IGNORECASE)] == []


def test_an_english_sentence_shows_chinese_only_where_it_must_be_recognised() -> None:
    left = {key: _without(said, SHOWN_IN_ENGLISH) for key, said in catalogue("en").items()}
    assert {key: said for key, said in left.items() if CHINESE.search(said)} == {}


def test_a_chinese_sentence_has_no_english_sentence_in_it() -> None:
    said = {key: re.sub(r"\{\w+\}|https?://\S+", "", text) for key, text in catalogue("zh").items()}
    assert {key: text for key, text in said.items() if ENGLISH_SENTENCE.search(text)} == {}


def _without(text: str, shown: tuple[str, ...]) -> str:
    for name in shown:
        text = text.replace(name, "")
    return text


def test_the_lint_sees_keys_where_they_are_spoken_and_takes_no_column_for_one() -> None:
    source = ast.parse(
        'say(language, "a.one")\n'
        'raise Unfit("a.two" if late else "b.three")\n'
        'Refusal(key="c.four")\n'
        'table = {"x": "a.five"}\n'
        'ForeignKey("a.id")\n'
        'plain = "not a key."\n'
    )
    found = [(mention.key, mention.surely, mention.refuses) for mention in mentions_in(source, "here")]
    assert sorted(found) == [
        ("a.five", False, False),
        ("a.one", True, False),
        ("a.two", True, True),
        ("b.three", True, True),
        ("c.four", True, True),
    ]


def test_the_lint_sees_what_would_spoil_a_sentence() -> None:
    assert places("到{day}为止，{who.name}和{count:,}{{x}}") == {"day", "who.name", "count:,"}
    assert ENGLISH_SENTENCE.search("请看 this is not done 。") is not None
    assert ENGLISH_SENTENCE.search("按 GB/T 19580 用 Telegram 或 PDF") is None
    assert CHINESE.search("the list 名单") is not None
    assert misquoted('# note\nmsgid "a.b"\nmsgstr ""\n"说\\"好\\"\\n"\n') == []
    assert misquoted('msgstr "没有收尾\nmsgstr "多"了"\n') == ['msgstr "没有收尾', 'msgstr "多"了"']


def test_the_lint_follows_a_key_that_is_put_together() -> None:
    said = Spoken(
        mentioned=frozenset({"links.result"}),
        whole=(re.compile(r"links\.state\.[\w.-]+"),),
        ends=(re.compile(r"\.help"), re.compile(r"\.[\w.-]+")),
    )
    keys = [
        "links.result",
        "links.result.good",
        "links.state.gone",
        "links.state.gone.help",
        "links.idle",
        "links.help",
    ]
    assert [key for key in keys if not said.has(key)] == ["links.idle"]


@pytest.mark.parametrize(
    ("source", "pattern"),
    [
        ('f"menu.{state}"', r"menu\.[\w.-]+"),
        ('f"{text}.help"', r"\.help"),
        ('f"{text}.{value}"', r"\.[\w.-]+"),
        ('f"{name}, {value}"', ""),
        ('f"nobody.{state}"', ""),
        ('f"menu {state}"', ""),
    ],
)
def test_the_lint_knows_an_f_string_that_makes_a_key(source: str, pattern: str) -> None:
    made = ast.parse(source, mode="eval").body
    assert isinstance(made, ast.JoinedStr)
    assert made_key(made) == pattern
