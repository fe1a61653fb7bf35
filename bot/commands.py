"""The operator's command line; each command imports what it needs once it is chosen, so that starting stays fast."""

import argparse
import asyncio
import gc
import os
import sys
from collections.abc import Callable, Coroutine, Sequence
from datetime import UTC, datetime
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from bot.settings import Misset, fill, spoken
from rules.people.roles import Role
from texts import say

if TYPE_CHECKING:
    from bot.settings import Settings
    from storage.engine.journal import Head

    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001  # it has no other name

BESIDE = ("practice", "rehearse", "keys", "backup", "check", "journal")
"""The commands allowed while the service runs."""
Clock = Callable[[], datetime]
Command = Callable[[argparse.Namespace, "Settings", Clock], Coroutine[None, None, int]]
now: Clock = partial(datetime.now, UTC)
"""The real time; outside this room nothing reads the clock."""


def main(arguments: Sequence[str] | None = None, *, now: Clock = now) -> None:
    """Run a command by the clock `now` and exit: 0 when done, 1 when it failed, 2 when it was not understood."""
    language = _language()
    asked = _parser(language).parse_args(arguments)
    if asked.command == "chat":
        from bot.chatting import chat

        sys.exit(_run(chat(asked.url, language=asked.language), language))
    from bot.logs import set_up_logs

    set_up_logs()
    settings = _settings(language)
    if asked.command not in BESIDE and (served := _served_already(settings, language)):
        sys.exit(served)
    sys.exit(_run(asked.run(asked, settings, now), language))


def _language() -> str:
    """Return the language of the command line, after adding the file of settings to the environment."""
    try:
        fill(os.environ)
    except (Misset, OSError) as wrong:
        from bot.errors import told

        sys.exit(told(wrong, spoken(os.environ)))
    return spoken(os.environ)


def _settings(language: str) -> "Settings":
    """Load the settings, or exit with the name of each setting that cannot be used and the reason."""
    from bot.errors import told
    from bot.settings import load_settings

    try:
        return load_settings(os.environ)
    except Misset as wrong:
        sys.exit(told(wrong, language))


def _served_already(settings: "Settings", language: str) -> str:
    """Return why another instance keeps the command from running, or ""; asked before the imports that take seconds."""
    from bot.errors import told
    from storage.database.engine import InstanceLock
    from storage.database.failures import AlreadyServed

    scheme, _, file = settings.database.partition(":///")
    try:
        if scheme == "sqlite":
            InstanceLock(Path(f"{file}.lock")).free()
    except (AlreadyServed, OSError) as failure:
        return told(failure, language)
    return ""


def _run(work: Coroutine[None, None, int], language: str) -> int:
    from bot.deferral import import_aiogram

    import_aiogram()  # before anything below imports it in the usual way
    from bot.errors import told
    from bot.polling import TokenRefused
    from rules.engine.records import Misfit
    from storage.database.failures import FAULTS, StorageFailure
    from web.engine.webhook import WebhookSecretMissing

    try:
        with asyncio.Runner(loop_factory=_loop()) as runner:
            return runner.run(work)
    except KeyboardInterrupt:
        return 130
    except (StorageFailure, Misfit, TokenRefused, WebhookSecretMissing, OSError, *FAULTS) as failure:
        sys.stderr.write(f"{told(failure, language)}\n")
        return 1


def _loop() -> Callable[[], asyncio.AbstractEventLoop] | None:
    if sys.platform == "win32":
        return None
    import uvloop

    return uvloop.new_event_loop


async def _serve(_asked: argparse.Namespace, settings: "Settings", now: Clock) -> int:
    from bot.logs import keep_logs

    gc.disable()  # imported objects stay: collecting among them costs a fifth of the imports' time
    from bot.serving import serve

    gc.enable()
    keep_logs(settings.data_dir / "logs", settings.port)
    await serve(settings, now)
    return 0


async def _practise(_asked: argparse.Namespace, settings: "Settings", now: Clock) -> int:
    from bot.practice import practise

    free = _bot_is_free(settings)
    if settings.telegram_token is not None and not free:
        print(say(settings.language, "command.bot_taken"), flush=True)
    await practise(settings, now(), telegram=free)
    return 0


def _bot_is_free(settings: "Settings") -> bool:
    """Whether no service for real use has the bot of these settings: two would take each other's updates."""
    if not settings.database.startswith("sqlite"):
        return not settings.keys.exists()  # nothing here shows whether it runs
    return not Path(f"{settings.database_file}.lock").exists() or not _served_already(settings, settings.language)


async def _tick(_asked: argparse.Namespace, settings: "Settings", now: Clock) -> int:
    from bot.service import opened

    async with opened(settings, now, address=settings.address(settings.port)) as service:
        sys.stdout.write(f"{await service.tick()}\n")
    return 0


async def _rehearse(asked: argparse.Namespace, settings: "Settings", _now: Clock) -> int:
    if find_spec("rehearsal") is None:
        sys.stderr.write(f"{say(settings.language, 'command.rehearsal_apart')}\n")
        return 1
    from rules.engine.pack import load_pack

    # Loaded by name: what is installed imports nothing of the rehearsal, which is not.
    pack = load_pack(settings.rules)
    code: int
    if asked.years is not None:
        years = import_module("rehearsal.years")
        code = await years.rehearse_years(pack, seed=asked.seed, holders=asked.holders, years=asked.years)
    else:
        film = import_module("rehearsal.edition")
        code = await film.rehearse(pack, seed=asked.seed, applicants=asked.applicants, language=asked.language)
    return code


async def _invite(asked: argparse.Namespace, settings: "Settings", now: Clock) -> int:
    from bot.administration import invite

    return await invite(settings, now, role=asked.role, unit=asked.unit)


async def _invite_list(asked: argparse.Namespace, settings: "Settings", now: Clock) -> int:
    from bot.administration import invite_list, write_template

    if asked.template:
        return write_template(settings, asked.file, staff=True)
    return await invite_list(settings, now, asked.file, asked.out, again=asked.errors)


async def _import(asked: argparse.Namespace, settings: "Settings", now: Clock) -> int:
    from bot.administration import import_lists, write_template

    if asked.template:
        return write_template(settings, asked.file)
    return await import_lists(settings, now, asked.file, dry_run=asked.dry_run, report=asked.errors)


async def _add_year(asked: argparse.Namespace, settings: "Settings", now: Clock) -> int:
    from bot.administration import add_year

    return await add_year(settings, now, year=asked.year, file=asked.file, confirmed_by=asked.confirmed_by)


async def _backup(asked: argparse.Namespace, settings: "Settings", now: Clock) -> int:
    from bot.backups import backup

    return await backup(settings, now, folder=asked.folder, keep=asked.keep, keys=asked.with_keys)


async def _restore(asked: argparse.Namespace, settings: "Settings", now: Clock) -> int:
    from bot.backups import bring_back

    return await bring_back(settings, now, archive=asked.archive, keys=asked.keys)


async def _verify(asked: argparse.Namespace, settings: "Settings", _now: Clock) -> int:
    from bot.checking import verify_journal

    return await verify_journal(settings, asked.head)


async def _set_aside(_asked: argparse.Namespace, settings: "Settings", now: Clock) -> int:
    from bot.administration import set_aside

    return await set_aside(settings, now)


def _head(text: str) -> "Head":
    from storage.engine.journal import Head

    return Head.read(text)


async def _check(_asked: argparse.Namespace, settings: "Settings", _now: Clock) -> int:
    from bot.checking import check

    return await check(settings)


async def _rotate(_asked: argparse.Namespace, settings: "Settings", now: Clock) -> int:
    from bot.keys import rotate

    return await rotate(settings, now)


async def _retire(asked: argparse.Namespace, settings: "Settings", now: Clock) -> int:
    from bot.keys import retire

    return await retire(settings, now, damaged_too=asked.damaged_too)


class _Version(argparse.Action):
    """Print the version, which takes time to look up, only when asked for."""

    def __call__(self, parser: argparse.ArgumentParser, *_given: object, **_named: object) -> None:
        from importlib.metadata import version

        parser.exit(message=f"award {version('linxia-quality-award')}\n")


def _at_least_one(text: str) -> int:
    if not text.isdecimal() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"{text} would keep no backup: give how many to keep, such as 30")
    return int(text)


def _parser(language: str = "en") -> argparse.ArgumentParser:
    told = partial(say, language)
    parser = argparse.ArgumentParser(prog="award", description=told("command.about"))
    parser.add_argument("--version", action=_Version, nargs=0, help=told("command.version"))
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _command(commands, "serve", told("command.serve"), _serve)
    _command(commands, "practice", told("command.practice"), _practise)
    _add_rehearsal(commands, told)
    _command(commands, "tick", told("command.tick"), _tick)
    chat = commands.add_parser("chat", help=told("command.chat"))
    chat.add_argument("url", nargs="?", default="http://127.0.0.1:8080")
    chat.add_argument("--language", choices=("zh", "en"), default="zh")
    invite = _command(commands, "invite", told("command.invite"), _invite)
    invite.add_argument("--role", required=True, choices=[role.value for role in Role])
    invite.add_argument("--unit", help=told("command.unit"))
    _add_lists(commands, told)
    _add_calendar(commands, told)
    journal = commands.add_parser("journal", help=told("command.journal")).add_subparsers(dest="what", required=True)
    verified = _command(journal, "verify", told("command.verify"), _verify)
    verified.add_argument("--head", type=_head, metavar="ENTRY:HASH", help=told("command.head"))
    keys = commands.add_parser("keys", help=told("command.keys")).add_subparsers(dest="what", required=True)
    _command(keys, "rotate", told("command.rotate"), _rotate)
    retired = _command(keys, "retire", told("command.retire"), _retire)
    retired.add_argument("--damaged-too", action="store_true", help=told("command.damaged_too"))
    _add_backups(commands, told)
    _command(commands, "check", told("command.check"), _check)
    return parser


def _add_lists(commands: "Commands", told: Callable[[str], str]) -> None:
    several = _command(commands, "invite-list", told("command.invite_list"), _invite_list)
    several.add_argument("file", type=Path, help=told("command.invite_file"))
    several.add_argument("--out", type=Path, default=Path("invited.xlsx"), help=told("command.invite_out"))
    several.add_argument("--errors", type=Path, metavar="FILE.xlsx", help=told("command.errors"))
    several.add_argument("--template", action="store_true", help=told("command.invite_template"))
    imported = _command(commands, "import", told("command.import"), _import)
    imported.add_argument("file", type=Path, help=told("command.import_file"))
    imported.add_argument("--dry-run", action="store_true", help=told("command.dry_run"))
    imported.add_argument("--errors", type=Path, metavar="FILE.xlsx", help=told("command.errors"))
    imported.add_argument("--template", action="store_true", help=told("command.template"))


def _add_rehearsal(commands: "Commands", told: Callable[[str], str]) -> None:
    rehearsal = _command(commands, "rehearse", told("command.rehearse"), _rehearse)
    rehearsal.add_argument("--seed", type=int, default=1)
    rehearsal.add_argument("--applicants", type=int, default=12)
    rehearsal.add_argument("--language", choices=("zh", "en"), default="zh", help=told("command.rehearse_language"))
    rehearsal.add_argument("--years", type=int, choices=range(1, 6), help=told("command.years"))
    rehearsal.add_argument("--holders", type=int, default=40, help=told("command.holders_count"))


def _add_backups(commands: "Commands", told: Callable[[str], str]) -> None:
    backup = _command(commands, "backup", told("command.backup"), _backup)
    backup.add_argument("folder", type=Path, nargs="?", help=told("command.folder"))
    backup.add_argument("--keep", type=_at_least_one, metavar="N", help=told("command.keep"))
    backup.add_argument("--with-keys", type=Path, metavar="FILE", help=told("command.with_keys"))
    restored = _command(commands, "restore", told("command.restore"), _restore)
    restored.add_argument("archive", type=Path)
    restored.add_argument("--keys", type=Path, metavar="FILE", help=told("command.restore_keys"))
    _command(commands, "set-aside", told("command.set_aside"), _set_aside)


def _add_calendar(commands: "Commands", told: Callable[[str], str]) -> None:
    calendar = commands.add_parser("calendar", help=told("command.calendar")).add_subparsers(dest="what", required=True)
    added = _command(calendar, "add", told("command.add"), _add_year)
    added.add_argument("file", type=Path, help=told("command.notice"))
    added.add_argument("--year", type=int, required=True, metavar="YEAR")
    added.add_argument("--confirmed-by", metavar="NAME", help=told("command.confirmed_by"))


def _command(commands: "Commands", name: str, says: str, run: Command) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=says)
    command.set_defaults(run=run)
    return command
