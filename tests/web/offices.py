"""The office's pages, with people in every post, a case before them, and a browser without script for each."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from rules.applications.lifecycle import State
from rules.awards.validity import AssessmentState
from rules.engine.calendar import WorkingCalendar, office_day
from rules.engine.pack import load_pack
from rules.people.roles import Channel, Person, Role
from storage.work import Work
from tests.web.sites import NOON, Served, Timed, served
from tests.web.tipping import Shown, Visitor, settle, visitor
from web.engine.site import Measures
from workflow.engine.desk import Desk, Places
from workflow.interests.recusals import declare
from workflow.people.sign_ins import pages_link

NAME = '{{7*7}}<link rel="attachment" href="file:///etc/passwd">示例食品有限公司'
CODE = "91622921MAEXAMPL8J"
PHONE = "13812345678"
CHATS = {"lead": 100, "officer": 101, "clerk": 102, "reviewer": 103, "chair": 104, "inspector": 106}


@dataclass
class Bureau(Timed):
    """The site, its people, the moment, and the ids of two cases: one that was declared upon, and its file."""

    served: Served
    people: dict[str, int]
    cases: list[int] = field(default_factory=list)
    file: str = ""

    @property
    def url(self) -> str:
        return self.served.url

    async def link(self, name: str) -> str:
        """The path of a link that signs this person in, as the chat gives it."""
        async with self.served.site.store.work() as work:
            link = await pages_link(await self.desk(work, name))
            await work.commit()
        return link.removeprefix(self.served.site.public_url)

    async def desk(self, work: Work, name: str) -> Desk:
        """The desk of somebody in their web chat."""
        seat = await work.people.meet("web", CHATS[name], self.now, "zh")
        places, calendar = Places(self.served.site.public_url), await work.calendar.load()
        return Desk(seat.person, seat.channel, seat.roles, self.now, work, load_pack(), calendar, places)

    def at(self, work: Work, person: Person, channel: Channel, calendar: WorkingCalendar) -> Desk:
        """The desk of whoever is in this chat, without a role."""
        return Desk(person, channel, (), self.now, work, load_pack(), calendar, Places(self.served.site.public_url))

    async def declares(self, name: str, case: int, *, interest: bool = False) -> None:
        """Somebody declares whether they have an interest in a case."""
        async with self.served.site.store.work() as work:
            await declare(await self.desk(work, name), f"application:{case}", interest=interest)
            await work.commit()

    async def ends_role(self, name: str, role: Role) -> None:
        """The role is over at this moment."""
        async with self.served.site.store.work() as work:
            for held in await work.roles.of(self.people[name]):
                await work.roles.end(held.person_id, role, self.now, unit=held.unit)
            await work.commit()

    @asynccontextmanager
    async def signed_in(self, name: str) -> AsyncIterator[Visitor]:
        """A browser in which somebody is signed in."""
        async with visitor(self.url, **{"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Chrome/140"}) as browser:
            shown = await enter(browser, await self.link(name))
            assert shown.status == 200
            yield browser


async def enter(browser: Visitor, link: str) -> Shown:
    """Come by the link and press the button."""
    door = await browser.get(link)
    return await browser.post("/office/sign-in", {"page": door.hidden("page"), "key": door.hidden("key")})


@asynccontextmanager
async def bureau(
    folder: Path,
    url: str | None = None,
    measures: Measures | None = None,
    *,
    answers: Mapping[str, object] | None = None,
) -> AsyncIterator[Bureau]:
    """An office with two cases, of which the lead declared upon the first, tasks, an award and its report.

    `answers` are those of the first case; its file stands for every answer of files.
    """
    async with served(folder, url=url, measures=measures) as site:
        town = Bureau(site, await settle(site.site.store, keyed=()))
        async with site.site.store.work() as work:
            await _fill(work, town, answers or {})
            await work.commit()
        await town.declares("lead", town.cases[0])
        yield town


async def _fill(work: Work, town: Bureau, answers: Mapping[str, object]) -> None:
    edition = await work.editions.add(
        number=2, year=2026, opens_on=date(2026, 9, 1), closes_on=date(2026, 9, 30), pack="x", opened_at=NOON
    )
    assert edition is not None
    applicant = (await work.people.meet("web", 900, NOON, "zh")).person.id
    await work.people.set_phone(applicant, PHONE)
    town.cases = [
        await add_case(work, edition.id, applicant, place, answers=given) for place, given in ((1, answers), (2, {}))
    ]
    town.file = (await work.files.of(f"draft:{town.cases[0]}"))[0].id
    for place, due in ((1, date(2026, 9, 10)), (2, office_day(NOON))):
        about = f"application:{town.cases[place - 1]}"
        await work.tasks.assign(
            f"{about}:review", "unit_review", about, Role.CLERK, now=NOON, unit="industry", due_on=due
        )
    objecting = await work.drafts.begin(applicant, "objection", NOON)
    await work.objections.file(
        matter={"facts": "不实", "about": town.cases[0]},
        identity=None,
        number="YY-2026-001",
        person_id=applicant,
        draft_id=objecting.id,
        application_id=town.cases[0],
        who="individual",
        received_at=NOON,
        examine_by=date(2026, 9, 24),
        changed_at=NOON,
    )
    await work.awards.add(
        number=CODE,
        award="award",
        organisation=True,
        name=NAME,
        decision="临县府发〔2024〕9号",
        decided_on=date(2024, 1, 1),
        valid_until=date(2029, 1, 1),
        certificate="LXZL-2024-001",
        certificate_key="lxzl2024001",
        plaque="",
        unit="industry",
        entered_on=office_day(NOON),
    )
    (award,) = await work.awards.page(limit=1)
    await work.assessments.open(award, 2026, date(2026, 7, 31), provisional=False)
    assert (await work.assessments.of_year(award.holder, 2026)).state is AssessmentState.AWAITED  # type: ignore[union-attr]


async def add_case(
    work: Work,
    edition: int,
    applicant: int,
    place: int,
    state: State = State.IN_REVIEW,
    *,
    answers: Mapping[str, object] | None = None,
) -> int:
    """A case that was sent, with one file, and with these answers."""
    draft = await work.drafts.begin(applicant, "organisation", NOON, subject=f"edition:{edition}")
    record = await work.files.add(
        "%PDF-1.4 材料".encode(),
        owner=applicant,
        name="=1+1 材料.pdf",
        kind="pdf",
        subject=f"draft:{draft.id}",
        now=NOON,
        draft_id=draft.id,
    )
    for key, value in (answers or {}).items():
        await work.drafts.answer(draft.id, key, [record.id] if key.endswith(".files") else value, NOON)
    begun = await work.applications.begin(
        edition_id=edition, kind="organisation", person_id=applicant, draft_id=draft.id, now=NOON
    )
    await work.drafts.send(draft.id, NOON)
    name = NAME if place == 1 else f"=HYPERLINK(1) 第{place}家"
    identity = work.applications.identity(CODE) if place == 1 else None
    sent = {"number": f"SB-{place:04}", "name": name, "unit": "industry", "submitted_at": NOON, "identity": identity}
    await work.applications.move(begun, state, NOON, **sent)
    return begun.id
