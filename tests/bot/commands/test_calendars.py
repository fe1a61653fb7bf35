"""A year's notice from the command line: it waits for the office, unless an officer is named who has confirmed it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.administration import add_year
from bot.service import opened
from bot.settings import Settings
from rules.people.roles import Role
from storage.engine.calendar import ProposalState
from storage.engine.journal import Entry
from tests.rules.holiday_texts import NEXT_YEAR

NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)


def clock() -> datetime:
    return NOW


@pytest.fixture
async def settings(tmp_path: Path) -> Settings:
    """A service in which 李科员 is of the office, and two are called 马主任."""
    made = Settings(data_dir=tmp_path / "data", telegram_token=None)
    async with (
        opened(made, clock, address="http://127.0.0.1", create=True) as service,
        service.office.store.work() as work,
    ):
        for name, role in (("李科员", Role.OFFICE), ("马主任", Role.LEAD), ("马主任", Role.OFFICE)):
            person = await work.people.add(NOW, "zh")
            await work.people.set_name(person.id, name)
            await work.roles.grant(person.id, role)
        await work.commit()
    return made


async def add(settings: Settings, text: str | bytes, *, year: int = 2027, confirmed_by: str | None = None) -> int:
    file = settings.data_dir / "notice.txt"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return await add_year(settings, clock, year=year, file=file, confirmed_by=confirmed_by)


async def found(settings: Settings) -> tuple[set[int], list[ProposalState], list[Entry]]:
    """The years that are covered from 2026 on, the proposals, and what the journal says of the first."""
    async with (
        opened(settings, clock, address="http://127.0.0.1") as service,
        service.office.store.work() as work,
    ):
        calendar = await work.calendar.load()
        proposals = [await work.calendar_proposals.get(one) for one in (1, 2)]
        entries = await work.journal.of("calendar_proposal:1")
    states = [one.state for one in proposals if one is not None]
    return {year for year in calendar.covered if year > 2025}, states, entries


async def test_it_waits_for_the_office_to_confirm_it(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert await add(settings, NEXT_YEAR) == 0

    years, states, (entry,) = await found(settings)
    assert (years, states) == ({2026}, [ProposalState.WAITING])
    assert (entry.act, entry.person_id, entry.details["by_operator"]) == ("calendar_proposed", None, True)
    assert capsys.readouterr().out.splitlines() == [
        "2027: 18 weekdays off, 6 weekend days worked.",
        "Waiting for the office to confirm it (/office). Running deadlines that move: 0.",
    ]


async def test_an_officer_who_is_named_has_confirmed_it_and_the_journal_says_on_whose_word(settings: Settings) -> None:
    assert await add(settings, NEXT_YEAR.encode("gb18030"), confirmed_by="李科员") == 0

    years, states, entries = await found(settings)
    assert (years, states) == ({2026, 2027}, [ProposalState.CONFIRMED])
    assert [(entry.act, entry.person_id, entry.details["by_operator"]) for entry in entries] == [
        ("calendar_proposed", None, True),
        ("calendar_confirmed", 1, True),
    ]


@pytest.mark.parametrize("name", ["王五", "马主任", ""])
async def test_somebody_who_is_not_one_of_the_office_confirms_nothing(
    settings: Settings, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    assert await add(settings, NEXT_YEAR, confirmed_by=name) == 1

    assert await found(settings) == ({2026}, [], [])
    assert "Nobody of the office, or more than one, is called" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "year", "why"),
    [
        (NEXT_YEAR, 2028, "You said 2028, but the text is for 2027. Please check the year, or paste the other notice."),
        (
            NEXT_YEAR.replace("1月3日（周日）", "1月3日（周六）"),
            2027,
            (
                "Line 2: the weekday in “1月3日(周六)” is wrong, that day is Sunday 3 January 2027. "
                "Please correct the date or the weekday."
            ),
        ),
        (b"\xff\xfe\x00", 2027, "元旦 was not found. Please paste the whole notice, with all seven holidays."),
    ],
)
async def test_what_is_not_understood_is_said_and_nothing_is_kept(
    settings: Settings, capsys: pytest.CaptureFixture[str], text: str | bytes, year: int, why: str
) -> None:
    assert await add(settings, text, year=year) == 1

    assert capsys.readouterr().out.splitlines() == [why]
    assert await found(settings) == ({2026}, [], [])
