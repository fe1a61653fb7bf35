"""The door for tips in the chat: an address in every menu, and no word, row or gap of it anywhere."""

from dataclasses import replace

import pytest
from aiogram.methods import AnswerCallbackQuery

from storage.store import Store
from tests.handlers.tipping import SENDER, shown, town
from tests.talking import buttons
from texts import say
from workflow.engine.desk import Places

pytestmark = [pytest.mark.article(24), pytest.mark.parametrize("url", ["sqlite"], indirect=True)]
PAGE = "http://127.0.0.1:8080/tip"


async def test_the_command_tells_why_it_is_not_written_here_and_offers_the_page(store: Store) -> None:
    someone = (await town(store))[0].person(SENDER)
    (told,) = await someone.says("/tip")
    assert told == say("zh", "tip.page", address=PAGE)
    offered = [(say("zh", "tip.door_web"), PAGE), (say("zh", "tip.door_fee"), f"{PAGE}?fee=1")]
    assert buttons(someone._mine()[-1])[:2] == offered


@pytest.mark.article(6)
async def test_the_menu_and_the_answers_open_the_page_with_one_press(store: Store) -> None:
    someone = (await town(store))[0].person(SENDER)
    await someone.says("/menu")
    assert (say("zh", "tip.begin"), PAGE) in buttons(someone._mine()[-1])
    await someone.says("/help")
    await someone.presses("要交钱吗")
    assert buttons(someone._mine()[-1])[0] == (say("zh", "tip.door_fee"), f"{PAGE}?fee=1")


async def test_where_telegram_takes_no_such_address_the_text_has_it(store: Store) -> None:
    place, _ = await town(store)
    someone = place.person(SENDER)
    place.receive.office = replace(place.office, places=Places(url="http://localhost"))
    (told,) = await someone.says("/tip")
    assert "http://localhost/tip" in told
    assert someone.buttons() == [say("zh", "menu.open")]
    await someone.says("/menu")
    await someone.presses(say("zh", "tip.begin"))
    toasts = [call for call in place.session.said if isinstance(call, AnswerCallbackQuery)]
    assert toasts[-1].text == say("zh", "tip.at_page", address="http://localhost/tip")


@pytest.mark.parametrize("press", ["tp:begin", "tp:whom:fee", "tp:send", "tp:about:office"])
async def test_a_button_of_an_earlier_version_says_where_the_page_is_in_passing(store: Store, press: str) -> None:
    place, _ = await town(store)
    someone = place.person(SENDER)
    await someone.says("/menu")
    before = shown(someone)
    assert await someone.presses_data(press) == []
    toasts = [call for call in place.session.said if isinstance(call, AnswerCallbackQuery)]
    fee = "?fee=1" if press.endswith("fee") else ""
    assert (toasts[-1].text, toasts[-1].show_alert) == (say("zh", "tip.at_page", address=PAGE + fee), True)
    assert shown(someone) == before
