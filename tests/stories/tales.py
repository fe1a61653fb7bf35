"""The four stories that every channel can tell, each with nothing in hand but what is shown on the way."""

import re
import string
from collections.abc import Mapping
from datetime import date

from rules.engine.identities import credit_code
from rules.engine.refusals import Unfit
from tests.stories.guided import Filler, Talker
from texts import filled, say, sentences

NUMBER = re.compile(r"20\d\d-\d{4}")
GO_ON = "forms.go_on"


async def apply(applicant: Talker, **answers: str) -> str:
    """An organisation applies, from /start to its receipt and a picture of where it is: the number (Art. 14, 15)."""
    await applicant.begin("application:begin", "application:new:organisation", say("zh", GO_ON))
    filler = Filler(applicant, {say("zh", "apply.credit_code"): another_code(7), **_by_words("apply", answers)})
    sent = await filler.send()
    found = NUMBER.search(sent.text)
    assert found is not None, sent.text
    await applicant.hears(f"{found[0]}.pdf")
    await applicant.says("/status")
    await applicant.hears(say("zh", "status.stage.unit") + "”。")  # below the picture, drawn while it went on
    return found[0]


async def supplement(clerk: Talker, applicant: Talker, number: str) -> None:
    """The receiving unit asks for two things, once; the applicant answers item by item (Art. 15)."""
    await clerk.hears(f"申报 {number}")
    await clerk.push("review:open:*")
    await clerk.push(say("zh", "reviews.no_interest"))
    await clerk.push(say("zh", "lifecycle.act.ask_supplement"))
    wanted = Filler(clerk, {say("zh", "supplement.items"): "补上2025年的审计报告\n更正职工人数"})
    await wanted.send()
    await applicant.hears("supplement:fill:*")
    await applicant.push("supplement:fill:*")
    given = Filler(applicant)
    await given.send()
    assert "审计报告" in asked_texts(applicant)
    await clerk.hears(until_place("supplements.came", "due", number=number))


async def object_to_notice(objector: Talker, office: Talker, **answers: str) -> str:
    """Somebody objects, the office examines and decides, the objector confirms: the number (Art. 22, 23)."""
    await objector.begin("objection:begin")
    receipt = await Filler(objector, _by_words("objection", answers)).send()
    found = re.search(r"编号：(\S+)", receipt.text)
    assert found is not None, receipt.text
    await objector.hears(f"{found[1]}.pdf")
    await office.hears(found[1])
    await office.push("objection:open:*")
    await office.push(say("zh", "objections.no_interest"))
    await office.push("objection:examine:*")
    await Filler(office).send()
    await objector.hears(until_place("objections.told.admitted", "due", number=found[1]))
    await office.push("objection:open:*")
    await office.push("objection:decide:*")
    await Filler(office).send()
    await objector.hears("objection:confirm:*")
    await objector.push("objection:confirm:*")
    await objector.hears(say("zh", "objections.confirmed", number=found[1]))
    await office.hears(say("zh", "objections.office.confirm", number=found[1]))
    return found[1]


async def report(holder: Talker, office: Talker) -> str:
    """It is July: the holder was told and sends this year's self-assessment; the office hears of it (Art. 32)."""
    await holder.hears("assessment:fill*")
    await holder.enter("assessment:fill*")
    if (page := holder.form()) is not None and page.data(say("zh", GO_ON)) is not None:
        await holder.push(say("zh", GO_ON))
    sent = await Filler(holder).send()
    found = re.search(r"编号([^，]+)，", sent.text)
    assert found is not None, sent.text
    await holder.hears(f"{found[1]}.pdf")
    await office.hears(f"收到了，编号{found[1]}")
    return found[1]


def asked_texts(talker: Talker) -> str:
    """Everything that was said to somebody."""
    return "\n".join(page.text for page in talker.pages)


def july_after(day: date) -> date:
    """The next 2 July."""
    return date(day.year + (day >= date(day.year, 7, 2)), 7, 2)


def another_code(number: int) -> str:
    """An invented credit code with a right check character, not the one that the form gives as its example."""
    for last in string.digits + string.ascii_uppercase:
        try:
            return credit_code(f"91622921MAEX{number:05}{last}")
        except Unfit:
            continue
    raise AssertionError(number)


def until_place(key: str, place: str, **values: str) -> str:
    """A sentence up to a place whose value is not known here."""
    return filled("zh", sentences("zh", key.partition(".")[0])[key].partition(f"{{{place}}}")[0], values)


def _by_words(subject: str, answers: Mapping[str, str]) -> dict[str, str]:
    return {say("zh", f"{subject}.{key}"): answer for key, answer in answers.items()}
