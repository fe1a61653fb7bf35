"""Every door of an empty service: each role and post on the menus is invited, accepted, used, ended, handed on."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count, cycle
from pathlib import Path

import pytest

from rules.engine.calendar import office_day
from tests import moments
from tests.processes import Serving
from tests.stories.guided import Filler, Page
from tests.stories.sockets import WebTalker, visitor
from tests.stories.tales import until_place
from tests.web.tipping import PASSPHRASE, reader
from texts import say

NAMES = "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰余成岁律吕调阳云腾致雨露结为霜金生丽水玉出昆冈"
COLLEAGUES = 3
"""So many leads share the work: none of them writes faster than a person can."""


def newest(talker: WebTalker, button: str) -> Page:
    """The newest page with this button; what was owed to the talker may have come after it."""
    return next(page for page in reversed(talker.pages) if page.data(button) is not None)


def token_in(text: str) -> str:
    return text.partition("start=")[2].split()[0]


@dataclass
class County:
    """The service and whoever has come to it; nobody serves in it but by an invitation."""

    service: Serving
    stack: AsyncExitStack
    leads: Iterator[WebTalker] = field(default_factory=lambda: iter(()))
    numbers: Iterator[int] = field(default_factory=count)

    async def comes(self, token: str, name: str | None = None) -> tuple[WebTalker, str]:
        """Somebody opens the address of an invitation, accepts, and says their name unless the inviter gave it."""
        guest = await self.stack.enter_async_context(visitor(self.service.url))
        await guest.says(f"/start {token}")
        await guest.push("invitation:accept")
        if name is None:
            name = f"马{NAMES[next(self.numbers)]}"
            await guest.says(name)
        await guest.hears(say("zh", "invitations.accepted", name=name))
        return guest, name

    async def invited(self, door: str, *, named: bool = False) -> tuple[WebTalker, str]:
        """A lead invites somebody through this door, by name or not, and they come."""
        lead, name = next(self.leads), f"马{NAMES[next(self.numbers)]}" if named else None
        await lead.push(door)
        await (lead.says(name) if name else lead.push("invitation:unnamed"))
        made = next(page for page in reversed(lead.pages) if "start=" in page.text)
        return await self.comes(token_in(made.text), name)

    async def ends(self, name: str) -> None:
        """A lead ends the only role of whoever has this name."""
        lead = next(self.leads)
        await lead.says("/people")
        while (one := newest(lead, "person:role:*").data(name)) is None:
            await lead.push(say("zh", "forms.later"))
        await lead.push(one)
        await lead.push("person:sure:*")
        await lead.push("person:end:*")
        await lead.hears(say("zh", "people.ended"))


async def doors(lead: WebTalker) -> list[str]:
    """Every button of the menus behind which the lead is asked whom an invitation is for."""
    found, seen, left = [], set(), ["invitation:role"]
    while left:
        press = left.pop()
        seen.add(press)
        await lead.push(press)
        page = newest(lead, "invitation:*")
        if page.data("invitation:unnamed") is not None:
            found.append(press)
            continue
        further = [data for _, data in page.buttons if data.startswith(("invitation:role", "invitation:unit"))]
        left += [data for data in further if data not in seen and data not in left]
    return sorted(found)


async def invites(county: County, lead: WebTalker) -> None:
    await lead.says("/people")
    await lead.push("invitation:role")
    await lead.push("invitation:role:reviewer")
    await lead.push("invitation:unnamed")
    await lead.hears("start=")


async def plans_an_activity(county: County, officer: WebTalker) -> None:
    await officer.says("/start")
    if newest(officer, "help:see").data("office:menu") is not None:
        await officer.push("office:menu")
    await officer.push("affair:office")
    await officer.push("affair:new:activity")
    day = office_day(moments.now()) + timedelta(days=30)
    await Filler(officer, {say("zh", "activity.on"): f"{day}"}).send()
    await officer.hears(until_place("affairs.planned", "number"))


async def states_interests(county: County, member: WebTalker) -> None:
    await member.says("/tasks")
    await member.push("interest:state*")
    await Filler(member).send()
    await member.hears(say("zh", "interests.stated"))


async def sits_before_the_tips(county: County, handler: WebTalker) -> None:
    await handler.push("tip_case:open")
    key = (await handler.hears("/tips?key=")).text.partition("key=")[2].split()[0]
    async with reader(county.service.url) as browser:
        passphrase = {"key": key, "passphrase": PASSPHRASE, "again": PASSPHRASE}
        assert say("zh", "tips.none") in (await browser.send("/tips/key", passphrase)).words


async def presides(county: County, member: WebTalker) -> None:
    await states_interests(county, member)
    await sits_before_the_tips(county, member)


Use = Callable[[County, WebTalker], Awaitable[None]]
USES: Mapping[str, tuple[Use, str]] = {
    "invitation:role:lead": (invites, "invitation:role"),
    "invitation:role:office": (plans_an_activity, "affair:new:activity"),
    "invitation:unit": (plans_an_activity, "affair:new:activity"),
    "invitation:role:reviewer": (states_interests, "interest:state*"),
    "invitation:role:committee:chair": (presides, "tip_case:open"),
    "invitation:role:committee:deputy_chair": (presides, "tip_case:open"),
    "invitation:role:committee:member": (states_interests, "interest:state*"),
    "invitation:role:inspector": (sits_before_the_tips, "tip_case:open"),
}
"""What whoever comes through a door does first, and the button that does nothing for them any more in the end."""


def use_of(door: str) -> tuple[Use, str]:
    return USES["invitation:unit" if door.startswith("invitation:unit") else door]


@pytest.mark.article(8)
@pytest.mark.article(9)
@pytest.mark.article(14)
@pytest.mark.article(41)
async def test_every_role_and_post_on_the_menus_is_invited_accepted_used_ended_and_handed_on(tmp_path: Path) -> None:
    async with Serving(tmp_path, forked=False) as service, AsyncExitStack() as stack:
        county = County(service, stack)
        first, first_name = await county.comes(await service.invitation())
        await first.says("/people")
        offered = await doors(first)
        assert {use_of(door) for door in offered} == {*USES.values()}
        county.leads = cycle([first])
        colleagues = [(await county.invited("invitation:role:lead", named=True))[0] for _ in range(COLLEAGUES)]
        for colleague in colleagues:
            await colleague.says("/people")
            await doors(colleague)
        county.leads = cycle(colleagues)
        for door in offered:
            use, button = use_of(door)
            holder, name = await county.invited(door)
            await use(county, holder)
            await county.ends(name)
            await holder.push(button)
            await holder.hears(say("zh", "people.not_yours"))
            successor, _ = await county.invited(door, named=True)
            await use(county, successor)
        await county.ends(first_name)
        await colleagues[0].says("/people")
        await colleagues[0].hears(say("zh", "people.everybody", count=COLLEAGUES + len(offered)))
    assert '"level": "error"' not in service.said()
