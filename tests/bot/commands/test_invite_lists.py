"""Staff are invited from one list, each by their own link; nobody serves before they accept (Art. 9)."""

from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest

from bot.administration import invite, invite_list, write_template
from bot.service import opened
from bot.settings import Settings
from rules.office.provisions import ProvisionKind
from rules.people.roles import Role
from tests.papers.handed import text
from tests.papers.lists import UNIT
from workflow.office.invitations import invitation_of

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
HEADINGS = ("姓名", "角色", "单位或职务", "联系电话", "邮箱")
PEOPLE = (
    ("王经办", "受理单位经办人", UNIT, "13812345678", ""),
    ("林主任", "评委会成员", "主任", "", "lin@example.cn"),
    ("孙专家", "评审人员", "", "", ""),
)


def clock() -> datetime:
    return NOW


@pytest.fixture
async def settings(tmp_path: Path) -> Settings:
    made = Settings(data_dir=tmp_path / "data", telegram_token=None, language="zh")
    async with opened(made, clock, address="http://127.0.0.1", create=True):
        pass
    return made


async def invites(settings: Settings, *rows: tuple[str, ...]) -> tuple[int, list[list[object]]]:
    """Invite these people; what the list to hand out has for each."""
    file, out = settings.data_dir / "staff.csv", settings.data_dir / "links.xlsx"
    file.write_bytes(text((HEADINGS, *rows), encoding="gb18030"))
    done = await invite_list(settings, clock, file, out)
    page = openpyxl.load_workbook(out).worksheets[0] if done == 0 else None
    return done, [[cell.value for cell in row] for row in page.iter_rows(min_row=2)] if page else []


@pytest.mark.article(9)
async def test_each_gets_a_link_of_their_own_and_nobody_serves_yet(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    done, rows = await invites(settings, *PEOPLE)
    assert (done, [row[0] for row in rows]) == (0, ["王经办", "林主任", "孙专家"])
    assert [row[5] for row in rows] == ["新邀请"] * 3
    links = [str(row[7]).splitlines()[0] for row in rows]
    assert len(set(links)) == 3
    assert capsys.readouterr().out.startswith("已生成3份邀请，0人已在岗或已有邀请。")
    async with opened(settings, clock, address="http://127.0.0.1") as service, service.office.store.work() as work:
        assert await work.roles.all() == []
        looked = await work.links.look(links[0].rpartition("=")[2], NOW)
        assert looked.link is not None
        offered = invitation_of(looked.link)
    assert (offered.role, offered.unit, offered.name) == (Role.CLERK, "industry", "王经办")


async def test_the_same_list_again_invites_nobody_twice_and_says_who_is_there(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    await invites(settings, *PEOPLE[:2])
    async with opened(settings, clock, address="http://127.0.0.1") as service, service.office.store.work() as work:
        person = await work.people.add(NOW, "zh")
        await work.people.set_name(person.id, "孙专家")
        await work.roles.grant(person.id, Role.REVIEWER)
        await work.commit()
    capsys.readouterr()
    done, rows = await invites(settings, *PEOPLE)
    assert (done, [row[5] for row in rows]) == (0, ["已有未用的邀请", "已有未用的邀请", "已在岗"])
    assert [row[7] or "" for row in rows] == ["", "", ""]
    assert capsys.readouterr().out.startswith("已生成0份邀请，3人已在岗或已有邀请。")


async def test_every_mistake_is_told_and_nobody_is_invited(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = (
        ("王经办", "受理单位经办人", "", "", ""),
        ("林主任", "评委会成员", "处长", "", ""),
        ("孙专家", "评审人员", UNIT, "12", ""),
        ("马某某", "县长", "", "", ""),
        PEOPLE[0],
        PEOPLE[0],
    )
    done, _ = await invites(settings, *wrong)
    told = capsys.readouterr().out.splitlines()
    assert (done, [line.partition("：")[0] for line in told[:-1]]) == (
        1,
        [
            "第2行“单位或职务”",
            "第3行“单位或职务”",
            "第4行“联系电话”",
            "第4行“单位或职务”",
            "第5行“角色”",
            "第7行“姓名”",
        ],
    )
    async with opened(settings, clock, address="http://127.0.0.1") as service, service.office.store.work() as work:
        assert await work.links.good("invite", NOW) == []


async def test_the_empty_list_has_a_sheet_with_the_roles(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "staff.xlsx"
    assert write_template(settings, file, staff=True) == 0
    assert [cell.value for cell in openpyxl.load_workbook(file).worksheets[0][3]] == [
        "姓名", "角色", "单位或职务", "联系电话", "联系人邮箱",
    ]  # fmt: skip


@pytest.mark.article(14)
async def test_commands_know_the_association_that_the_lead_has_entrusted_on_its_page(settings: Settings) -> None:
    guest = ("王经办", "受理单位经办人", "临夏县奶业协会", "", "")
    assert (await invites(settings, guest))[0] == 1
    async with opened(settings, clock, address="http://127.0.0.1") as service, service.office.store.work() as work:
        lead = await work.people.add(NOW, "zh")
        await work.provisions.add(
            ProvisionKind.ENTRUSTMENT,
            "association-1",
            by=lead.id,
            now=NOW,
            name_zh="临夏县奶业协会",
            document="临质评办〔2026〕3号",
            from_on=date(2026, 9, 1),
            until_on=date(2028, 8, 31),
        )
        await work.commit()
    done, rows = await invites(settings, guest)
    assert (done, [row[0] for row in rows]) == (0, ["王经办"])
    assert await invite(settings, clock, role="clerk", unit="association-1") == 0
    assert await invite(settings, clock, role="clerk", unit="association-2") == 1
