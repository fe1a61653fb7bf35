"""Somebody walks one form by its own data: errs, asks for help, leaves, comes back, goes back and forward again."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from aiogram.methods import SendMessage

from handlers.engine.guides import Filling, load
from papers.engine.answers import label
from rules.engine.calendar import WorkingCalendar
from rules.engine.forms import Kind, Option, Progress, Question
from rules.engine.refusals import Unfit
from rules.people.roles import Seat
from storage.engine.drafts import Draft
from storage.work import Work
from tests.handlers.applying import picture
from tests.rules.every_form import NUMBERS, spoken
from tests.talking import Someone, buttons
from texts import say
from workflow.engine.desk import Desk

WAYS = ("back", "skip", "help", "list", "leave", "drop")
NOTICE = {"notice_from": "2026-08-10", "notice_until": "2026-08-24"}
FIRST: Mapping[str, str] = {**NOTICE, "indicator1.more": "yes"}
"""The walk that answers everything chooses the first option that fits, but here."""
WRONG: Mapping[Kind, str] = {
    Kind.CHOICE: "99",
    Kind.DATE: "过几天",
    Kind.NUMBER: "好几个",
    Kind.PHONE: "没有",
    Kind.EMAIL: "li",
    Kind.IDENTITY: "1",
    Kind.CREDIT_CODE: "1",
    Kind.FILES: "以后再发",
}


@dataclass
class Walk:
    """`whole` answers everything and takes the first options; else what is optional is skipped, and the last taken."""

    someone: Someone
    form: str
    whole: bool = True
    others: Callable[[Someone, str], Awaitable[None]] | None = None
    asked: list[str] = field(default_factory=list)
    typed: dict[str, str] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)
    prefilled: set[str] | None = None

    async def filling(self) -> Filling:
        """The draft as the service sees it."""
        town, chat = self.someone.town, self.someone.chat_id
        async with town.store.work() as work:
            seat = await work.people.meet("telegram", chat, town.clock.now, self.someone.language)
            desk = self.desk(work, seat, await work.calendar.load())
            draft: Draft = (await work.drafts.open_for(seat.person.id, self.form))[0]
            return await load(desk, draft, town.guides)

    def desk(self, work: Work, seat: Seat, calendar: WorkingCalendar) -> Desk:
        """The person's desk in this Work."""
        town = self.someone.town
        return Desk(
            person=seat.person,
            channel=seat.channel,
            roles=seat.roles,
            now=town.clock.now,
            work=work,
            pack=town.office.pack,
            calendar=calendar,
            places=town.places,
        )

    async def press(self, verb: str, *parts: object) -> str:
        """Press a button of the form that stands under the last message, or any by its data; returns what is read."""
        draft = (await self.filling()).draft
        return self.read(await self.someone.presses_data(":".join(("f", str(draft.id), verb, *map(str, parts)))))

    def read(self, messages: list[str]) -> str:
        """What came, kept with the labels under it."""
        self.seen += [*messages, *self.someone.buttons()]
        return "\n".join(messages)

    def said(self, question: Question, part: str = "") -> str:
        """A question, or its help, as this person reads it."""
        return spoken(self.someone.language, question, part)

    async def walk(self, *, until: Callable[[Question], bool] = lambda _: False, slowly: bool = False) -> Filling:
        """From where the form stands to its check page, or to a question. Slowly: with everything that can be tried."""
        while True:
            filling = await self.filling()
            progress = filling.progress
            self.prefilled = set(progress.answers) if self.prefilled is None else self.prefilled
            question = next((q for q in progress.asked if q.key == filling.draft.question), None)
            if question is None or question.key in progress.answers:
                if progress.next_open() is None and progress.missing():
                    assert self.others is not None, [each.key for each in progress.missing()]
                    await self.others(self.someone, self.form)
                if not (await self.filling()).progress.missing():
                    return await self.filling()
                await self.press("g")
                continue
            if until(question):
                return filling
            if slowly:
                await self.tries(filling, question)
            assert self.asked[-1:] != [question.key], f"what was answered to {question.key} was not taken"
            self.asked.append(question.key)
            await self.answer(filling, question)
            if slowly:
                await self.goes_back()

    async def tries(self, filling: Filling, question: Question) -> None:
        """Everything but the answer: each way out and back leads to the same question."""
        place = filling.form.index(question.key)
        page = await self.press("w")
        self.looks(filling, question)
        assert self.said(question) in page
        helped = await self.press("h", place)
        assert helped == f"{self.said(question, '.help')}\n\n{page}"
        await self.errs(question)
        assert say(self.someone.language, "forms.left") in await self.press("x")
        await self.someone.presses_data("menu:home")
        assert self.read(await self.someone.presses(await self.going_on())) == page  # one tap
        if not question.optional:
            refused = await self.press("s", place)
            assert refused == f"{say(self.someone.language, 'forms.not_optional')}\n\n{page}"

    def looks(self, filling: Filling, question: Question) -> None:
        """U1: the ways out are there, skipping and dropping exactly where they are allowed."""
        labels = self.someone.buttons()
        shown = [way for way in WAYS if say(self.someone.language, f"forms.{way}") in labels]
        allowed = {"skip": question.optional, "drop": filling.guide.droppable}
        assert shown == [way for way in WAYS if allowed.get(way, True)], question.key

    async def errs(self, question: Question) -> None:
        """A wrong answer: the reason first, then the question again; the old answer is kept."""
        before = await self.filling()
        wrong = WRONG.get(question.kind) or ("长" * (question.most + 1) if question.least < 2 else "甲")
        page = self.read(await self.someone.says(wrong))
        after = await self.filling()
        assert (after.progress.answers, after.draft.question) == (before.progress.answers, question.key)
        reason, _, again = page.partition("\n\n")
        assert self.said(question) in again, page
        assert reason not in ("", say(self.someone.language, "talk.not_understood"))
        if question.kind in (Kind.FILES, Kind.CHOICE):  # a voice is answered as words are
            assert self.read(await self.someone.sends_voice()) == page
        self.looks(before, question)

    async def going_on(self) -> str:
        """The data of the menu's button that goes on with this form."""
        return f"f:{(await self.filling()).draft.id}:w"

    async def goes_back(self) -> None:
        """Back to the question before, with its answer; a wrong one changes nothing; one tap, and on again."""
        filling = await self.filling()
        here = next((q for q in filling.progress.asked if q.key == filling.draft.question), None)
        earlier = filling.progress.previous(here.key) if here else None
        if here is None or earlier is None or earlier.kind is Kind.AWAITED:
            return
        page = await self.press("w")
        back = await self.press("b", filling.form.index(here.key))
        assert self.said(earlier) in back
        await self.errs(earlier)
        done = "forms.files_done" if earlier.kind is Kind.FILES and earlier.most != 1 else "forms.keep"
        forward = say(self.someone.language, done)
        assert self.read(await self.someone.presses(forward)) == page

    async def answer(self, filling: Filling, question: Question) -> None:
        """Give the answer, whatever it takes."""
        place, language = filling.form.index(question.key), self.someone.language
        if question.optional and not self.whole:
            await self.press("s", place)
        elif question.kind is Kind.CHOICE:
            options = question.choices(filling.facts, filling.progress.answers)
            option = self.choice(filling, question)
            self.typed[question.key] = label(option, language)
            if self.whole:
                self.read(await self.someone.says(str(options.index(option) + 1)))
            else:
                await self.press("a", place, options.index(option))
        elif question.kind is Kind.FILES:
            assert (say(language, "forms.files_done") in self.someone.buttons()) is (question.most != 1)
            for number in range(max(1, question.least)):
                name = f"{question.key}-{number}.png"
                caption = ("/skip", "/back", "/list", "/help", "/menu")[place % 5] if self.whole else ""
                told = await self.someone.sends_file(name, picture(100 * place + number), caption=caption)
                assert (told[0] == say(language, "uploads.caption_dropped")) is self.whole
                self.read(told)
                self.typed[question.key] = name
            if question.most != 1:
                await self.press("k", place)
        else:
            self.typed[question.key] = self.words(filling, question)
            self.read(await self.someone.says(self.typed[question.key]))

    def words(self, filling: Filling, question: Question) -> str:
        """What is typed: the example, or what other answers make of it."""
        given = filling.progress.answers
        if question.key == "declared_by":
            return str(given["representative" if "representative" in given else "name"])
        if question.kind is Kind.IDENTITY and given.get("document_kind") in NUMBERS:
            return NUMBERS[given["document_kind"]]
        return FIRST.get(question.key) or self.said(question, ".example")

    def choice(self, filling: Filling, question: Question, *, but: Any = None) -> Option:
        """The first option that fits, or the last; `but` this one."""
        options = question.choices(filling.facts, filling.progress.answers)
        fitting = [one for one in options if one.value != but and self.fits(filling, question, one)]
        usual = FIRST.get(question.key, "no" if question.key.endswith(".more") else "")
        wanted = [one for one in fitting if self.whole and one.value == usual]
        assert fitting, question.key
        return (wanted or (fitting if self.whole else fitting[::-1]))[0]

    def fits(self, filling: Filling, question: Question, option: Option) -> bool:
        """Whether the form takes the option."""
        try:
            if question.check:
                question.check(option.value, filling.progress.answers, filling.facts)
        except Unfit:
            return False
        return True

    def data(self) -> list[str]:
        """The data of the last message's buttons."""
        last = next(call for call in reversed(self.someone._mine()) if isinstance(call, SendMessage))
        return [data for _, data in buttons(last)]

    def options(self, filling: Filling, question: Question) -> list[Option]:
        """What can be chosen now."""
        return list(question.choices(filling.facts, filling.progress.answers))

    def other_answer(self, filling: Filling) -> tuple[Question, Any]:
        """A question whose other option makes more necessary, with it; else a text put otherwise; else what stood."""
        progress = filling.progress
        for question in reversed(progress.asked):
            for option in self.options(filling, question) if question.key not in ("notice", "document_kind") else ():
                changed = Progress(filling.form, {**progress.answers, question.key: option.value})
                missing = changed.missing()
                if missing and self.fits(filling, question, option) and Kind.AWAITED not in {q.kind for q in missing}:
                    return question, option.value
        texts = [q for q in progress.asked if q.kind is Kind.TEXT and q.check is None and not q.private]
        question = texts[-1] if texts else progress.asked[0]
        value = progress.answers[question.key]
        return question, f"{value}补" if texts else value

    def given(self, filling: Filling, keys: set[str]) -> dict[str, Any]:
        """The answers to these questions."""
        return {key: filling.progress.answers[key] for key in keys}
