"""What is said fits every channel: long pages are cut at lines, buttons come last, none is too long to be sent."""

from datetime import date

import pytest
from aiogram.types import InlineKeyboardMarkup

from handlers.engine.speech import Button, Dated, _parts, in_rows, keyboard
from rules.engine.answers import Days
from storage.store import Store
from tests.handlers.applying import apply, open_edition, patient
from workflow.engine.sending import TEXT, units


def test_a_long_page_is_cut_at_lines_and_nothing_is_lost() -> None:
    text = "\n".join(f"第{number}行：{'字' * 60}" for number in range(200))
    parts = list(_parts(text))
    assert "\n".join(parts) == text
    assert max(units(part) for part in parts) <= TEXT


def test_a_page_without_lines_is_cut_all_the_same() -> None:
    parts = list(_parts("𠮷" * 5000))
    assert ("".join(parts), max(map(units, parts)) <= TEXT) == ("𠮷" * 5000, True)


def test_buttons_stand_in_rows() -> None:
    buttons = [Button(str(number), press=str(number)) for number in range(5)]
    assert [len(row) for row in in_rows(buttons, width=2)] == [2, 2, 1]


def test_empty_rows_are_left_out() -> None:
    shown = keyboard([[], [Button("是", press="y")], []])
    assert isinstance(shown, InlineKeyboardMarkup)
    assert [[b.callback_data for b in row] for row in shown.inline_keyboard] == [["y"]]


@pytest.mark.parametrize("press", ["", "x" * 65, "界" * 22])
def test_a_button_that_no_channel_takes_is_our_own_mistake(press: str) -> None:
    with pytest.raises(ValueError, match="callback data"):
        keyboard([[Button("label", press=press)]])


def test_a_keyboard_of_more_than_a_hundred_buttons_is_to_be_paged() -> None:
    with pytest.raises(ValueError, match="page the list"):
        keyboard([[Button("x", press="x")] for _ in range(101)])


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
async def test_a_question_for_a_day_says_which_days_fit_and_telegram_is_sent_none_of_it(
    store: Store,
) -> None:
    town = patient(store)
    await open_edition(store)
    someone, filler = await apply(town, "organisation")
    await filler.fill(until=lambda question: question.key == "registered_on")
    asked = town.session.said[-1]
    assert isinstance(asked, Dated)
    assert asked.days == Days(None, date(2026, 9, 1))
    sent = asked.model_dump(exclude_none=True)
    assert {"days", "_days"} & set(sent) == set()
    assert asked.__api_method__ == "sendMessage"
    await someone.says("2026-09-02")
    again = [call.days for call in town.session.said if isinstance(call, Dated)]
    assert again == [Days(None, date(2026, 9, 1))] * 2
