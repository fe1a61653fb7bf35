"""A holder in the years after its award, with the office, the lead and the clerk of the unit that recommended it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from rules.awards import affair_forms as questions
from rules.awards.affairs import Affair, Kind
from rules.engine.forms import Form
from rules.people.roles import Role
from storage.store import Store
from tests.handlers.applying import Filler, draft_of, give_role
from tests.handlers.holding import JULY, NOMINATED, WIN, changed, claims, imported
from tests.talking import Someone, Town

OFFICE, LEAD, CLERK, HOLDER, STRANGER = 9, 8, 30, 50, 77
UNIT = "industry"
RECENT = changed(WIN, decided_on="2025-09-10", decision="临县府发〔2025〕21号")
"""Valid until 10 September 2030."""
OTHER = changed(NOMINATED, decided_on="2025-09-10", decision="临县府发〔2025〕21号")
"""The same unit's."""
BEGUN: Mapping[str, Form] = {
    "change": questions.change(),
    "use_question": questions.use_question(),
    "misuse": questions.misuse(),
    "higher": questions.higher(),
    "activity": questions.activity(),
    "listing": questions.listing(),
}


@dataclass
class Years:
    """The holder has claimed its award, which is award 1."""

    town: Town
    officer: Someone
    lead: Someone
    clerk: Someone
    holder: Someone

    @classmethod
    async def begin(cls, store: Store, *, now: datetime = JULY) -> "Years":
        town, officer = await imported(store, RECENT, now=now)
        lead, clerk = town.person(LEAD), town.person(CLERK)
        await give_role(town, lead, Role.LEAD)
        await give_role(town, clerk, Role.CLERK, unit=UNIT)
        return cls(town, officer, lead, clerk, await claims(town, officer))

    async def writes(self, who: Someone, form: str, award: int | None = 1, /, **given: str) -> list[str]:
        """Somebody begins a form with its button, fills it in and sends it; what is read then."""
        press = (
            "holder_list:new" if form == "listing" else ":".join(["affair:new", form, *([str(award)] if award else [])])
        )
        await who.presses_data(press)
        if any("同意" in label for label in who.buttons()):
            await who.presses_data(f"consent:agree:{press}")
        return await self.fills(who, BEGUN[form], **given)

    async def does(self, who: Someone, act: str, affair: int, form: Form | None = None, /, **given: str) -> list[str]:
        """Somebody does an act, in its form where it has one; declared first, where they are asked to."""
        await self.opens(who, affair)
        said = await who.presses_data(f"affair:{act}:{affair}")
        return said if form is None else await self.fills(who, form, **given)

    async def opens(self, who: Someone, affair: int) -> list[str]:
        """Somebody opens it, and has no interest in it."""
        said = await who.presses_data(f"affair:open:{affair}")
        return await who.presses_data(f"affair:none:{affair}") if "有利害关系吗" in "".join(said) else said

    async def fills(self, who: Someone, form: Form, /, **given: str) -> list[str]:
        await Filler(who, form, given).fill()
        draft, _ = await draft_of(self.town, who, form.name)
        return await who.presses_data(f"f:{draft.id}:z")

    async def affair(self, one: int) -> Affair:
        async with self.town.store.work() as work:
            found = await work.affairs.get(one)
        assert found is not None
        return found

    async def of(self, kind: Kind) -> list[Affair]:
        async with self.town.store.work() as work:
            return await work.affairs.page(kind, limit=99)
