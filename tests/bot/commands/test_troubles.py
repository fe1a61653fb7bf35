"""A command that cannot use a file says which, and what to do about it."""

import errno
import re
from pathlib import Path

import pytest

from bot.backups import OtherKeys
from bot.commands import _parser
from bot.errors import told
from bot.settings import spoken
from storage.database.failures import AlreadyServed, DatabaseRefuses
from tests.processes import Serving


@pytest.mark.parametrize("command", [["import"], ["calendar", "add", "--year", "2027"]])
def test_a_file_that_is_not_there_is_named_with_what_to_do(tmp_path: Path, command: list[str]) -> None:
    service = Serving(tmp_path)
    done = service.award(*command, "list.xlsx")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines()[-1].startswith("There is no list.xlsx. Name files by their whole path")


@pytest.mark.parametrize(
    ("failure", "says"),
    [
        (PermissionError(13, "Permission denied", "/keys/keys.json"), "may not use /keys/keys.json. Put it where"),
        (IsADirectoryError(21, "Is a directory", "/tmp"), "/tmp: Is a directory."),
        (OSError(errno.EADDRINUSE, "error while attempting to bind on address"), "set AWARD_PORT to a free port"),
        (OtherKeys(file="/a"), "There are other keys at /a. Move"),
        (FileNotFoundError("No archive."), "No archive."),
    ],
)
def test_each_failure_is_a_sentence(failure: Exception, says: str) -> None:
    assert says in told(failure)
    assert "Errno" not in told(failure)


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "C", "AWARD_LANGUAGE": "zh"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "AWARD_LANGUAGE": "en"}, "en"),
        ({"AWARD_LANGUAGE": "fr"}, "en"),
    ],
)
def test_the_command_line_speaks_as_it_is_set_or_as_the_machine_does(
    environment: dict[str, str], language: str
) -> None:
    assert spoken(environment) == language


@pytest.mark.parametrize(
    ("failure", "says"),
    [
        (FileNotFoundError(2, "No such file", "/a.xlsx"), "没有 /a.xlsx。"),
        (AlreadyServed("/data/award.db.lock"), "另一个进程正在服务这个数据库（锁着 /data/award.db.lock）。"),
        (DatabaseRefuses("db:5432", "Connection refused"), "db:5432 上的数据库用不了：Connection refused。"),
        (OtherKeys(file="/a"), "/a 已有别的密钥。"),
    ],
)
def test_a_failure_is_told_in_chinese_too(failure: Exception, says: str) -> None:
    assert told(failure, "zh").startswith(says)
    assert told(failure, "en") != told(failure, "zh")


def test_the_help_of_every_command_is_there_in_chinese(tmp_path: Path) -> None:
    service = Serving(tmp_path, settings={"LANG": "zh_CN.UTF-8", "LC_ALL": "zh_CN.UTF-8"})
    assert "正式运行服务" in service.award("--help").stdout
    assert "放到别的地方" in service.award("backup", "--help").stdout
    listed = [re.findall(r"^ {4}(\w\S*)", _parser(language).format_help(), re.MULTILINE) for language in ("zh", "en")]
    assert listed[0] == listed[1] != []
    refused = Serving(tmp_path, settings={"AWARD_LANGUAGE": "zh", "AWARD_PROT": "1"}).award("check")
    assert (refused.returncode, refused.stderr) == (1, "没有 AWARD_PROT 这个设置。是不是 AWARD_PORT？\n")


HANZI = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.parametrize("command", ["check", "backup backups", "keys rotate", "keys retire", "journal verify"])
def test_what_a_command_says_is_in_the_machines_language(tmp_path: Path, command: str) -> None:
    service = Serving(tmp_path)
    assert service.award("tick").returncode == 0
    said = [
        Serving(tmp_path, settings={"LANG": machine, "LC_ALL": machine}).award(*command.split())
        for machine in ("zh_CN.UTF-8", "en_US.UTF-8")
    ]
    chinese, english = ((one.stdout + one.stderr).splitlines() for one in said)
    assert chinese
    assert english
    assert [line for line in chinese if not HANZI.search(line)] == []
    assert [line for line in english if HANZI.search(line)] == []


def test_each_host_that_refuses_is_named_and_no_secret(tmp_path: Path) -> None:
    """Nothing listens on port 9 of this machine."""
    settings = {
        "AWARD_TELEGRAM_TOKEN": "700000001:secret-of-the-bot",
        "AWARD_TELEGRAM_API": "http://127.0.0.1:9",
        "AWARD_SMTP_HOST": "127.0.0.1",
        "AWARD_SMTP_PORT": "9",
        "AWARD_SMTP_FROM": "award@linxia.example",
        "AWARD_SMTP_USER": "award",
        "AWARD_SMTP_PASSWORD": "secret-of-the-mail",
        "AWARD_LANGUAGE": "en",
    }
    service = Serving(tmp_path, settings=settings)
    assert service.award("tick").stdout.startswith("Telegram: 127.0.0.1:9 does not answer (TelegramNetworkError).")
    said = service.award("check").stdout
    assert "Telegram: 127.0.0.1:9 does not answer (TelegramNetworkError)\n" in said
    assert "e-mail: 127.0.0.1:9 does not answer (SMTPConnectError)\n" in said
    away = Serving(tmp_path, settings={"AWARD_DATABASE_URL": "postgresql://award:secret-of-the-data@127.0.0.1:9/award"})
    for command in ("check", "tick"):
        refused = away.award(command)
        assert refused.stderr.splitlines()[-1].startswith("The database at 127.0.0.1:9 cannot be used: ")
        said += refused.stdout + refused.stderr
    assert "secret-of" not in said
