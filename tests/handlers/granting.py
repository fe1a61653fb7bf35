"""A town whose proposed list lies with the county government: candidates with their honours, nothing decided."""

from datetime import datetime
from decimal import Decimal

from reminders.planner import plan
from rules.applications.lifecycle import State
from rules.awards.validity import Award
from rules.engine.pack import load_pack
from rules.reviews.evaluation import Honour
from storage.reviews.candidates import Candidate
from storage.store import Store
from tests.handlers.deciding import LEAD, NOW, Chamber

DECISION = "临县府发〔2026〕60号"


class Granting(Chamber):
    """Each application is a candidate for one of the honours."""

    @classmethod
    async def begin(cls, store: Store, *honours: Honour, state: State = State.GOVERNMENT) -> "Granting":
        """One application for each honour, with the government."""
        granting = await cls.open(store, *(90 for _ in honours), state=state)
        assert isinstance(granting, Granting)
        async with store.work() as work:
            for place, (case, honour) in enumerate(zip(granting.cases, honours, strict=True), start=1):
                by = granting.ids[LEAD]
                await work.candidates.put(Candidate(case, granting.edition, honour, Decimal(90), place, by, NOW))
            await work.commit()
        return granting

    async def decides(self, day: str = "2026-09-01", *, by: int = LEAD) -> list[str]:
        """The lead records the government's decision."""
        lead = self.person(by)
        read = await lead.presses_data(f"grant:decision:{self.edition}")
        if "文号" not in "".join(read):
            return read
        await lead.says(DECISION)
        read = await lead.says(day)
        if "决定" not in "".join(lead.buttons()) and "跳过" not in "".join(lead.buttons()):
            return read
        await lead.presses("跳过")
        return await lead.presses("发送")

    async def grants(self, *, by: int = LEAD) -> list[str]:
        """Everything that is left is granted."""
        return await self.person(by).presses_data(f"grant:grant:{self.edition}")

    async def register(self) -> list[Award]:
        """The register, in the order in which it was entered."""
        async with self.town.store.work() as work:
            return (await work.awards.page(limit=100))[::-1]

    async def plans(self, now: datetime) -> None:
        """The planner looks at this moment."""
        await plan(self.town.store, load_pack(), now)

    async def answers(self, case: int, **changed: object) -> None:
        """The application says something else."""
        async with self.town.store.work() as work:
            application = await work.applications.get(case)
            assert application is not None
            draft = await work.drafts.begin(application.person_id, "organisation", NOW)
            for key, value in {**await work.drafts.answers(application.draft_id), **changed}.items():
                await work.drafts.answer(draft.id, key, value, NOW)
            await work.drafts.send(draft.id, NOW)
            await work.applications.move(application, application.state, NOW, draft_id=draft.id)
            await work.commit()
