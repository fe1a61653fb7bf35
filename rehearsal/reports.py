"""What holders and office do about the July reports, by pressing and typing (Art. 32)."""

from datetime import date
from functools import partial
from random import Random

from rehearsal.dates import LAST_OF_JULY, Diary
from rehearsal.filling import fill
from rehearsal.lives import Company, Life, Way
from rehearsal.stage import Stage
from rehearsal.wall import OUTAGE

EVES = ((7, 14), (7, 24), (7, 30))
"""Nights after which a reminder is due that has been owed since ten in the evening."""
_POINTS, _REASON = "第二项数据缺少上年对比，请补充。", "组织正在搬迁，同意本年度不报。"


def plan_july(stage: Stage, company: Company, diary: Diary, random: Random, year: int) -> None:
    """Write into the diary when each holder deals with the report of this year."""
    for one in company.lives:
        match one.ways.get(year):
            case Way.PROMPT | Way.RETURNED:
                diary.put(date(year, 7, random.randint(1, 28)), 10, partial(_send, stage, company, diary, random, one))
            case Way.RETURNED_LATE:
                diary.put(date(year, 7, random.randint(20, 30)), 10, partial(_send, stage, company, diary, random, one))
            case Way.AT_NIGHT:
                eves = [eve for month, day in EVES if not OUTAGE.covers(eve := date(year, month, day))]
                diary.put(random.choice(eves), 22, partial(_send, stage, company, diary, random, one))
            case Way.LATE:
                weeks = LAST_OF_JULY[year].toordinal() + random.randint(1, 27)
                diary.put(date.fromordinal(weeks), 11, partial(_send, stage, company, diary, random, one))
            case Way.EXCUSED:
                diary.put(_summer(random, year, 21), 14, partial(_excuse, stage, company, diary, one))
            case Way.ON_PAPER:
                diary.put(_summer(random, year, 31), 15, partial(_note_paper, stage, company, diary, one))
            case _:
                pass


def _summer(random: Random, year: int, earliest: int) -> date:
    """A day from so many after the end of May to the middle of August."""
    return date.fromordinal(date(year, 5, 31).toordinal() + random.randint(earliest, 76))


async def _send(stage: Stage, company: Company, diary: Diary, random: Random, one: Life) -> None:
    """The holder fills in the report and sends it; some are returned the first time, the others accepted."""
    year, player = diary.now.year, one.players[0]
    report = await _report(stage, one, year)
    again = any(deed.what == "returned" for deed in diary.deeds if (deed.holder, deed.year) == (one.holding.key, year))
    await player.press(f"assessment:fill:{report}")
    for agree in player.offered(f"consent:agree:assessment:fill:{report}"):
        await player.press(agree)
    await fill(player, "assessment", subject=f"assessment:{report}")
    diary.write(one.holding.key, "sent", year)
    if one.ways[year] in (Way.RETURNED, Way.RETURNED_LATE) and not again:
        diary.later(random.randint(3, 7), 14, partial(_give_back, stage, company, diary, random, one))
    else:
        diary.later(random.randint(2, 8), 14, partial(_accept, stage, company, diary, one))


async def _give_back(stage: Stage, company: Company, diary: Diary, random: Random, one: Life) -> None:
    year = diary.now.year
    report = await _see(stage, company, one, year)
    await company.office.press(f"assessment:back:{report}")
    await fill(company.office, "assessment_return", {"points": _POINTS}, subject=f"assessment:{report}")
    diary.write(one.holding.key, "returned", year)
    days = random.randint(9, 14) if one.ways[year] is Way.RETURNED_LATE else random.randint(4, 7)
    diary.later(days, 10, partial(_send, stage, company, diary, random, one))


async def _accept(stage: Stage, company: Company, diary: Diary, one: Life) -> None:
    report = await _see(stage, company, one, diary.now.year)
    await company.office.press(f"assessment:accept:{report}")
    diary.write(one.holding.key, "accepted", diary.now.year)


async def _excuse(stage: Stage, company: Company, diary: Diary, one: Life) -> None:
    report = await _see(stage, company, one, diary.now.year)
    await company.office.press(f"assessment:excuse:{report}")
    await fill(company.office, "assessment_excuse", {"reason": _REASON}, subject=f"assessment:{report}")
    diary.write(one.holding.key, "excused", diary.now.year)


async def _note_paper(stage: Stage, company: Company, diary: Diary, one: Life) -> None:
    report = await _see(stage, company, one, diary.now.year)
    await company.office.press(f"assessment:paper:{report}")
    diary.write(one.holding.key, "paper", diary.now.year)
    diary.later(3, 14, partial(_accept, stage, company, diary, one))


async def _see(stage: Stage, company: Company, one: Life, year: int) -> int:
    """The office has the report before it."""
    report = await _report(stage, one, year)
    await company.office.press_anyhow(f"assessment:see:{report}")
    return report


async def _report(stage: Stage, one: Life, year: int) -> int:
    async with stage.store.work() as work:
        found = await work.assessments.of_year(work.awards.holder(one.number), year)
    if found is None:
        raise LookupError(f"{one.holding.key} has no report of {year}")
    return found.id
