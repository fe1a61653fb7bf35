"""Forms of the tips' pages, sent without script; files lose what says who made them, and when and where (Art. 24)."""

from aiohttp import web

from papers.authors import nameless
from papers.reading import readable_text
from papers.uploads import sound_pdf
from rules.refusals import Unfit
from rules.tips import Kind
from rules.uploads import FileKind, check_size, display_name, sniff
from web.sent_forms import Sent, read_sent
from workflow.desk import Attachment

SAID = {
    Kind.FEE: "tip.said.fee",
    Kind.ASKED: "tip.said.asked",
    Kind.CONSENTED: "tip.said.consented",
    Kind.DECLINED: "tip.said.declined",
}
"""The sentence that stands for a message of a tip without words of its own."""


async def read_form(request: web.Request) -> Sent:
    """Return the form of a request. 403 for a form of another site's page, 400 for a malformed one."""
    return await read_sent(request, _looked_into)


def _looked_into(filename: str, content: bytes, left: int) -> Attachment:
    try:
        check_size(len(content), len(content) + left)
        kind = sniff(content)
        if kind is FileKind.PDF and not sound_pdf(content):
            raise Unfit("uploads.unsound")
        bare = nameless(content, kind)
    except Unfit as unfit:
        return Attachment(display_name(filename), len(content), unfit=unfit)
    text = readable_text(bare, kind)
    return Attachment(display_name(filename, kind), len(bare), kind=kind, content=bare, text=text)
