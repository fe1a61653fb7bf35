"""E-mail as a channel: sent to a real server, parsed again, and told by what the server said."""

from collections.abc import AsyncIterator
from datetime import date, timedelta

import pytest
from icalendar import Calendar
from pydantic import ValidationError

from bot.emails import greeting
from bot.settings import Server, Settings
from reminders.letters import written
from reminders.posting import LONGEST_WAIT, MANY_TRIES
from rules.people.roles import EMAIL, Channel, Role
from storage.engine.owed import OwedState, Paper
from storage.store import Store
from tests.bot.messages.mailboxes import Postbox, postbox
from tests.reminders.mail import DAY, HOUR, NOON, Office
from texts import say
from workflow.engine.sending import Sent, Unreachable

pytestmark = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
ADDRESS = "ma.li@dairy.example"
VALUES = {
    "of": 7,
    "holder": "临夏县示例乳业有限公司",
    "year": "2027",
    "opens": date(2027, 7, 1),
    "last": date(2027, 8, 2),
}
RECEIPT = Paper("assessment_receipt", "assessment:7")


async def receipt(_paper: Paper, language: str) -> tuple[str, bytes]:
    return f"回执-{language}.pdf", b"%PDF-1.7"


@pytest.fixture
async def box(store: Store) -> AsyncIterator[Postbox]:
    async with postbox() as opened:
        yield opened


async def reached_by_email(office: Office, *, language: str = "zh") -> int:
    """Somebody whose chat is blocked and whose address is confirmed."""
    one = await office.person(5, language=language)
    office.telegram.script = {5: [Unreachable("403")] * 9}
    await office.emailed(one, ADDRESS)
    return one


@pytest.mark.article(32)
async def test_what_no_chat_takes_comes_by_email_with_its_paper_and_its_last_day(store: Store, box: Postbox) -> None:
    office = Office(store, receipt, email=box.sender(store))
    one = await reached_by_email(office)
    about = {"values": VALUES, "paper": RECEIPT}
    await office.owe("self-assessment:2027:award-1:07-15:holder", one, "assessments.reminder.open", **about)
    assert await office.delivery.deliver_once(NOON) == 1
    (mail,) = box.taken
    assert (mail["To"], mail["From"].addresses[0].addr_spec, mail["Auto-Submitted"]) == (
        ADDRESS,
        "award@linxia.example",
        "auto-generated",
    )
    assert mail["From"].addresses[0].display_name == "临夏县人民政府质量奖"
    assert mail["Subject"].startswith("【临夏县人民政府质量奖】临夏县示例乳业有限公司的2027年自评报告")
    body = mail.get_body()
    assert body is not None
    words = body.get_content()
    assert "2027年8月2日（周一）" in words
    assert words.splitlines()[-2:] == ["https://award.example/chat", "https://t.me/award_bot"]
    pdf, day = mail.iter_attachments()
    assert (pdf.get_filename(), pdf.get_content()) == ("回执-zh.pdf", b"%PDF-1.7")
    assert (day.get_filename(), day.get_content_type()) == ("最后一天.ics", "text/calendar")
    calendar = day.get_content()
    (event,) = Calendar.from_ical(calendar).walk("VEVENT")
    assert (event.decoded("dtstart"), len(event.walk("VALARM"))) == (date(2027, 8, 2), 1)
    assert "2027年8月2日" in str(event["description"])
    owed = await office.message("self-assessment:2027:award-1:07-15:holder")
    assert (owed.state, owed.proof, owed.channel_id) == (OwedState.SENT, f"email:{mail['Message-ID'][1:-1]}", None)


async def test_an_english_reader_is_written_to_in_english_and_no_day_is_attached_that_is_over(
    store: Store, box: Postbox
) -> None:
    office = Office(store, email=box.sender(store))
    one = await reached_by_email(office, language="en")
    values = {"task": "the report", "due": (NOON - DAY).date()}
    await office.owe("k", one, "reminders.task.late", values=values)
    await office.delivery.deliver_once(NOON)
    (mail,) = box.taken
    assert mail["Subject"].startswith("[Linxia County Government Quality Award] Overdue: the report")
    assert list(mail.iter_attachments()) == []


async def test_no_word_of_a_message_becomes_a_head(store: Store, box: Postbox) -> None:
    office = Office(store, email=box.sender(store))
    one = await reached_by_email(office)
    plain = {"values": {"task": "x", "due": NOON.date()}}
    forged = {"values": {"task": "x\r\nBcc: thief@evil.example\r\n\r\nx", "due": NOON.date()}}
    await office.owe("plain", one, "reminders.task.due", **plain)
    await office.owe("forged", one, "reminders.task.due", **forged)
    assert await office.delivery.deliver_once(NOON) == 2
    first, second = box.taken
    assert (first.keys(), box.asked) == (second.keys(), [ADDRESS, ADDRESS])


async def test_an_address_where_nobody_is_goes_to_the_phone_list_and_is_left_alone_until_confirmed_anew(
    store: Store, box: Postbox
) -> None:
    office = Office(store, email=box.sender(store))
    await office.seed()
    one = await reached_by_email(office)
    box.refuses = {ADDRESS: ["550 no such user"]}
    await office.owe("a", one)
    await office.owe("b", one)
    assert await office.delivery.deliver_once(NOON) == 0
    async with store.work() as work:
        waiting = [(owed.key, owed.error) for owed in await work.outbox.unreachable()]
        tasks = [(task.kind, task.role) for task in await work.tasks.open()]
        email = await work.emails.of(one)
        noted = [entry.act for entry in await work.journal.page() if entry.subject == f"person:{one}"]
    assert (waiting, tasks) == ([("a", "smtp 550"), ("b", "no channel")], [("unreachable", Role.LEAD)])
    assert (box.asked, noted) == ([ADDRESS], ["email_bounced"])
    assert email is not None
    assert (email.arrives, email.bounced_at) == (False, NOON)
    async with store.work() as work:
        await work.emails.confirm(email.id, NOON)
        await work.commit()
    await office.owe("c", one)
    assert (await office.delivery.deliver_once(NOON), len(box.taken)) == (1, 1)


async def test_for_now_is_tried_again_and_nobody_is_blamed(store: Store, box: Postbox) -> None:
    office = Office(store, email=box.sender(store))
    one = await reached_by_email(office)
    box.refuses = {ADDRESS: ["450 greylisted"]}
    await office.owe("k", one)
    assert await office.delivery.deliver_once(NOON) == 0
    owed = await office.message("k")
    assert (owed.state, owed.error, owed.next_try_at > NOON) == (OwedState.OWED, "smtp 450", True)
    assert await office.delivery.deliver_once(owed.next_try_at) == 1


async def test_a_server_that_is_away_is_asked_again_and_in_the_end_the_person_is_phoned(store: Store) -> None:
    async with postbox() as gone:
        sender = gone.sender(store)
    office = Office(store, email=sender)
    await office.seed()
    one = await reached_by_email(office)
    await office.owe("k", one)
    now, tries = NOON, 0
    while await office.state("k") is OwedState.OWED:
        await office.delivery.deliver_once(now)
        tries, now = tries + 1, (await office.message("k")).next_try_at + 6 * HOUR
    assert (await office.state("k"), tries >= MANY_TRIES, now - NOON > LONGEST_WAIT) == (OwedState.FAILED, True, True)
    async with store.work() as work:
        email = await work.emails.of(one)
    assert email is not None
    assert email.arrives


async def test_what_was_sent_and_not_noted_goes_again_under_the_same_name(store: Store, box: Postbox) -> None:
    sender = box.sender(store)
    office = Office(store, email=sender)
    one = await reached_by_email(office)
    email_id = await office.emailed(one, ADDRESS)
    await office.owe("k", one)
    async with store.work() as work:
        (claimed,) = await work.outbox.due(NOON, 9)
        await work.commit()
    channel = Channel(0, one, EMAIL, email_id, alive=True, last_seen_at=NOON)
    assert isinstance(await sender.send(channel, written(claimed, "zh", NOON)), Sent)  # and here the process dies
    assert await office.delivery.deliver_once(NOON) == 0
    assert await office.delivery.deliver_once(NOON + HOUR) == 1
    assert len({mail["Message-ID"] for mail in box.taken}) == 1
    assert len(box.taken) == 2


async def test_what_lies_in_a_web_chat_that_nobody_opens_comes_by_email_too(store: Store, box: Postbox) -> None:
    office = Office(store, email=box.sender(store))
    away, here = await office.person(6, bot="web", seen=NOON - DAY), await office.person(7, bot="web", seen=NOON - HOUR)
    for one, address in ((away, ADDRESS), (here, "here@dairy.example")):
        await office.emailed(one, address)
        await office.owe(f"k{one}", one)
        await office.owe(f"tip{one}", one, kind="tip")
    assert await office.delivery.deliver_once(NOON) == 5
    assert (len(await office.read(6)), len(await office.read(7))) == (2, 2)
    assert [mail["To"] for mail in box.taken] == [ADDRESS]
    first = await office.message(f"k{away}")
    copy = await office.message(f"k{away}:email:{first.id}")
    assert (first.state, copy.state, copy.over) == (OwedState.SENT, OwedState.SENT, EMAIL)


async def test_an_address_that_nobody_confirmed_gets_nothing(store: Store, box: Postbox) -> None:
    office = Office(store, email=box.sender(store))
    one = await office.person(6, bot="web", seen=NOON - DAY)
    await office.emailed(one, ADDRESS, confirmed=False)
    await office.owe("k", one)
    assert (await office.delivery.deliver_once(NOON), box.asked) == (1, [])


async def test_the_operator_is_told_whether_the_server_lets_the_service_in(store: Store, box: Postbox) -> None:
    server = Server(host="127.0.0.1", port=box.port, sender="award@linxia.example", security="none")
    found = await greeting(server)
    assert say("en", found.key, **found.values) == f"e-mail: 127.0.0.1:{box.port}, from award@linxia.example"
    secured = Server(host="127.0.0.1", port=box.port, sender="award@linxia.example", security="starttls")
    refused = await greeting(secured)
    assert say("en", refused.key, **refused.values).startswith(f"e-mail: 127.0.0.1:{box.port} does not ")


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"smtp_host": "mail.example"}, "trouble.is.no_sender"),
        ({"smtp_from": "award@linxia.example"}, "trouble.is.no_smtp_host"),
        ({"smtp_host": "mail.example", "smtp_from": "办公室"}, "trouble.is.email"),
        ({"smtp_host": "mail.example", "smtp_from": "a@b.example", "smtp_user": "a"}, "trouble.is.half_sign_in"),
        (
            {
                "smtp_host": "mail.example",
                "smtp_from": "a@b.example",
                "smtp_user": "a",
                "smtp_password": "x",
                "smtp_security": "none",
            },
            "trouble.is.open_password",
        ),
    ],
)
def test_half_a_setting_is_said_to_be_half(url: str, given: dict[str, str], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        Settings(**given)  # type: ignore[arg-type]


def test_without_settings_there_is_no_mail_and_each_way_has_its_port(url: str) -> None:
    whole = {"smtp_host": "mail.example", "smtp_from": "award@linxia.example"}
    ports = [made.port for way in ("starttls", "tls", "none") if (made := Settings(**whole, smtp_security=way).smtp)]  # type: ignore[arg-type]
    assert (Settings().smtp, Settings(smtp_host="").smtp, ports) == (None, None, [587, 465, 25])
    assert timedelta(0) < LONGEST_WAIT
