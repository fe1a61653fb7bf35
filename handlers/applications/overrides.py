"""A holder asks to apply again while the award is still valid, and the lead decides with a reason (Art. 5)."""

from aiogram import Bot

from handlers.engine.guides import Filling, Guide
from handlers.engine.presses import Press, Presses
from handlers.engine.speech import Page, key_button, tell, told
from rules.applications.eligibility import override
from workflow.applications.bars import FORM, ask_override, give_override, overridable
from workflow.engine.desk import Desk
from workflow.engine.drafts import begun
from workflow.engine.records import Draft


def guides() -> dict[str, Guide]:
    """Return the form of the lead's reason."""
    return {FORM: Guide(form=lambda _pack, _facts: override(), subject="applications", sends=gave)}


async def asked(bot: Bot, desk: Desk, application_id: int) -> None:
    """Ask the lead for permission to apply again."""
    await ask_override(desk, application_id)
    await tell(bot, desk, "applications.override_sent", rows=[[key_button(desk, "menu.open", "menu:home")]])


async def allowed(desk: Desk, application_id: int) -> Draft:
    """Begin the lead's decision."""
    return await begun(desk, FORM, f"application:{(await overridable(desk, application_id)).id}")


async def gave(desk: Desk, filling: Filling) -> Page:
    """Let the holder apply again."""
    application = await give_override(desk, filling.draft)
    name = (await desk.work.drafts.answers(application.draft_id)).get("name", "")
    return told(desk, "applications.override_given", rows=[[key_button(desk, "menu.tasks", "task:list")]], name=name)


PRESSES = Presses("application", {"again": Press(asked), "allow": Press(allowed)}, article=5, puts_down=False)
