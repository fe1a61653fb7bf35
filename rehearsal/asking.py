"""The scenes of a question to the office: asked from inside a form, late, answered; and whoever may not answer."""

from rehearsal.cast import Cast
from rehearsal.filling import fill
from rehearsal.stage import NotOffered, Stage
from rules.affairs import Kind, State
from texts import say


async def ask(stage: Stage, cast: Cast) -> int:
    """Somebody asks and adds to the question; the id of the affair."""
    asker = cast.objector
    await asker.say("/ask")
    for data in asker.offered("consent:agree:inquiry"):
        await asker.press(data)
        break
    await asker.say("公司改名以后，成立时间从哪一天算？ Does a new name start the years again?")
    await asker.press("inquiry:ask") if asker.offered("inquiry:ask") else await asker.say("/ask")
    await asker.say("改名是去年的事。 It was renamed last year.")
    await stage.tick()
    async with asker.desk() as desk:
        (asked,) = [one for one in await desk.work.affairs.of_person(asker.person_id) if one.kind is Kind.INQUIRY]
    return asked.id


async def answer(stage: Stage, cast: Cast, affair_id: int) -> None:
    """A reviewer tries to open the question and is refused; the office answers and makes the answer public."""
    await refused(stage, cast, affair_id)
    office, about = cast.office, f"affair:{affair_id}"
    await office.press_anyhow(f"affair:open:{affair_id}")
    await office.press(f"affair:none:{affair_id}")
    await office.press(f"affair:respond:{affair_id}")
    await fill(office, "inquiry_answer", {"article": "10"}, subject=f"{about}:respond")
    await office.press_anyhow(f"affair:open:{affair_id}")
    await office.press(f"affair:publish:{affair_id}")
    await fill(office, "public_answer", subject=f"{about}:publish")
    await stage.tick()
    async with office.desk() as desk:
        one = await desk.work.affairs.get(affair_id)
        shown = await desk.work.public_answers.count()
    if one is None or one.state is not State.SETTLED or shown != 1:
        raise NotOffered(f"{about} was not answered for everybody")


async def refused(stage: Stage, cast: Cast, affair_id: int) -> None:
    """Whoever neither asked nor answers is refused with the article. Raises NotOffered if they are let in."""
    wrong = cast.applicants[0].player
    said = await wrong.press_anyhow(f"affair:open:{affair_id}")
    words = say(stage.language, "people.not_yours")
    if not any(words in each for each in said):
        raise NotOffered(f"{wrong.key} opened affair {affair_id}")
