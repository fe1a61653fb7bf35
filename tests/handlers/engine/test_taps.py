"""How many messages it takes to apply and to object, one by one and in blocks, and that nothing is asked twice (U7)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from aiogram.methods import SendMessage

from papers.engine.answers import label
from rules.engine.forms import Kind, Progress, Question
from rules.engine.pack import load_pack
from rules.objections.forms import objection
from storage.engine.drafts import Draft
from storage.store import Store
from tests.handlers.applying import FORMS, Filler, apply, confirm, open_edition, patient, send
from tests.handlers.objecting import Case, Objecting
from tests.rules.every_form import facts, pack
from tests.talking import Someone

pytestmark = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
LINK, SENT = 1, 1
ONE_BY_ONE: Mapping[str, int] = {"objection": 20, "individual": 36, "organisation": 68}
IN_BLOCKS: Mapping[str, int] = {"objection": 12, "individual": 27, "organisation": 39}
"""The most messages that each takes; the aim is 12 for an objection and 45 for an application."""


class InBlocks(Filler):
    """Fills in the lines that the last message offers, else answers the question alone."""

    async def answer(self, draft: Draft, question: Question, progress: Progress) -> None:
        lines = block_of(self.someone)
        if not lines:
            await super().answer(draft, question, progress)
            return
        group = [q for q in progress.asked if q.block == question.block and q.key not in progress.answers]
        self.asked += [each.key for each in group]
        assert len(lines) == len(group)
        pairs = zip(lines, group, strict=True)
        await self.someone.says("\n".join(line + self.line(each, progress) for line, each in pairs))

    def line(self, question: Question, progress: Progress) -> str:
        if question.key in ("notice", "against"):
            return "1"
        if question.optional:
            return "无"
        if question.kind is not Kind.CHOICE:
            return self.typed(question)
        known: dict[str, Any] = {**facts(), "units": load_pack().units_on(date(2026, 9, 1))}
        options = question.choices(known, progress.answers)
        wanted = self.given.get(question.key)
        option = next((one for one in options if one.value == wanted), options[0])
        return label(option, self.someone.language)


def block_of(someone: Someone) -> list[str]:
    """The lines to fill in of the last message."""
    last = next(call for call in reversed(someone._mine()) if isinstance(call, SendMessage))
    marked = [one for one in last.entities or () if one.type == "pre"]
    return last.text[marked[0].offset :].split("\n") if marked else []


@pytest.mark.parametrize("kind", ["individual", "organisation"])
@pytest.mark.parametrize("in_blocks", [False, True])
async def test_an_application_takes_no_more_messages_than_it_must(store: Store, kind: str, in_blocks: bool) -> None:
    town = patient(store)
    await open_edition(store)
    someone, filler = await apply(town, kind)
    if in_blocks:
        filler = InBlocks(someone, FORMS[kind], filler.given)
    filler.given |= {"indicator1.more": "no"}
    await filler.fill()
    messages = next(town.updates) - 1
    if kind == "individual":
        await confirm(someone)
        again = next(town.updates)
        await filler.fill()
        messages += LINK + next(town.updates) - 1 - again
    messages += SENT
    assert "编号：2026-0001" in (await send(someone, kind))[0]
    assert len(filler.asked) == len(set(filler.asked))
    assert messages == (IN_BLOCKS if in_blocks else ONE_BY_ONE)[kind], messages


class ObjectingInBlocks(InBlocks, Objecting):
    """An objector who fills in what is offered."""


@pytest.mark.article(22)
@pytest.mark.parametrize("in_blocks", [False, True])
async def test_an_objection_takes_no_more_messages_than_it_must(store: Store, in_blocks: bool) -> None:
    case = await Case.open(store)
    someone, town = case.objector, case.town
    before = next(town.updates)
    await someone.says("/object")
    await someone.presses_data("consent:agree:objection:begin")
    filler = (ObjectingInBlocks if in_blocks else Objecting)(someone, objection(pack()), {"who": "individual"})
    await filler.fill()
    read = await case.press_send(someone, "objection")
    assert "编号：YY2026-001" in read[0]
    assert len(filler.asked) == len(set(filler.asked))
    assert next(town.updates) - before - 1 == (IN_BLOCKS if in_blocks else ONE_BY_ONE)["objection"]
