"""How a service in its own process is told to talk to the Bot API's stand-in."""

from tests.standin import StandIn

BOT = 700_000_001
TOKEN = f"{BOT}:a-token-nobody-may-read"
SECRET = "a-long-secret_that-nobody-guesses"


def on_telegram(standin: StandIn) -> dict[str, str]:
    """The settings of a service that polls the stand-in."""
    return {"AWARD_TELEGRAM_TOKEN": TOKEN, "AWARD_TELEGRAM_API": standin.url}
