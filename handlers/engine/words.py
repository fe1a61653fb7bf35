"""What a person says outside a form: the press that it means, or the likely ones to choose from.

Words lead only to what shows something or begins it; what binds is done by its own button behind that.
"""

from functools import cache

from handlers.engine.helps import questions_for
from handlers.engine.menus import EVERYBODY, TIP
from handlers.engine.speech import Button, Page, key_button
from rules.people.roles import STAFF, Role
from texts import languages, say
from texts.phrases import Likely, Phrases
from workflow.engine.desk import Desk, serves_as

SURE = 0.5
"""Words as like a phrase as this are taken for what it means."""
ASKED = 0.6
"""Words as like a question as this are no answer to another one."""
LIKELY = 0.45
MOST = 3
OTHERS = {
    "application:check": "applications.check",
    "award:code": "entry.claim",
    "channel:link": "help.channels.question",
    "correction:phone": "personal.change_phone",
    "email:see": "emails.open",
    "erasure:begin": "personal.erase",
    "inquiry:public": "inquiries.public",
    "menu:home": "menu.open",
    "menu:language:en": "menu.language",
    "menu:language:zh": "menu.language",
}
"""What everybody may do besides the menu, with the sentence that names it."""
STAFFS = {"task:list": "menu.tasks", "office:pages": "pages.title"}
OFFICES = {
    "office:menu": "menu.office",
    "edition:list": "office.editions",
    "result:edition": "office.reviews",
    "notice:new": "office.notice",
    "objection:list": "office.objections",
    "paper_case:new": "entry.menu",
    "dispatch:list:all:0": "dispatches.menu",
    "sanction:list": "office.sanctions",
    "register:menu": "office.holders",
    "register:import": "office.holders",
    "assessment:year": "office.july",
    "reevaluation:list": "office.reevaluations",
    "affair:office": "affairs.menu_button",
    "person:list": "office.people",
    "provision:list": "provisions.list",
    "calendar:home": "office.calendar",
    "message:list": "office.messages",
}
_HELP = "help:see:"
LEADS = {"edition:new": "office.new_edition", "invitation:role": "office.people"}


def likely(desk: Desk, text: str) -> list[Likely]:
    """Return what the words may mean to this person, the likeliest first."""
    named = named_for(desk)
    every = [one for language in languages() for one in _phrases(language).like(text, named)]
    best = {one.meaning: one for one in sorted(every, key=lambda one: one.likeness)}
    return sorted(best.values(), key=lambda one: -one.likeness)


def meant(found: list[Likely], least: float = SURE) -> str | None:
    """Return the press that words with these meanings, the likeliest first, mean for sure; None for a choice."""
    return found[0].meaning if found and found[0].likeness >= least else None


def question_meant(found: list[Likely]) -> str | None:
    """Return the question of the help page that words with these meanings ask; None for other words."""
    press = meant(found, ASKED)
    return press.removeprefix(_HELP) if press is not None and press.startswith(_HELP) else None


def named_for(desk: Desk) -> dict[str, str]:
    """Return every press that words of this person may lead to, with the sentence that names it."""
    named = {press: key for key, press in EVERYBODY if press != TIP} | OTHERS
    named |= {f"help:see:{name}": f"help.{name}.question" for name in questions_for(desk)}
    if serves_as(desk, *STAFF):
        named |= STAFFS
    if serves_as(desk, Role.LEAD, Role.OFFICE):
        named |= OFFICES
    if serves_as(desk, Role.LEAD):
        named |= LEADS
    return named


def offered(desk: Desk, found: list[Likely]) -> Page | None:
    """Return the likely presses to choose from, and the office to be asked; None where nothing is likely."""
    named = named_for(desk)
    near = [one.meaning for one in found if one.likeness >= LIKELY and one.meaning not in ("menu:home", "inquiry:ask")]
    if not near:
        return None
    asks = [] if serves_as(desk, Role.LEAD, Role.OFFICE) else ["inquiry:ask"]  # the office would be asking itself
    rows: list[list[Button]] = [[key_button(desk, named[press], press)] for press in (*near[:MOST], *asks, "menu:home")]
    return Page(say(desk.person.language, "talk.likely"), rows)


def warm_up() -> None:
    """Prepare the phrases of every language, so that nobody waits while the first words are read."""
    for language in languages():
        _phrases(language)


@cache
def _phrases(language: str) -> Phrases:
    named = {press: key for key, press in EVERYBODY if press != TIP} | OTHERS | STAFFS | OFFICES
    labels = {press: (say(language, key),) for press, key in named.items() if key != "menu.language"}
    return Phrases(language, labels)
