"""What an operator can ask for on the command line; nothing heavy is imported before it is known what."""

import argparse
import asyncio
import sys
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.settings import Settings

Command = Callable[[argparse.Namespace, "Settings"], Awaitable[int]]


def now() -> datetime:
    """The real moment: the only place, with its neighbours in this room, that asks for it."""
    return datetime.now(UTC)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and exit: 0 when it was done, 1 when it could not be, 2 when it was not understood."""
    asked = _parser().parse_args(arguments)
    if asked.command == "chat":
        from bot.chatting import chat

        sys.exit(_run(chat(asked.url, language=asked.language)))
    from bot.logs import set_up_logs

    set_up_logs()
    settings = _settings()
    if asked.command != "practice" and (served := _served_already(settings)):
        sys.stderr.write(f"{served}\n")
        sys.exit(1)
    sys.exit(_run(asked.run(asked, settings)))


def _settings() -> "Settings":
    """The settings; exits, naming each that cannot be used and why."""
    from pydantic import ValidationError

    from bot.settings import Settings

    try:
        return Settings()
    except ValidationError as wrong:
        for one in wrong.errors(include_url=False, include_input=False):
            sys.stderr.write(f"The setting {'.'.join(map(str, one['loc']))} cannot be used: {one['msg']}.\n")
        sys.exit(1)


def _served_already(settings: "Settings") -> str:
    """Why nothing can be done here, before the imports that take seconds: another instance serves this SQLite file."""
    from storage.failures import AlreadyServed
    from storage.lock import InstanceLock

    scheme, _, file = settings.database.partition(":///")
    try:
        if scheme == "sqlite":
            InstanceLock(Path(f"{file}.lock")).free()
    except AlreadyServed as served:
        return str(served)
    return ""


def _run(work: Awaitable[int]) -> int:
    from bot.polling import TokenRefused
    from rules.records import Misfit
    from storage.failures import StorageFailure
    from web.webhook import WebhookSecretMissing

    async def wait() -> int:
        return await work

    try:
        with asyncio.Runner(loop_factory=_loop()) as runner:
            return runner.run(wait())
    except KeyboardInterrupt:
        return 130
    except (StorageFailure, Misfit, TokenRefused, WebhookSecretMissing, OSError) as failure:
        sys.stderr.write(f"{failure}\n")
        return 1


def _loop() -> Callable[[], asyncio.AbstractEventLoop] | None:
    if sys.platform == "win32":
        return None
    import uvloop

    return uvloop.new_event_loop


async def _serve(_asked: argparse.Namespace, settings: "Settings") -> int:
    from bot.serving import serve

    await serve(settings, now)
    return 0


async def _practise(_asked: argparse.Namespace, settings: "Settings") -> int:
    from bot.practice import practise

    await practise(settings)
    return 0


async def _tick(_asked: argparse.Namespace, settings: "Settings") -> int:
    from bot.service import opened

    async with opened(settings, now, address=settings.address(settings.port)) as service:
        sys.stdout.write(f"{await service.tick()}\n")
    return 0


async def _invite(asked: argparse.Namespace, settings: "Settings") -> int:
    from bot.administration import invite

    return await invite(settings, now, role=asked.role, unit=asked.unit)


async def _import_holders(asked: argparse.Namespace, settings: "Settings") -> int:
    from bot.administration import import_holders

    return await import_holders(settings, now, asked.file)


async def _verify(_asked: argparse.Namespace, settings: "Settings") -> int:
    from bot.administration import verify_journal

    return await verify_journal(settings, now)


async def _check(_asked: argparse.Namespace, settings: "Settings") -> int:
    from bot.administration import check

    return await check(settings, now)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="award", description="县政府质量奖服务 / The Government Quality Award service"
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _command(commands, "serve", "serve for real use", _serve)
    _command(commands, "practice", "serve a throw-away copy with invented people and a movable clock", _practise)
    _command(commands, "tick", "plan and deliver once what is due (for cron); prints how many messages arrived", _tick)
    chat = commands.add_parser("chat", help="talk to a running service in this terminal")
    chat.add_argument("url", nargs="?", default="http://127.0.0.1:8080")
    chat.add_argument("--language", choices=("zh", "en"), default="zh")
    invite = _command(commands, "invite", "make an invitation and print its address", _invite)
    invite.add_argument("--role", required=True, choices=("lead", "office", "clerk", "reviewer", "committee"))
    invite.add_argument("--unit", help="the receiving unit of a clerk, or the post of a chair or deputy_chair")
    holders = commands.add_parser("holders", help="earlier winners").add_subparsers(dest="what", required=True)
    imported = _command(holders, "import", "import the office's Excel list", _import_holders)
    imported.add_argument("file", type=Path)
    journal = commands.add_parser("journal", help="the journal").add_subparsers(dest="what", required=True)
    _command(journal, "verify", "check that no entry was changed", _verify)
    _command(commands, "check", "check configuration, database and channels", _check)
    return parser


def _command(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, says: str, run: Command
) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=says)
    command.set_defaults(run=run)
    return command
