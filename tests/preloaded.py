"""What a process imports before it forks others that serve: the service, as `award serve` imports it."""

from bot.deferral import import_aiogram

import_aiogram()
import bot.commands  # noqa: E402
import bot.serving  # noqa: E402, F401  # each fork has it
