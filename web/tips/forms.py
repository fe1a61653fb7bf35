"""Forms of the tips' pages, sent without script; files lose what says who made them, and when and where (Art. 24)."""

from aiohttp import web

from rules.tips.cases import Kind
from web.engine.sent_forms import Sent, read_sent, without_author

SAID = {
    Kind.FEE: "tip.said.fee",
    Kind.ASKED: "tip.said.asked",
    Kind.CONSENTED: "tip.said.consented",
    Kind.DECLINED: "tip.said.declined",
}
"""The sentence that stands for a message of a tip without words of its own."""


async def read_form(request: web.Request) -> Sent:
    """Return the form of a request. 403 for a form of another site's page, 400 for a malformed one."""
    return await read_sent(request, without_author)
