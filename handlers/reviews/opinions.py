"""The page with the receiving unit's opinion on a case (Art. 15)."""

from aiogram import Bot
from aiogram.fsm.context import FSMContext

from handlers.applications.dossiers import turn_to
from handlers.engine.speech import key_button
from rules.questions.opinion import CHECKED
from texts import Words, say
from workflow.applications.dossiers import Dossier
from workflow.engine.desk import Desk
from workflow.reviews.unit_reviews import UnitOpinion


async def show_unit(bot: Bot, desk: Desk, state: FSMContext, dossier: Dossier, said: UnitOpinion) -> None:
    """Show the unit's four points, the departments' replies, and its opinion or refusal (Art. 15)."""
    language, application = desk.person.language, dossier.application
    lines = [
        say(language, "reviews.unit_line", question=say(language, f"opinion.{point}"), answer=Words(f"forms.{answer}"))
        for point in CHECKED
        if (answer := said.checklist.get(point))
    ]
    words = {
        "opinion.remarks": said.checklist.get("remarks"),
        "consultation.section.summary": said.summary,
        "opinion.section.opinion": said.opinion.get("opinion"),
        "opinion.section.refusal": said.opinion.get("reasons"),
    }
    lines += [
        say(language, "reviews.unit_words", title=say(language, title), words=text)
        for title, text in words.items()
        if text
    ]
    text = "\n".join(lines) or say(language, "reviews.unit_none")
    rows = [[key_button(desk, "reviews.back", f"rv:open:{application.id}")]]
    whole = say(language, "reviews.unit_opinion", number=application.number, lines=text)
    await turn_to(bot, desk, state, whole, rows)
