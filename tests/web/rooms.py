"""What stands in the rooms of the office beside its cases: a notice, an objection, messages, a proposal, a sanction."""

from dataclasses import dataclass
from datetime import date, timedelta

from rules.engine.calendar import office_day
from rules.notices.postings import Notice, NoticeKind, NoticeLine
from rules.sanctions.cases import Sanction
from storage.engine.calendar import ProposalKind
from storage.engine.owed import Paper
from storage.work import Work
from tests.web.offices import CODE, Bureau
from tests.web.sites import NOON
from workflow.engine.issuing import issue
from workflow.office.calendars import enter
from workflow.sanctions.changes import begin_change, tell_change

OBJECTOR = "丁举一"
FACTS = "该公司2025年被行政处罚，附处罚决定书。"
RENAMED, CHANGE = "临夏县示例农业科技有限公司", "因主营业务调整，经股东会决议变更名称。"
TITLE = "关于受理单位审核结果的公示"


@dataclass(frozen=True, slots=True)
class Rooms:
    """The ids of what was put there."""

    notice: int
    objection: int
    sanction: int
    reevaluation: int
    proposal: int
    failed: int
    sheet: int
    letter: int
    award: int
    report: int
    affair: int


async def furnish(town: Bureau) -> Rooms:
    """Put one thing into each room."""
    async with town.served.site.store.work() as work:
        await work.calendar.seed(NOON)
        notice = await _notice(work, town)
        objection = await _objection(work, notice)
        sanction = await _sanction(work, town)
        reevaluation = await _reevaluation(work)
        proposal = await enter(work, ProposalKind.LOCAL, "2026年11月19日", NOON, by=town.people["officer"], name="节日")
        failed = await _messages(work, town)
        sheet, letter = await _papers(work, town, notice)
        award, report, affair = await _change(work, town)
        await work.commit()
    stood = (notice.id, objection, sanction.id, reevaluation, proposal.id, failed)
    return Rooms(*stood, sheet, letter, award, report, affair)


async def _notice(work: Work, town: Bureau) -> Notice:
    """A notice of the unit that is over, with the first case on it and a name besides."""
    last = office_day(NOON) - timedelta(days=1)
    count = (await work.calendar.load()).before(last, 1)
    lines = (NoticeLine("示例食品有限公司", town.cases[0]), NoticeLine("临夏县样品合作社"))
    notice = await work.notices.post(
        kind=NoticeKind.OTHER,
        lines=lines,
        edition_id=1,
        number="2026-001",
        title=TITLE,
        text="经审核，以下单位符合申报条件。",
        place="县政府门户网站",
        posted_on=date(2026, 9, 7),
        last_day=last,
        provisional=False,
    )
    await work.deadlines.set(f"notice:{notice.id}", "notice", count, NOON)
    return notice


async def _objection(work: Work, notice: Notice) -> int:
    """An objection to a name on the notice; its objector has a name, and a place in the journal."""
    objector = (await work.people.meet("web", 901, NOON, "zh")).person.id
    await work.people.set_name(objector, OBJECTOR)
    draft = await work.drafts.begin(objector, "objection", NOON)
    filed = await work.objections.file(
        matter={"facts": FACTS, "against_words": "临夏县样品合作社"},
        identity=None,
        number="2026-002",
        person_id=objector,
        draft_id=draft.id,
        notice_id=notice.id,
        who="individual",
        received_at=NOON - timedelta(days=9),
        examine_by=office_day(NOON) - timedelta(days=2),
        changed_at=NOON,
    )
    about = f"objection:{filed.id}"
    await work.objections.keep_identity(filed.id, {"name": OBJECTOR, "phone": "13900001234"})
    await work.journal.write("objection_filed", about, now=NOON, person_id=objector, article=22)
    counted = (await work.calendar.load()).after(office_day(filed.received_at), 5)
    await work.deadlines.set(about, "objection_examination", counted, NOON)
    return filed.id


async def _sanction(work: Work, town: Bureau) -> Sanction:
    """A case against the second applicant, and a bar of another that still holds."""
    opened = await work.sanctions.open(
        matter={"name": "第2家", "facts": FACTS, "ground": "false_materials", "number": CODE},
        now=NOON,
        number="CF-2026-001",
        article=36,
        opened_by=town.people["officer"],
        application_id=town.cases[1],
    )
    await work.journal.write("sanction_opened", f"sanction:{opened.id}", now=NOON, person_id=town.people["officer"])
    await work.bars.add(
        sanction_id=opened.id,
        holder=work.bars.holder(CODE),
        article=36,
        from_on=date(2026, 1, 1),
        until_on=date(2029, 12, 31),
        words={"name": "第2家", "document": "临县质评〔2026〕1号"},
    )
    return opened


async def _reevaluation(work: Work) -> int:
    (award,) = await work.awards.page(limit=1)
    case = await work.reevaluations.open(award, "FP-2026-001", NOON)
    assert case is not None
    return case.id


async def _papers(work: Work, town: Bureau, notice: Notice) -> tuple[int, int]:
    """The notice as it hangs, and a letter about the first case, both to be sealed."""
    case = await work.applications.get(town.cases[0])
    posted = await issue(work, Paper("notice_sheet", f"notice:{notice.id}"), notice.number, NOON, edition_id=1)
    letter = Paper("supplement_notice", f"application:{town.cases[0]}")
    return posted.id, (await issue(work, letter, "BZ-2026-001", NOON, application=case, unit="industry")).id


async def _change(work: Work, town: Bureau) -> tuple[int, int, int]:
    """A holder's new name, which came on paper; before that its July report, with a file."""
    (award,) = await work.awards.page(limit=1)
    (report,) = await work.assessments.of_holder(award.holder)
    officer = town.people["officer"]
    await work.files.add(
        b"%PDF-1.4 july", owner=officer, name="自评.pdf", kind="pdf", subject=f"assessment:{report.id}", now=NOON
    )
    desk = await town.desk(work, "officer")
    draft = await begin_change(desk, award.id)
    evidence = await work.files.add(
        b"%PDF-1.4 name",
        owner=officer,
        name="更名.pdf",
        kind="pdf",
        subject=f"draft:{draft.id}",
        now=NOON,
        draft_id=draft.id,
    )
    told = {
        "topic": "name",
        "happened_on": "2026-08-30",
        "new_name": RENAMED,
        "words": CHANGE,
        "evidence": [evidence.id],
    }
    for key, answer in told.items():
        await work.drafts.answer(draft.id, key, answer, NOON)
    return award.id, report.id, (await tell_change(desk, draft, told)).id


async def _messages(work: Work, town: Bureau) -> int:
    """A message that did not arrive, and one that waits."""
    applicant = (await work.people.meet("web", 900, NOON, "zh")).person.id
    about = f"application:{town.cases[0]}"
    for key, due in (("failed", NOON), ("waits", NOON + timedelta(days=1))):
        await work.outbox.owe(
            f"{about}:{key}",
            applicant,
            "tasks.given_undated",
            now=NOON,
            values={"task": "审核", "names": key},
            due_at=due,
        )
    failed = next(one for one in await work.outbox.about(f"{about}:", limit=9) if one.key.endswith("failed"))
    await work.outbox.due(NOON, 9)
    await work.outbox.fail(failed.id, error="no channel")
    return failed.id
