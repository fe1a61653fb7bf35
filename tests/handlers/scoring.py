"""A town in which applications are forwarded and reviewed: reviewers, sheets filled in, results, letters."""

from dataclasses import replace

from handlers.engine.floods import Gate
from rules.applications.lifecycle import Application, State
from rules.engine.pack import load_pack
from rules.engine.rubrics import PassMarks
from rules.people.roles import Role
from rules.reviews.assignments import Assignment, Standing
from storage.store import Store
from tests.handlers.reviewing import NOW, UNIT, Review
from tests.talking import Someone, Town

REASONS = "质量管理体系完整，主要指标有第三方证明，顾客反馈闭环不足。"
LETTER = "近三年主要质量指标没有第三方证明，无法证明连续三年居同行业前列。"
SCORES = {700: ("200", "300", "150", "50"), 600: ("200", "200", "150", "50"), 0: ("0", "0", "0", "0")}
SCORES |= {599: ("200", "200", "150", "49"), 300: ("100", "100", "50", "50")}


class Scoring(Review):
    """Reviewers 500 to 503 beside those of a review; its application, and as many more as are asked for, are forwarded.

    An individual's rubric has four criteria, 1000 points in all; a material panel has two.
    """

    REVIEWERS = (500, 501, 502, 503)

    @classmethod
    async def begin(cls, store: Store, *, mark: int | None = None, cases: int = 1) -> "Scoring":
        scoring = await cls.open(store)
        assert isinstance(scoring, Scoring)
        if mark is not None:
            scoring.town = Town(store, pack=replace(load_pack(), pass_marks=PassMarks(mark)))
            scoring.town.receive.gate = Gate(burst=10_000, monotonic=lambda: 0.0)
        async with store.work() as work:
            for chat in cls.REVIEWERS[1:]:
                seat = await work.people.meet("telegram", chat, NOW, "zh")
                await work.people.set_name(seat.person.id, f"某{chat}")
                await work.roles.grant(seat.person.id, Role.REVIEWER)
                scoring.ids[chat] = seat.person.id
            first = await work.applications.get(scoring.application)
            assert first is not None
            await work.tasks.drop_prefix(scoring.about, NOW)
            await work.deadlines.end(scoring.about, "unit_review", NOW)
            await work.applications.move(first, State.FORWARDED, NOW)
            for place in range(2, cases + 1):
                draft = await work.drafts.begin(scoring.ids[600], "individual", NOW)
                begun = await work.applications.begin(
                    edition_id=first.edition_id,
                    kind="individual",
                    person_id=scoring.ids[600],
                    draft_id=draft.id,
                    now=NOW,
                )
                named = {"number": f"2026-{place:04}", "name": f"申报人{place}", "unit": UNIT, "submitted_at": NOW}
                await work.applications.move(begun, State.FORWARDED, NOW, **named)
            await work.commit()
        return scoring

    async def case(self, application_id: int | None = None) -> Application:
        async with self.town.store.work() as work:
            found = await work.applications.get(application_id or self.application)
        assert found is not None
        return found

    async def sheets(self, application_id: int | None = None) -> list[Assignment]:
        async with self.town.store.work() as work:
            return await work.assignments.of(application_id or self.application)

    async def standings(self) -> dict[int, tuple[Standing, bool]]:
        """The reviewers of the case by chat: whether they review, and whether one is the head."""
        chats = {one: chat for chat, one in self.ids.items()}
        return {chats[one.person_id]: (one.standing, one.head) for one in await self.sheets()}

    async def cleared(self) -> Someone:
        """The office declares on all forwarded cases at once."""
        officer = self.person(Review.OFFICE)
        await officer.presses_data("panel:many:1")
        await officer.presses("我都没有利害关系")
        return officer

    async def asks(self, *chats: int, by: int = Review.OFFICE) -> Someone:
        """The office declares, ticks these reviewers and begins the material review."""
        officer = await self.declared(by)
        await officer.presses_data(f"panel:case:material:{self.application}")
        for chat in chats:
            await officer.presses_data(f"panel:tick:{self.ids[chat]}")
        await officer.presses("确定")
        return officer

    async def fills(self, chat: int, points: int = 700) -> Someone:
        """A reviewer declares, opens the sheet from the case and fills it in, up to the page where it is checked."""
        reviewer = await self.declared(chat)
        await reviewer.presses("材料评审评分单")
        await reviewer.presses("继续")
        for score in SCORES[points]:
            await reviewer.says(score)
        await reviewer.presses("否")
        await reviewer.says(REASONS)
        return reviewer

    async def locks(self, chat: int, points: int = 700) -> Someone:
        reviewer = await self.fills(chat, points)
        await reviewer.presses("确认无误")
        await reviewer.presses("确定锁定")
        return reviewer

    async def scored(self, *points: int) -> Someone:
        """As many reviewers as points are given have locked their sheets; the office stands before the result."""
        chats = self.REVIEWERS[: len(points)]
        officer = await self.asks(*chats)
        for chat, one in zip(chats, points, strict=True):
            await self.locks(chat, one)
        await officer.presses_data(f"result:see:material:{self.application}")
        return officer

    async def failed(self, *points: int) -> Someone:
        """The office has written the letter: the application waits for the lead."""
        officer = await self.scored(*(points or (300, 300)))
        await officer.presses("材料评审不通过")
        if points and min(points) >= 600:  # above the mark there are two parts
            await officer.presses("继续")
        await officer.says("4")
        await officer.says(LETTER)
        if points and min(points) >= 600:
            await officer.says("评分后查明一项材料与原件不符。")
        await officer.presses("确认无误")
        return officer
