"""What is installed around the service names commands, settings and places that there are."""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.commands import _parser
from bot.settings import FILE, Settings
from rules.people.roles import Role
from tests.house.sources import SOURCES
from tests.processes import ROOT

DEPLOY = ROOT / "deploy"
UNITS = ("award.service", "award-backup.service", "award-backup.timer")
AWARD = "/opt/award/.venv/bin/award"
SETTINGS = {FILE, *(f"AWARD_{name.upper()}" for name in Settings.model_fields)}


def lines(unit: str, name: str) -> list[str]:
    """The values of a setting of a unit, in their order."""
    return re.findall(rf"^{name}=(.*)$", (DEPLOY / unit).read_text("utf-8"), re.MULTILINE)


def compose() -> dict[str, Any]:
    made: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
    return made


@pytest.mark.parametrize("unit", ["award.service", "award-backup.service"])
def test_a_unit_runs_a_command_that_there_is(unit: str) -> None:
    [command] = lines(unit, "ExecStart")
    programme, *arguments = command.split()
    assert programme == AWARD
    assert _parser().parse_args(arguments).command in {"serve", "backup"}


@pytest.mark.parametrize("role", Role)
def test_everybody_with_a_role_can_be_invited_from_the_command_line(role: Role) -> None:
    assert _parser().parse_args(["invite", "--role", role.value]).role == role


@pytest.mark.parametrize("name", ["Environment", "User", "WorkingDirectory"])
def test_the_backup_looks_where_the_service_keeps_its_own(name: str) -> None:
    assert lines("award-backup.service", name) == lines("award.service", name) != []


def test_the_command_of_the_installed_service_can_be_read() -> None:
    assert (DEPLOY / "award").stat().st_mode & 0o111
    checked = subprocess.run(["sh", "-n", DEPLOY / "award"], capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stderr) == (0, "")
    assert AWARD in (DEPLOY / "award").read_text("utf-8")


def test_setting_up_compiles_every_room_for_a_user_who_may_not(tmp_path: Path) -> None:
    [line] = re.findall(
        r'^ *("\$python" -m compileall -q bot .*)$', (ROOT / "scripts/setup").read_text("utf-8"), re.MULTILINE
    )
    for room in SOURCES:
        shutil.copytree(ROOT / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__"))
    subprocess.run(["sh", "-c", f"python={sys.executable}; {line}"], cwd=tmp_path, check=True, timeout=300)
    modules = {path.stem for path in tmp_path.rglob("*.py")}
    assert modules - {path.name.partition(".")[0] for path in tmp_path.rglob("__pycache__/*.pyc")} == set()
    assert len(modules) > 300


def test_every_setting_named_in_these_files_is_one() -> None:
    named = {name for path in DEPLOY.iterdir() for name in re.findall(r"AWARD_[A-Z_]+", path.read_text("utf-8"))}
    assert named - SETTINGS == set()
    assert "AWARD_KEYS_FILE" in named


def test_systemd_takes_the_units(tmp_path: Path) -> None:
    programme = Path(sys.executable).with_name("award")
    assert programme.exists()
    for unit in UNITS:
        text = (DEPLOY / unit).read_text("utf-8")
        (tmp_path / unit).write_text(text.replace(AWARD, str(programme)), "utf-8")
    if shutil.which("systemd-analyze") is None:
        print("NOT VERIFIED: there is no systemd-analyze here")
        return
    verified = subprocess.run(
        ["systemd-analyze", "verify", *UNITS], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (verified.returncode, verified.stderr) == (0, "")


def test_compose_starts_the_service_once_its_database_answers() -> None:
    services, volumes = compose()["services"], compose()["volumes"]
    assert set(services) == {"database", "award"}
    assert services["award"]["depends_on"] == {"database": {"condition": "service_healthy"}}
    assert set(services["award"]["environment"]) <= SETTINGS
    used = [place.partition(":")[0] for service in services.values() for place in service["volumes"]]
    assert sorted(used) == sorted(volumes)
    assert services["award"]["ports"] == ["127.0.0.1:8080:8080"]


def test_the_image_has_the_folders_that_compose_mounts() -> None:
    mounted = {place.partition(":")[2] for place in compose()["services"]["award"]["volumes"]}
    image = (ROOT / "Dockerfile").read_text("utf-8")
    [made] = re.findall(r"install --directory --owner award --mode 0700 (.*)$", image, re.MULTILINE)
    assert set(made.split()) == mounted


def test_the_keys_do_not_lie_among_the_data() -> None:
    text = (DEPLOY / "award.env.example").read_text("utf-8")
    places = dict(re.findall(r"^(AWARD_\w+)=(/.*)$", text, re.MULTILINE))
    assert not Path(places["AWARD_KEYS_FILE"]).is_relative_to(places["AWARD_DATA_DIR"])
    assert not Path(places["AWARD_BACKUP_DIR"]).is_relative_to(places["AWARD_DATA_DIR"])
    assert lines("award.service", "WorkingDirectory") == [places["AWARD_DATA_DIR"]]
    assert compose()["services"]["award"]["environment"]["AWARD_KEYS_FILE"] == "/keys/keys.json"
