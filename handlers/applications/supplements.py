"""The supplement in the chat: the clerk's notice, and the applicant's answer, item by item (Art. 15)."""

from handlers.engine.guides import Filling, Guide
from handlers.engine.presses import Press, Presses
from handlers.engine.speech import Page, key_button, told
from rules.applications import supplements
from rules.engine.forms import Facts, Form
from rules.engine.pack import Pack
from workflow.engine.desk import Desk
from workflow.reviews.supplements import ask_supplement, own_supplement, supplement_facts, supply


def guides() -> dict[str, Guide]:
    """Return the two forms."""
    return {
        "supplement_notice": Guide(form=_notice, subject="supplement", sends=asked),
        "supplement": Guide(
            form=_answer, subject="supplement", sends=supplied, facts=supplement_facts, droppable=False
        ),
    }


async def asked(desk: Desk, filling: Filling) -> Page:
    """Send the clerk's notice and say by when the applicant must answer."""
    count = await ask_supplement(desk, filling.draft, filling.progress.answers)
    rows = [[key_button(desk, "menu.tasks", "task:list")], [key_button(desk, "menu.open", "menu:home")]]
    return told(desk, "supplements.sent_notice", rows=rows, due=count.last, days=count.days)


async def supplied(desk: Desk, filling: Filling) -> Page:
    """Send the applicant's answers."""
    application = await supply(desk, filling.draft)
    rows = [[key_button(desk, "menu.status", "status:all")], [key_button(desk, "menu.open", "menu:home")]]
    return told(desk, "supplements.sent", rows=rows, number=application.number)


def _notice(pack: Pack, _facts: Facts) -> Form:
    return supplements.supplement_notice(pack)


def _answer(_pack: Pack, facts: Facts) -> Form:
    return supplements.supplement(tuple(facts["items"]))


PRESSES = Presses("supplement", {"fill": Press(own_supplement)}, article=15, puts_down=False)
