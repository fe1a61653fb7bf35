"""kill -9 in the middle of the list of earlier winners: nothing of it is there, and the second time all of it, once."""

import asyncio
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from rehearsal.cast import credit
from tests.forking import Forked
from tests.papers.handed import text
from tests.papers.lists import DAIRY, HEADINGS, changed
from tests.processes import Serving
from tests.stories.sockets import visitor

if TYPE_CHECKING:
    from tests.postgres import Cluster

ROWS = 2_000
HALF = f"“历届获奖者”已导入1000行，共{ROWS}行……"


def winners() -> bytes:
    """A list of so many earlier winners, as the office keeps it."""
    random = Random(1)
    rows = [
        changed(DAIRY, name=f"临夏县第{n}示例公司", number=credit(random), certificate=f"ZL-{n}", plaque=f"JP-{n}")
        for n in range(ROWS)
    ]
    return text((HEADINGS, *rows))


async def test_killed_in_the_middle_of_a_list_it_has_entered_nothing_of_it(tmp_path: Path) -> None:
    await trial(tmp_path, "")


async def test_nor_does_it_on_postgresql(tmp_path: Path, postgres: "Cluster") -> None:
    url = postgres.new_database()
    await trial(tmp_path, url)
    postgres.drop_database(url)


async def trial(folder: Path, url: str) -> None:
    """The lead of an empty service brings a list in; the machine dies when a part of it is entered."""
    service = Serving(folder, settings={"AWARD_LANGUAGE": "zh", **({"AWARD_DATABASE_URL": url} if url else {})})
    async with service, visitor(service.url) as lead:
        await lead.says(f"/start {await service.invitation()}")
        await lead.push("invitation:accept")
        await lead.says("马主任")
        assert await service.stop() == 0
    file = folder / "winners.csv"
    file.write_bytes(winners())
    tried = service.award("import", "--dry-run", str(file))
    assert (tried.returncode, tried.stdout.splitlines()[0]) == (0, told(fresh=ROWS, known=0)), tried
    await killed(service, file)
    assert service.award("import", "--dry-run", str(file)).stdout.splitlines()[0] == told(fresh=ROWS, known=0)
    again = service.award("import", str(file))
    assert (again.returncode, again.stdout.splitlines()[0]) == (0, told(fresh=ROWS, known=0)), again
    assert service.award("import", str(file)).stdout.splitlines()[0] == told(fresh=0, known=ROWS)


async def killed(service: Serving, file: Path) -> None:
    """Bring the list in, and kill it as soon as it has said that a part is entered."""
    words = service.folder / "killed"
    importing = Forked(
        ("import", str(file)), folder=service.folder, environment=service.environment(), files=(words, words)
    )
    while not (words.exists() and HALF in words.read_text("utf-8")):
        assert importing.poll() is None, words.read_text("utf-8")
        await asyncio.sleep(0.01)
    importing.kill()
    assert importing.wait(10) == -9


def told(*, fresh: int, known: int) -> str:
    """What an import says of this list."""
    return f"历届获奖者：新增{fresh}项，系统里原有{known}项不变。"
