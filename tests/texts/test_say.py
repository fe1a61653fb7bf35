"""A key and its values become one sentence in the language of the person who reads it."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from babel.messages.pofile import PoFileError

from rules.engine.refusals import Refusal
from tests.house.catalogues import subjects
from texts import Words, filled, languages, read, say, sentences, warm_up
from texts.dates import shown


@pytest.mark.parametrize(
    ("language", "written"), [("zh", "2026年10月10日（周六）"), ("en", "Saturday 10 October 2026")]
)
def test_a_day_is_written_with_its_weekday(language: str, written: str) -> None:
    assert shown(language, date(2026, 10, 10)) == written


@pytest.mark.parametrize(
    ("language", "written"), [("zh", "2026年10月10日（周六）00:05"), ("en", "Saturday 10 October 2026, 00:05")]
)
def test_a_moment_is_written_as_the_clock_of_the_office_shows_it(language: str, written: str) -> None:
    assert shown(language, datetime(2026, 10, 9, 16, 5, tzinfo=UTC)) == written


@pytest.mark.parametrize(("number", "cited"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (44, "四十四")])
def test_an_article_is_cited_as_the_measures_print_it(number: int, cited: str) -> None:
    values = {"article": number, "count": number}
    assert filled("zh", "第{article}条，{count}项", values) == f"第{cited}条，{number}项"
    assert filled("en", "Article {article}, {count} items", values) == f"Article {number}, {number} items"


def test_what_was_read_ahead_is_not_read_again_when_it_is_said() -> None:
    sentences.cache_clear()
    warm_up()
    read_ahead = sentences.cache_info()
    for language in languages():
        for subject in subjects(language):
            assert sentences(language, subject)
    assert sentences.cache_info().misses == read_ahead.misses > 0


def test_a_moment_without_a_time_zone_is_told_to_nobody() -> None:
    with pytest.raises(ValueError, match="without a time zone"):
        shown("zh", datetime(2026, 10, 9, 16, 5))  # noqa: DTZ001 - the very thing that is refused


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("key", ["menu.there_is_no_such_sentence", "nothing.at.all", "../zh/menu.hello", ""])
def test_a_missing_sentence_is_named(language: str, key: str) -> None:
    with pytest.raises(KeyError) as missing:
        say(language, key)
    assert missing.value.args == (f"no sentence {key} in {language}",)


def test_a_language_that_is_not_spoken_has_no_sentence() -> None:
    key = min(sentences("zh", min(subjects("zh"))))
    with pytest.raises(KeyError) as missing:
        say("../zh", key)
    assert missing.value.args == (f"no sentence {key} in ../zh",)


def test_a_place_without_a_value_is_named() -> None:
    with pytest.raises(KeyError) as missing:
        filled("zh", "最晚{day}。", {"days": 5})
    assert missing.value.args == ("no value for the place 'day' in: 最晚{day}。",)


def test_a_value_without_a_place_is_passed_over() -> None:
    assert filled("en", "By {day}.", {"day": date(2026, 10, 9), "days": 5}) == "By Friday 9 October 2026."


def test_braces_in_what_a_person_wrote_stay_braces() -> None:
    assert filled("zh", "您写的是{text}。", {"text": "{text} {0} {text.__class__} }{"}) == (
        "您写的是{text} {0} {text.__class__} }{。"
    )


def test_a_list_is_joined_as_the_language_joins_it() -> None:
    days = [date(2026, 10, 9), date(2026, 10, 10)]
    assert filled("zh", "{days}", {"days": days}) == "2026年10月9日（周五）、2026年10月10日（周六）"
    assert filled("en", "{days}", {"days": days}) == "Friday 9 October 2026, Saturday 10 October 2026"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_words_and_refusals_inside_a_sentence_are_said_in_its_language(language: str) -> None:
    key, said = next(
        (key, said)
        for subject in sorted(subjects(language))
        for key, said in sentences(language, subject).items()
        if "{" not in said
    )
    values: dict[str, object] = {"one": Words(key), "two": Refusal(key, article=22), "both": (Words(key), 3)}
    joint = "、" if language == "zh" else ", "
    assert filled(language, "{one}|{two}|{both}", values) == f"{said}|{said}|{said}{joint}3"


def test_a_catalogue_that_is_broken_is_refused_and_not_half_read(tmp_path: Path) -> None:
    broken = tmp_path / "menu.po"
    broken.write_text('msgid "menu.hello"\nmsgstr "你好"\nmsgstring "多余"\n', encoding="utf-8")
    with pytest.raises(PoFileError):
        read(broken)
