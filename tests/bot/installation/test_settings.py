"""What an operator sets: read in one way whoever starts the service, and refused in words where it cannot be used."""

import subprocess
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.settings import FILE, Misset, Settings, load_settings
from tests.processes import ROOT, Serving, free_port


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("", "http://127.0.0.1:8080"),
        ("https://award.example/", "https://award.example"),
        ("HTTPS://Award.Example:443", "https://award.example"),
        ("http://[::1]:8080", "http://[::1]:8080"),
    ],
)
def test_the_public_address_is_kept_as_browsers_say_it(written: str, kept: str) -> None:
    assert Settings(public_url=written).address(8080) == kept


@pytest.mark.parametrize(
    "written", ["award.example", "https://award.example/award", "ftp://award.example", "https://", "https://a:b"]
)
def test_an_address_from_which_no_page_could_speak_is_refused_at_the_start(written: str) -> None:
    with pytest.raises(ValidationError):
        Settings(public_url=written)


def test_keys_that_are_set_to_nothing_lie_among_the_data() -> None:
    assert Settings(keys_file="").keys == Path("data/keys.json")  # type: ignore[arg-type]  # as an environment says it


LITERAL = {
    "AWARD_DATABASE_URL": "postgresql://award:a&b;touch%20ran$HOME`x`#'@127.0.0.1/award?ssl=disable&application_name=a",
    "AWARD_SMTP_PASSWORD": "a & b; c \\ $(id) # d 'e",
    "AWARD_PUBLIC_URL": "https://award.example",
}


def test_the_file_is_read_line_by_line_and_nothing_in_a_value_has_a_meaning(tmp_path: Path) -> None:
    file = tmp_path / "award.env"
    said = [f"{name}={value}" for name, value in LITERAL.items()]
    file.write_text("\n".join(["# a note", "", " ", *said, 'AWARD_RULES="/a b"', "AWARD_PORT= 1 "]), "utf-8")
    environment = {FILE: str(file), "AWARD_PORT": "8081", "HOME": "/root"}
    with pytest.raises(Misset):  # none of these reaches this process: only the environment that it is given
        load_settings({**environment, "AWARD_PROT": "1"})
    load_settings(environment)
    assert environment == LITERAL | {"AWARD_RULES": "/a b", "AWARD_PORT": "8081", "HOME": "/root"}


def test_the_command_of_the_installed_service_lets_no_shell_read_the_settings(tmp_path: Path) -> None:
    """The wrapper itself, with places in this folder and without the change of the user."""
    file, told = tmp_path / "award.env", tmp_path / "told"
    file.write_text("".join(f"{name}={value}\n" for name, value in LITERAL.items()) + f"X=1; touch {told}.2\n", "utf-8")
    told.write_text(f'#!/bin/sh\necho "$AWARD_SETTINGS_FILE $*" >{told}.1\n', "utf-8")
    told.chmod(0o755)
    wrapper = (ROOT / "deploy" / "award").read_text("utf-8").replace("/etc/award/award.env", str(file))
    wrapper = wrapper.replace("/var/lib/award", str(tmp_path)).replace("/opt/award/.venv/bin/award", str(told))
    wrapper = wrapper.replace("runuser --user award --preserve-environment --", "")
    subprocess.run(["sh", "-c", wrapper, "award", "check", "a b"], check=True)
    assert (tmp_path / "told.1").read_text("utf-8") == f"{file} check a b\n"
    assert not (tmp_path / "told.2").exists()


@pytest.mark.parametrize(
    ("name", "likely"),
    [
        ("AWARD_PROT", " Is AWARD_PORT meant?"),
        ("award_smtp_pasword", " Is AWARD_SMTP_PASSWORD meant?"),
        ("AWARD_Z", ""),
    ],
)
def test_an_unknown_name_is_refused_with_the_likely_one(name: str, likely: str) -> None:
    with pytest.raises(Misset) as refused:
        load_settings({name: "geheim"})
    assert str(refused.value) == f"There is no setting {name}.{likely}"


@pytest.mark.parametrize("line", ["AWARD_PORT", "AWARD PORT=1", "export AWARD_PORT=1"])
def test_a_line_that_is_no_setting_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "award.env").write_text(f"# a note\n{line}\n", "utf-8")
    with pytest.raises(Misset, match=r"award\.env, line 2: write NAME=value"):
        load_settings({FILE: str(tmp_path / "award.env")})


WRONG: dict[str, tuple[str, dict[str, str], str]] = {
    "no database there": (
        "tick",
        {"AWARD_DATABASE_URL": "postgresql://award:geheim@127.0.0.1:1/award"},
        "The database at 127.0.0.1:1 cannot be used: ",
    ),
    "no socket there": (
        "tick",
        {"AWARD_DATABASE_URL": "postgresql://award:geheim@/award?host=/nowhere"},
        "The database at /nowhere cannot be used: ",
    ),
    "a port in letters": (
        "check",
        {"AWARD_DATABASE_URL": "postgresql://award:geheim@127.0.0.1:port/award"},
        "AWARD_DATABASE_URL cannot be used: it is not an address such as ",
    ),
    "a token of nothing": ("check", {"AWARD_TELEGRAM_TOKEN": "geheim"}, "AWARD_TELEGRAM_TOKEN cannot be used: "),
    "an address of nothing": ("check", {"AWARD_TELEGRAM_API": "geheim"}, "AWARD_TELEGRAM_API cannot be used: "),
    "a host of nobody": ("serve", {"AWARD_HOST": "192.0.2.1"}, "AWARD_HOST=192.0.2.1, AWARD_PORT="),
    "a folder that cannot be made": ("tick", {"AWARD_DATA_DIR": "/proc/none"}, "There is no /proc/none."),
    "another language": ("check", {"AWARD_LANGUAGE": "fr"}, "AWARD_LANGUAGE cannot be used: it is one of 'zh', 'en'"),
    "rules that are none": ("tick", {"AWARD_RULES": "/nowhere/rules.toml"}, "rules pack rules.toml"),
    "settings that are not there": ("check", {FILE: "/nowhere/award.env"}, "There is no /nowhere/award.env."),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_no_wrong_setting_ends_in_a_traceback_and_what_is_wrong_is_said(tmp_path: Path, wrong: str) -> None:
    command, settings, says = WRONG[wrong]
    done = Serving(tmp_path, settings={**settings, "AWARD_PORT": str(free_port())}).award(command)
    assert (done.returncode, "Traceback" in done.stderr, "geheim" in done.stderr) == (1, False, False)
    assert done.stderr.splitlines()[-1].startswith(says), done.stderr


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("public_url = ", "award.toml cannot be read: "),
        ('publik_url = "https://a.example"', "There is no setting award.toml: publik_url. Is public_url meant?"),
    ],
)
def test_a_wrong_file_of_the_other_kind_is_told_in_words_too(tmp_path: Path, written: str, says: str) -> None:
    (tmp_path / "award.toml").write_text(written, "utf-8")
    done = Serving(tmp_path).award("check")
    assert (done.returncode, done.stderr.splitlines()[-1].startswith(says)) == (1, True), done.stderr
