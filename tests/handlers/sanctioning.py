"""A town with an application under review, an award and its holder, and whoever handles a case about them."""

from datetime import UTC, date, datetime, timedelta

from reminders.planner import plan
from rules.awards.validity import Award
from rules.people.roles import Role
from rules.sanctions.bars import Bar
from rules.sanctions.cases import Sanction
from storage.engine.journal import Entry
from storage.engine.tasks import TaskState
from storage.store import Store
from tests.handlers.applying import picture
from tests.handlers.reviewing import NOW, Review
from tests.rules.every_form import pack
from tests.talking import Someone
from texts import say

CODE, CERTIFICATE, DAIRY = "91622921MAEXAMPL8J", "LXZLJ-2023-01", "临夏县好味乳业有限公司"
AWARDED, UNTIL = date(2023, 9, 28), date(2028, 9, 28)
FACTS = "申报材料中的2025年审计报告经出具单位核实，并非该单位出具。"
FOUND = "调查组到现场核查并调取处罚决定书，抽检不合格属实。"
REASONS = "出具单位书面否认，当事人未能提供相反证据，认定材料虚假。"
CIRCULAR = "该公司获奖后发生重大质量问题，经调查核实并报县政府批准，撤销其荣誉。"
FILE = "📎"
"""Stands for a file among the answers to a form."""
DECISION = ("1", "质评委〔2026〕3号", "2026-09-01")
APPROVAL = ("1", "县政府第35次常务会议", "临县府〔2026〕9号", "2026-09-01", FILE)
"""The first answers to the form of a decision, and to that of the government's approval."""


class Town(Review):
    """Besides the people of a review: holder 700, the committee's chair 800 and member 801, another officer 402."""

    HOLDER, CHAIR, MEMBER, COLLEAGUE_OFFICE = 700, 800, 801, 402
    award = 0

    @classmethod
    async def with_award(cls, store: Store, *, decided_on: date = AWARDED, **answers: str) -> "Town":
        town = cls(store)
        town.__dict__.update((await Review.open(store, **answers)).__dict__)
        async with store.work() as work:
            for chat, role, unit in (
                (700, None, None),
                (800, Role.COMMITTEE, "chair"),
                (801, Role.COMMITTEE, None),
                (402, Role.OFFICE, None),
            ):
                seat = await work.people.meet("telegram", chat, NOW, "zh")
                await work.people.set_name(seat.person.id, f"某{chat}")
                town.ids[chat] = seat.person.id
                if role is not None:
                    await work.roles.grant(seat.person.id, role, unit=unit)
            award_id = await work.awards.add(
                number=CODE,
                award="award",
                organisation=True,
                name=DAIRY,
                decision="临县府发〔2023〕60号",
                decided_on=decided_on,
                valid_until=decided_on.replace(year=decided_on.year + 5),
                certificate=CERTIFICATE,
                certificate_key="lxzlj202301",
                plaque="P-1",
                unit="market_regulation",
                entered_on=date(2026, 8, 1),
            )
            assert award_id is not None
            await work.holders.add(award_id, 1, town.ids[700], claimed_at=NOW)
            await work.commit()
        town.award = award_id
        return town

    async def fills(self, someone: Someone, *given: str | None, send: bool = True) -> list[str]:
        """Answer one question after another: a number chooses, FILE is a file, None passes by; then send."""
        for place, answer in enumerate(given):
            if answer == FILE:
                await someone.sends_file(f"{place}.png", picture(place))
                await someone.presses(say("zh", "forms.files_done"))
            elif answer is None:
                await someone.presses(say("zh", "forms.skip"))
            else:
                await someone.says(answer)
        return await someone.presses(say("zh", "forms.send")) if send else someone.reads()

    async def opens(self, chat: int = Review.LEAD, *given: str | None) -> list[str]:
        """Somebody opens a case; without answers, one about the application for false materials (Art. 36)."""
        someone = self.person(chat)
        await someone.presses_data("sanction:new")
        await someone.presses(say("zh", "forms.go_on"))
        return await self.fills(someone, *(given or ("1", "2", "1", "2026-0001", FACTS, FILE)))

    async def opens_39(self, happened_on: str = "2026-03-15", *, by: tuple[str, ...] = ("1", CERTIFICATE)) -> list[str]:
        """The lead opens a case about the award, for a grave quality problem (Art. 39)."""
        return await self.opens(Review.LEAD, "3", "2", happened_on, *by, FACTS, FILE)

    async def declares(self, *chats: int, one: int = 1) -> None:
        """These people have no interest in the case."""
        for chat in chats:
            await self.person(chat).presses_data(f"sanction:none:{one}")

    async def does(self, chat: int, act: str, *given: str | None, one: int = 1) -> list[str]:
        """Somebody does an act that has a form."""
        someone = self.person(chat)
        await someone.presses_data(f"{act}:{one}" if ":" in act else f"sanction:{act}:{one}")
        return await self.fills(someone, *given)

    async def case(self, one: int = 1) -> Sanction:
        async with self.town.store.work() as work:
            found = await work.sanctions.get(one)
        assert found is not None
        return found

    async def the_award(self) -> Award:
        async with self.town.store.work() as work:
            found = await work.awards.get(self.award)
        assert found is not None
        return found

    async def bar(self, number: str, day: date) -> Bar | None:
        async with self.town.store.work() as work:
            return await work.bars.on(number, day)

    async def tasks(self, about: str = "sanction:1") -> list[tuple[str, str, date | None, str]]:
        """Kind, role, last day and state of each task about the case."""
        async with self.town.store.work() as work:
            found = await work.tasks.of(about)
        return [(task.kind, task.role.value, task.due_on, task.state.value) for task in found]

    async def open_kinds(self, about: str = "sanction:1") -> list[str]:
        async with self.town.store.work() as work:
            return [task.kind for task in await work.tasks.of(about) if task.state is TaskState.OPEN]

    async def told(self, chat: int) -> list[str]:
        """The keys of what is owed to somebody about cases."""
        return [owed.text for owed in await self.owed(chat) if "sanction" in owed.key or "bar:" in owed.key]

    async def journal(self, about: str = "sanction:1") -> list[Entry]:
        async with self.town.store.work() as work:
            return await work.journal.of(about)

    async def later(self, days: int) -> None:
        """So many days pass, and the planner looks."""
        self.town.clock.now += timedelta(days=days)
        await plan(self.town.store, pack(), self.town.clock.now)

    async def arrive(self, prefix: str) -> None:
        """The messages under such keys have arrived now."""
        now = self.town.clock.now
        async with self.town.store.work() as work:
            for owed in await work.outbox.due(now, 500):
                if owed.key.startswith(prefix):
                    await work.outbox.sent(owed.id, now, proof="17", channel_id=None)
            await work.commit()


def moment(year: int, month: int, day: int) -> datetime:
    """Ten in the morning in the office."""
    return datetime(year, month, day, 2, tzinfo=UTC)


async def heard(town: Town) -> None:
    """The case is open, and its party has said something."""
    await town.declares(Town.LEAD, Town.OFFICE)
    await town.person(Town.OFFICE).presses_data("sanction:ask:1")
    party = Town.APPLICANT if (await town.case()).award_id is None else Town.HOLDER
    await town.does(party, "answer", "我方对事实没有异议。", None)


async def revoked(store: Store) -> Town:
    """An honour has been revoked just now (Art. 39)."""
    town = await Town.with_award(store)
    await town.opens_39()
    await town.declares(Town.CHAIR)
    await town.does(Town.CHAIR, "investigate", FOUND, FILE)
    await heard(town)
    await town.does(Town.LEAD, "decide", *DECISION, REASONS)
    await town.does(Town.LEAD, "approve", *APPROVAL, "1")
    return town
