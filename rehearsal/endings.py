"""How awards begin and end: on the office's list, claimed by a code, revoked, given up, kept (Art. 5, 39)."""

import re
from datetime import date, timedelta

from papers.engine.columns import Column
from papers.engine.spreadsheets import sheet
from rehearsal.dates import Diary
from rehearsal.filling import fill
from rehearsal.lives import Company, Life
from rehearsal.stage import Player, Stage
from rules.awards.validity import Ending
from rules.engine.calendar import corresponding_day, office_day
from texts import say
from workflow.awards.holders import end_award, keep_award

_COLUMNS = (
    Column.NAME,
    Column.KIND,
    Column.AWARD,
    Column.NUMBER,
    Column.DECISION,
    Column.DECIDED_ON,
    Column.CERTIFICATE,
    Column.CONTACT,
    Column.PHONE,
    Column.SECOND_CONTACT,
    Column.SECOND_PHONE,
    Column.UNIT,
)
_LIST = "获奖者名册"
_CODE = re.compile(r"[A-Z0-9]{4} [A-Z0-9]{4}")
_FACTS = "经核实，获奖后发生重大质量问题，有监督抽检报告为证。"
_FOUND = "调查组到现场核查并调取处罚决定书，抽检不合格属实。"
_REASONS = "事实清楚、证据确凿，当事人没有异议，依照办法作出决定。"
_DOCUMENT = "临县府〔{year}〕9号"


async def enter(stage: Stage, company: Company) -> None:
    """The office imports the list, and everybody on it comes with the code that they were given."""
    header = [say("zh", f"papers.holders.column.{column.value}") for column in _COLUMNS]
    content = sheet(_LIST, header, [_row(stage, one) for one in company.lives])
    await company.office.press_anyhow("register:import")
    await company.office.send_file(f"{_LIST}.xlsx", content)
    await company.office.press(company.office.offered("register:yes:")[0])
    async with stage.store.work() as work:
        entered = {award.certificate: award.id for award in await work.awards.page(limit=len(company.lives))}
    for one in company.lives:
        one.award_id = entered[one.certificate]
        codes = _CODE.findall("\n".join(await company.office.press_anyhow(f"register:code:{one.award_id}")))
        for player, code in zip(one.players, codes, strict=True):
            await player.say("/start")
            await player.press_anyhow("award:code")
            await player.say(code)


async def revoke(stage: Stage, company: Company, diary: Diary, one: Life) -> None:
    """The committee investigates, the holder is heard, the government approves: the honour is revoked (Art. 39)."""
    about = {"article": "39", "happened_on": f"{_today(stage) - timedelta(days=30)}", "facts": _FACTS}
    case = await _open(company, one, about)
    await _declare(company.chair, case)
    await company.chair.press_anyhow(f"sanction:investigate:{case}")
    await fill(company.chair, "sanction_findings", {"findings": _FOUND}, subject=f"sanction:{case}")
    await _hear(company, one, case)
    await _decide(stage, company, case)
    await company.lead.press_anyhow(f"sanction:approve:{case}")
    await fill(company.lead, "sanction_approval", _decision(stage, "approved"), subject=f"sanction:{case}")
    diary.write(one.holding.key, "ended")
    await _settle(stage, company, case)


async def merge(stage: Stage, company: Company, diary: Diary, one: Life) -> None:
    """The holder was merged into another company and is no more: its award ends with it (Art. 32)."""
    async with company.lead.desk() as desk:
        await end_award(desk, one.award_id, Ending.LAPSED, _today(stage), article=32)
        await desk.work.commit()
    diary.write(one.holding.key, "ended")


async def keep(stage: Stage, company: Company, diary: Diary, one: Life) -> None:
    """The lead keeps an award for five years more, before its time is over (Art. 5)."""
    async with company.lead.desk() as desk:
        until = corresponding_day(one.holding.valid_until, stage.pack.expiry.renewed_years)
        await keep_award(desk, one.award_id, until)
        await desk.work.commit()
    diary.write(one.holding.key, "kept")


async def _open(company: Company, one: Life, about: dict[str, str]) -> int:
    await company.lead.press_anyhow("sanction:new")
    await fill(company.lead, "sanction", {**about, "target": "certificate", "certificate": one.certificate})
    case = int(company.lead.offered("sanction:open:")[0].rpartition(":")[2])
    await _declare(company.lead, case)
    await _declare(company.office, case)
    return case


async def _hear(company: Company, one: Life, case: int) -> None:
    await company.office.press_anyhow(f"sanction:ask:{case}")
    await one.players[0].press_anyhow(f"sanction:answer:{case}")
    await fill(one.players[0], "sanction_statement", {"statement": "我方没有异议。"}, subject=f"sanction:{case}")


async def _decide(stage: Stage, company: Company, case: int) -> None:
    await company.lead.press_anyhow(f"sanction:decide:{case}")
    decision = {**_decision(stage, "established"), "reasons": _REASONS}
    await fill(company.lead, "sanction_decision", decision, subject=f"sanction:{case}")


async def _settle(stage: Stage, company: Company, case: int) -> None:
    """Plaque and certificate come back, and the public is told: nobody has anything to do any more."""
    for item in ("plaque", "certificate"):
        await company.office.press_anyhow(f"sanction:recover:{case}")
        came = {"item": item, "outcome": "received", "on": f"{_today(stage)}"}
        await fill(company.office, "sanction_recovery", came, subject=f"sanction:{case}")
    await company.lead.press_anyhow(f"sanction:publish:{case}")
    await fill(company.lead, "sanction_publication", subject=f"sanction:{case}")


async def _declare(player: Player, case: int) -> None:
    await player.press_anyhow(f"sanction:open:{case}")
    for none in player.offered(f"sanction:none:{case}"):
        await player.press(none)


def _decision(stage: Stage, outcome: str) -> dict[str, str]:
    document = _DOCUMENT.format(year=_today(stage).year)
    return {"outcome": outcome, "document": document, "decided_on": f"{_today(stage)}", "starts": "decision"}


def _today(stage: Stage) -> date:
    return office_day(stage.clock())


def _row(stage: Stage, one: Life) -> list[str]:
    kind = "organisation" if one.holding.organisation else "individual"
    award = "award" if one.holding.main else "nomination"
    people = [(f"联系人{place}", f"1381234{int(one.certificate[-3:]):03}{place}") for place in range(len(one.players))]
    (first, phone), (second, other) = people[0], people[1] if len(people) > 1 else ("", "")
    unit = next(unit for unit in stage.pack.units if unit.key == one.holding.unit)
    return [
        one.name,
        say("zh", f"papers.holders.kind.{kind}"),
        say("zh", f"papers.holders.award.{award}"),
        one.number,
        "临县府发〔2024〕9号",
        f"{one.holding.decided_on}",
        one.certificate,
        first,
        phone,
        second,
        other,
        unit.name("zh"),
    ]
