"""A town with an award whose validity has ended, its holder, and whoever evaluates it anew."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from handlers.engine.floods import Gate
from reminders.planner import plan
from rules.awards.validity import Award
from rules.people.roles import Role
from rules.reevaluations.cases import Reevaluation, State
from storage.engine.owed import Owed
from storage.engine.tasks import TaskState
from storage.store import Store
from tests.handlers.applying import picture
from tests.rules.every_form import pack
from tests.talking import Someone, Town
from texts import say

NOW = datetime(2026, 12, 15, 2, tzinfo=UTC)
DECIDED, UNTIL = date(2021, 11, 30), date(2026, 11, 30)
CODE, DAIRY = "91622921MAEXAMPL8J", "临夏县好味乳业有限公司"
FILE = "📎"
"""Stands for a file among the answers to a form."""
REPORT = (
    "体系连续五年通过监督审核，累计改进47项。",
    "收入：2021年1210万元，2025年1388万元",
    "五年完成改进项目31个，成品合格率逐年提高，接待同行学习12批。",
    "1",
    FILE,
    "王丽",
    "13900001234",
)
FOUND = "查阅复评报告和历年自评报告，并到现场核对了记录。"
LACKS = "检验设备两台超过校准期"
REASONS = "两名评审人员意见一致，理由见评价意见，评委会研究同意。"
DEMAND = "两台检验设备完成校准，提供校准证书。"


class Anew:
    """Holder 700, lead 400, office 401 and 402, reviewers 500 to 503, of whom 502 has worked for the holder."""

    HOLDER, LEAD, OFFICE, COLLEAGUE, STRANGER = 700, 400, 401, 402, 600
    ROLES: Mapping[int, Role] = {
        400: Role.LEAD,
        401: Role.OFFICE,
        402: Role.OFFICE,
        500: Role.REVIEWER,
        501: Role.REVIEWER,
        502: Role.REVIEWER,
        503: Role.REVIEWER,
    }

    def __init__(self, store: Store) -> None:
        self.town = Town(store)
        self.town.clock.now = NOW
        self.town.receive.gate = Gate(burst=10_000, refusals=10_000, monotonic=lambda: 0.0)
        self.ids: dict[int, int] = {}

    @classmethod
    async def open(cls, store: Store, *, until: date = UNTIL) -> "Anew":
        """The award was valid until this day; one July report was accepted, and one is missing."""
        town = cls(store)
        async with store.work() as work:
            await work.calendar.seed(NOW)
            for chat in (600, 700, *cls.ROLES):
                seat = await work.people.meet("telegram", chat, NOW, "zh")
                await work.people.set_name(seat.person.id, f"某{chat}")
                town.ids[chat] = seat.person.id
            for chat, role in cls.ROLES.items():
                await work.roles.grant(town.ids[chat], role)
            await work.interests.state(town.ids[502], employers=[DAIRY], kin=(), now=NOW)
            one = await work.awards.add(
                number=CODE,
                award="award",
                organisation=True,
                name=DAIRY,
                decision="临县府发〔2021〕60号",
                decided_on=DECIDED,
                valid_until=until,
                certificate="LXZLJ-2021-01",
                certificate_key="lxzlj202101",
                plaque="P-1",
                unit="market_regulation",
                entered_on=date(2025, 1, 1),
            )
            assert one == 1
            await work.holders.add(1, 1, town.ids[700], claimed_at=NOW)
            await _july(work, town.ids[700])
            await work.commit()
        return town

    async def plans(self, days: int = 0) -> None:
        """So many days pass, and the planner looks."""
        self.town.clock.now += timedelta(days=days)
        await plan(self.town.store, pack(), self.town.clock.now)

    def person(self, chat: int) -> Someone:
        return self.town.person(chat)

    async def declares(self, *chats: int) -> None:
        """These people have no interest in the holder."""
        for chat in chats:
            await self.person(chat).presses_data("reevaluation:none:1")

    async def does(self, chat: int, press: str, *given: str | None) -> list[str]:
        """Somebody presses a button and fills in the form behind it: FILE is a file, None passes by; then sends it."""
        someone = self.person(chat)
        await someone.presses_data(press)
        if any(say("zh", "consent.agree") in label for label in someone.buttons()):
            await someone.presses_data(f"consent:agree:{press}")
        if any(say("zh", "forms.go_on") == label for label in someone.buttons()):
            await someone.presses(say("zh", "forms.go_on"))
        for place, answer in enumerate(given):
            if answer == FILE:
                await someone.sends_file(f"{place}.png", picture(place))
                await someone.presses(say("zh", "forms.files_done"))
            elif answer is None:
                await someone.presses(say("zh", "forms.skip"))
            else:
                await someone.says(answer)
        return await someone.presses(say("zh", "forms.send"))

    async def opine(self, verdict: str, *chats: int) -> None:
        """These reviewers have no interest, and hand in this verdict: "1" or "2"."""
        for chat in chats:
            await self.person(chat).presses_data("reevaluation:none:1")
            lacks = () if verdict == "1" else (LACKS,)
            await self.does(chat, "reevaluation:opine:1", verdict, FOUND, *lacks, None)

    async def names(self, *chats: int, by: int = OFFICE) -> None:
        """The office names these reviewers."""
        for chat in chats:
            await self.person(by).presses_data(f"reevaluation:name:1:{self.ids[chat]}")

    async def stand(self, state: State, **values: Any) -> None:
        """The case is brought to this state by nobody; everybody who serves it has declared."""
        async with self.town.store.work() as work:
            case = await work.reevaluations.get(1)
            assert case is not None
            await work.reevaluations.move(case, state, self.town.clock.now, **values)
            for chat in self.ROLES:
                await work.recusals.declare(self.ids[chat], "reevaluation:1", interest=False, now=NOW)
            await work.commit()

    async def stand_for_reading(self) -> None:
        """Reviewer 500 is named, and nobody else."""
        async with self.town.store.work() as work:
            await work.reevaluation_opinions.name(1, 0, self.ids[500], by=self.ids[401], now=NOW)
            await work.commit()
        await self.stand(State.EVALUATING)

    async def case(self) -> Reevaluation:
        async with self.town.store.work() as work:
            found = await work.reevaluations.get(1)
        assert found is not None
        return found

    async def award(self) -> Award:
        async with self.town.store.work() as work:
            found = await work.awards.get(1)
        assert found is not None
        return found

    async def open_kinds(self, about: str = "reevaluation:1") -> list[str]:
        async with self.town.store.work() as work:
            return [task.kind for task in await work.tasks.of(about) if task.state is TaskState.OPEN]

    async def owed(self, chat: int) -> list[Owed]:
        async with self.town.store.work() as work:
            return list(await work.outbox.of(self.ids[chat]))

    async def told(self, chat: int) -> list[str]:
        """The keys of the sentences that are owed to somebody about the case, the first one first."""
        found = [owed for owed in await self.owed(chat) if owed.key.startswith("reevaluation:")]
        return [owed.text for owed in sorted(found, key=lambda owed: owed.id)]


async def _july(work: Any, holder: int) -> None:
    award = await work.awards.get(1)
    for year in (2025, 2026):
        await work.assessments.open(award, year, date(year, 7, 31), provisional=False)
    draft = await work.drafts.begin(holder, "assessment", NOW, subject="assessment:2")
    for key, answer in {"system_words": "体系运行良好，内审两次。", "results": "完成三个改进项目，成效明显。"}.items():
        await work.drafts.answer(draft.id, key, answer, NOW)
    await work.drafts.send(draft.id, NOW)
    await work.assessments.miss(1, date(2025, 8, 1))
    await work.assessments.receive(2, draft.id, "自评〔2026〕1号", date(2026, 7, 20))
    await work.assessments.accept(2)
