"""What the lived county has beside its applications: an objection, a case of a sanction, an award evaluated anew."""

from datetime import date, timedelta
from random import Random

from rehearsal.cast import credit
from rehearsal.filling import fill
from rehearsal.stage import Player
from rules.awards.july import assessment
from rules.engine.calendar import corresponding_day, office_day
from rules.engine.forms import Kind
from rules.objections.cases import View
from tests.stories.lived import Lived
from texts import say
from workflow.objections.register import ObjectionQuery, search
from workflow.reevaluations.case_opening import open_early

FACTS = "监督抽检发现同一产品两个批次不合格，企业已停产整改，检验报告附后。"
CHANGE = "因主营业务调整，经股东会决议变更名称，法定代表人和注册地址不变。"


async def objection_of(town: Lived) -> int:
    """An objection that was decided, which the lead may read."""
    async with town.cast.lead.desk() as desk:
        (newest,) = (await search(desk, ObjectionQuery(view=View.ALL), limit=1)).lines
    await declared(town.cast.lead, "ob", "clear", newest.objection.id)
    return newest.objection.id


async def sanction_of(town: Lived) -> int:
    """A case about the newest award, which the lead and the office may read."""
    cast, day = town.cast, office_day(town.stage.clock())
    async with cast.lead.desk() as desk:
        (award,) = await desk.work.awards.page(limit=1)
    given = {"article": "39", "happened_on": f"{day}", "facts": FACTS, "target": "certificate"}
    await cast.lead.press_anyhow("sanction:new")
    await fill(cast.lead, "sanction", {**given, "certificate": award.certificate})
    case = int(cast.lead.offered("sanction:open:")[0].rpartition(":")[2])
    for player in (cast.lead, cast.office):
        await declared(player, "sn", "none", case)
    return case


async def reevaluation_of(town: Lived) -> int:
    """A case about an award of before there was this service, which ends in a month."""
    day = office_day(town.stage.clock())
    ends = day + timedelta(days=30)
    async with town.cast.lead.desk() as desk:
        award = await desk.work.awards.add(
            number=credit(Random(9)),
            award="award",
            organisation=True,
            name="临夏县北塬粮油有限公司",
            decision="临县府发〔2023〕9号",
            decided_on=corresponding_day(ends, -5),
            valid_until=ends,
            certificate="LXZL-2023-001",
            certificate_key="lxzl2023001",
            plaque="",
            unit="industry",
            entered_on=day,
        )
        case = await open_early(desk, award or 0)
        await desk.work.commit()
    await declared(town.cast.lead, "re", "none", case.id)
    return case.id


async def change_of(town: Lived) -> tuple[int, int]:
    """A change of the newest holder that came on paper, which the lead may read; and the award that it is about."""
    cast, day = town.cast, office_day(town.stage.clock())
    async with cast.lead.desk() as desk:
        award, *_ = await desk.work.awards.page(limit=1)
    await cast.office.press_anyhow(f"affair:new:change:{award.id}")
    given = {"topic": "name", "happened_on": f"{day}", "new_name": "临夏县大夏河粮油集团有限公司", "words": CHANGE}
    await fill(cast.office, "change", given, subject=f"award:{award.id}")
    async with cast.lead.desk() as desk:
        affair, *_ = await desk.work.affairs.of_holder(award.holder)
    await declared(cast.lead, "af", "none", affair.id)
    return affair.id, award.id


async def report_of(town: Lived) -> int:
    """A July report as its holder sent it: every question that is answered in words, as its example says."""
    now = town.stage.clock()
    year = office_day(now).year
    async with town.cast.lead.desk() as desk:
        award = next(one for one in await desk.work.awards.page(limit=99) if one.organisation)
        await desk.work.assessments.open(award, year, date(year, 7, 31), provisional=False)
        one = await desk.work.assessments.of_year(award.holder, year)
        draft = await desk.work.drafts.begin(town.cast.lead.person_id, "assessment", now)
        for question in assessment(desk.pack).questions:
            if question.kind is Kind.TEXT:
                await desk.work.drafts.answer(draft.id, question.key, say("zh", f"{question.text}.example"), now)
        assert one is not None
        await desk.work.assessments.receive(one.id, draft.id, f"自评〔{year}〕1号", office_day(now))
        await desk.work.commit()
    return one.id


async def declared(player: Player, kind: str, none: str, one: int) -> None:
    """Open something, and declare that there is no interest where that is asked for first."""
    await player.press_anyhow(f"{kind}:open:{one}")
    for data in player.offered(f"{kind}:{none}:{one}"):
        await player.press(data)
