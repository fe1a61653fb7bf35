"""Paper at the counter of an empty service, from the clerk's first press to the person's claim, on both sides of days.

Nothing is granted or moved behind the scenes: people come by invitation, days pass by starting the service again later.
"""

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from pathlib import Path
from random import Random

import pytest
from pypdf import PdfReader

from rehearsal.cast import identity
from tests.moments import Clock, at_ten
from tests.processes import Serving
from tests.stories.guided import Filler
from tests.stories.sockets import WebTalker, visitor
from texts import say

OPENS, CLOSES, AFTER = date(2026, 11, 25), date(2026, 11, 26), date(2026, 11, 27)
"""A window of two days, from a Wednesday, and the day after it."""
LAST, OVER = date(2026, 12, 2), date(2026, 12, 3)
"""The last of the five working days of a notice that is posted on the first day, and the day after it."""
WRONG = "2222 2222"
REASON = "材料于截止当天送到并盖收件章，当天停电，次日才能录入。"


@dataclass
class Counter:
    """The service, and who works in it."""

    service: Serving
    stack: AsyncExitStack
    lead: WebTalker
    people: dict[str, WebTalker] = field(default_factory=dict)

    async def comes(self, token: str = "") -> WebTalker:
        """Somebody opens the chat, by an invitation or without one."""
        guest = await self.stack.enter_async_context(visitor(self.service.url))
        await guest.says(f"/start {token}".strip())
        return guest

    async def hires(self, name: str, *doors: str) -> WebTalker:
        """The lead invites somebody through these doors, and they accept."""
        await self.lead.says("/people")
        for door in ("invitation:role", *doors):
            await self.lead.push(door)
        await self.lead.says(name)
        made = next(page for page in reversed(self.lead.pages) if "start=" in page.text)
        guest = await self.comes(made.text.partition("start=")[2].split()[0])
        await guest.push("invitation:accept")
        await guest.hears(say("zh", "invitations.accepted", name=name))
        self.people[name] = guest
        return guest

    async def until(self, day: date) -> None:
        """The service is stopped, and started again at ten on this day."""
        assert await self.service.stop() == 0
        self.service.clock = Clock.at(at_ten(day))
        await self.service.start()
        for one in (self.lead, *self.people.values()):
            await one.says("/menu")


@asynccontextmanager
async def counter(folder: Path) -> AsyncIterator[Counter]:
    """An empty service: its lead came by the printed invitation, opened an edition, invited a clerk and an officer."""
    service = Serving(folder, clock=Clock.at(at_ten(OPENS)))
    async with service, AsyncExitStack() as stack:
        lead = await stack.enter_async_context(visitor(service.url))
        await lead.says(f"/start {await service.invitation()}")
        await lead.push("invitation:accept")
        await lead.says("马主任")
        town = Counter(service, stack, lead)
        await town.hires("王经办", "invitation:role:clerk", "invitation:unit:0")
        await town.hires("李科员", "invitation:role:office")
        await edition(lead)
        yield town
        assert '"level": "error"' not in service.said()


async def edition(lead: WebTalker) -> None:
    """The lead sets up an edition, mends what keeps it shut, and opens it."""
    await lead.says("/office")
    await lead.push("edition:new")
    days = {say("zh", "edition.opens_on"): f"{OPENS}", say("zh", "edition.closes_on"): f"{CLOSES}"}
    await Filler(lead, {**days, say("zh", "edition.year"): "2026"}).send()
    await lead.push("provision:list:0")
    await lead.push("provision:see:office")
    while (way := lead.last.data("provision:contact:*")) is not None:
        await lead.push(way)
        await Filler(lead).send()
    await lead.says("/office")
    for press in ("edition:list", "edition:see:*", "edition:open:*", "edition:opened:*"):
        await lead.push(press)


async def printed(talker: WebTalker, number: str) -> str:
    """The receipt of this number, as it is read on paper."""
    page = await talker.hears(f"{number}.pdf")
    frame = next(one for one in talker.messages.values() if one.get("file", {}).get("name") == page.file)
    content = await talker.download(frame["file"]["url"])
    return "".join("".join(page.extract_text().split()) for page in PdfReader(BytesIO(content)).pages)


def code_on(paper: str) -> str:
    """The code to claim the case, as somebody reads it off the receipt."""
    found = re.search(r"([0-9A-Z]{8})（打开聊天", paper)
    assert found is not None, paper
    return f"{found[1][:4]} {found[1][4:]}"


async def enters(clerk: WebTalker, name: str, received_on: date) -> str:
    """The clerk fills in the form that was begun; what is said in the end."""
    given = {
        say("zh", "apply.received_on"): f"{received_on}",
        say("zh", "apply.person_name"): name,
        say("zh", "apply.notice_from"): "2026-11-10",
        say("zh", "apply.notice_until"): "2026-11-20",
        say("zh", "apply.declared_by"): name,
        say("zh", "apply.document_number"): identity(Random(name)),  # invented
        say("zh", "apply.state_secret"): "没有",
    }
    return (await Filler(clerk, given).send()).text


async def claims(town: Counter, code: str, number: str, entered_by: WebTalker) -> WebTalker:
    """A wrong code, and whoever entered it, claim nothing; the person with the receipt does, once."""
    await entered_by.says(f"/start {code.replace(' ', '')}")
    await entered_by.hears(say("zh", "entry.staff"))
    person = await town.comes()
    for typed, words in ((WRONG, say("zh", "links.unknown")), (code, say("zh", "entry.claimed", number=number))):
        await person.says("/status")
        await person.push("award:code")
        await person.says(typed)
        await person.hears(words)
    other = await town.comes()
    await other.says(f"/start {code.replace(' ', '')}")
    await other.hears(say("zh", "links.used"))
    return person


@pytest.mark.article(4, 9, 14)
async def test_an_application_on_paper_is_claimed_by_code_and_late_by_the_leads_code_alone(tmp_path: Path) -> None:
    async with counter(tmp_path) as town:
        clerk, lead = town.people["王经办"], town.lead
        await town.until(CLOSES)
        await clerk.push(say("zh", "entry.menu"))
        await clerk.push(say("zh", "entry.new.individual"))
        said = await enters(clerk, "马木沙", CLOSES)
        assert "编号：2026-0001" in said
        receipt = await printed(clerk, "2026-0001")
        for part in ("马木沙", "2026年11月26日", "录入人王经办", "凭回执申领"):
            assert part in receipt
        person = await claims(town, code_on(receipt), "2026-0001", clerk)
        await person.says("/status")
        await person.hears("2026-0001")
        await town.until(AFTER)
        await clerk.push(say("zh", "entry.menu"))
        await clerk.hears("现在不在申报期内")
        await clerk.presses("paper_case:kind:individual")
        await clerk.hears(say("zh", "entry.closed"))
        await lead.push(say("zh", "entry.menu"))
        await lead.push(say("zh", "entry.allow_late"))
        allowed = {
            say("zh", "entry.late_kind"): "个人",
            say("zh", "entry.late_name"): "马阿里",
            say("zh", "entry.late_received_on"): f"{CLOSES}",
            say("zh", "entry.late_reason"): REASON,
        }
        code = (await Filler(lead, allowed).send()).text.partition("：")[2].split("\n")[0]
        for typed, words in ((WRONG, say("zh", "links.unknown")), (code, REASON)):
            await clerk.says("/menu")
            await clerk.push(say("zh", "entry.menu"))
            await clerk.push("award:code")
            await clerk.says(typed)
            await clerk.hears(words)
        assert "编号：2026-0002" in await enters(clerk, "马阿里", CLOSES)
        assert REASON in await printed(clerk, "2026-0002")
        await clerk.push("review:open:2")
        await clerk.push("review:none:2")
        await clerk.hears(say("zh", "entry.line_late", who="马主任", reason=REASON))


async def posts(lead: WebTalker) -> None:
    """The lead posts a list of the office's own."""
    await lead.says("/notices")
    await lead.push("notice:new")
    await lead.push("notice:new:other")
    await Filler(lead).send()
    await lead.hears("GS2026-001")


async def brings(office: WebTalker, received_on: date) -> str:
    """Somebody brings an objection; the officer enters it, and what is said in the end."""
    await office.says("/menu")
    await office.push("office:menu")
    await office.push(say("zh", "entry.menu"))
    await office.push("objection:counter")
    days = {say("zh", "objection.received_on"): f"{received_on}", say("zh", "objection.received_at"): "9:30"}
    return (await Filler(office, days).send()).text


@pytest.mark.article(22, 23)
async def test_an_objection_on_paper_is_claimed_by_code_and_late_by_the_leads_code_alone(tmp_path: Path) -> None:
    async with counter(tmp_path) as town:
        office, lead = town.people["李科员"], town.lead
        await posts(town.lead)
        await town.until(LAST)
        said = await brings(office, LAST)
        assert "编号：YY2026-001" in said
        assert say("zh", "objections.entered_late") not in said
        receipt = await printed(office, "YY2026-001")
        assert "录入人李科员" in receipt
        objector = await claims(town, code_on(receipt), "YY2026-001", office)
        await objector.says("/status")
        await objector.hears("YY2026-001")
        await town.until(OVER)
        assert say("zh", "objections.entered_late") in await brings(office, OVER)
        assert say("zh", "entry.notice_over", closes=LAST) in await brings(office, LAST)
        code = await allows(lead)
        for typed, words in ((WRONG, say("zh", "links.unknown")), (code, REASON)):
            await office.says("/menu")
            await office.push("office:menu")
            await office.push(say("zh", "entry.menu"))
            await office.push("award:code")
            await office.says(typed)
            await office.hears(words)
        said = (await Filler(office).send()).text
        assert "编号：YY2026-003" in said
        assert say("zh", "objections.entered_late") not in said
        assert REASON in await printed(office, "YY2026-003")
        await office.push("objection:open:3")
        await office.push("objection:clear:3")
        await office.hears(say("zh", "entry.line_late", who="马主任", reason=REASON))


async def allows(lead: WebTalker) -> str:
    """The lead gives the code for the late entry of an objection that came on the last day."""
    await lead.says("/menu")
    await lead.push("office:menu")
    await lead.push(say("zh", "entry.menu"))
    await lead.push(say("zh", "entry.allow_late_objection"))
    given = {
        say("zh", "entry.late_objection_on"): f"{LAST}",
        say("zh", "entry.late_objection_reason"): REASON,
    }
    return (await Filler(lead, given).send()).text.partition("：")[2].split("\n")[0]
