"""The door for tips: pages that work without script, and keep no address, browser or cookie (Art. 6, 24).

Everything is sent by POST, so that no address holds a code. A form carries a one-time token from which its receipt code
is made: sent twice, it is one tip and shows the same code again.
"""

import asyncio
import math
import time
from collections.abc import Awaitable, Callable, Iterable

from aiohttp import web

from rules.engine.parts import Unit
from rules.engine.refusals import Refusal, Unfit
from rules.tips.cases import About, Kind, Subject, code_typed, pause_after, shown
from web.engine.forms import Sent, read_sent, release, spoken, without_author
from web.engine.pages import render
from web.engine.site import Site, site_of
from workflow.engine.provisions import pack_in_force
from workflow.tips.senders import (
    Thread,
    add_fee,
    add_file,
    add_words,
    answer_hand_over,
    begin_tip,
    check_file,
    check_words,
    code_of_form,
    new_form,
    opened,
    said_before,
    send_tip,
    stretch,
    thread_of,
    write_more,
)

# Forms of the tips' pages, sent without script; files lose what says who made them, and when and where (Art. 24).


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


FORGIVEN_AFTER = 60.0
TOLD = (Kind.FEE, Kind.WORDS, Kind.FILE, Kind.ASKED, Kind.CONSENTED, Kind.DECLINED, Kind.CLOSED)
"""What the sender sees of a tip; who read it and when is the handlers' alone."""


class TipDoor:
    """The routes. Wrong codes are counted for everybody together, since senders are unknown, and only they wait."""

    def __init__(
        self,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._pause = pause
        self._monotonic = monotonic
        self._wrong = 0.0
        self._counted_at = 0.0
        self._stretching = asyncio.Semaphore(2)

    def routes(self) -> list[web.AbstractRouteDef]:
        """Return the routes of this module."""
        return [
            web.get("/tip", self.page),
            web.post("/tip", self.send),
            web.post("/tip/code", self.look),
            web.post("/tip/more", self.add),
            web.post("/tip/consent", self.consent),
        ]

    async def page(self, request: web.Request) -> web.Response:
        """Show what a tip is, the form for one, and the way back with a code."""
        return await _door(request, Sent({"fee": request.query.get("fee", "")}))

    async def send(self, request: web.Request) -> web.Response:
        """Take in a tip and show its code, this once; 400 if it does not fit."""
        site, sent = site_of(request), await read_form(request)
        try:
            code = _code(site, sent)
            fresh = await self._taken(site, sent, code)
        except Refusal as refusal:
            return await _door(request, sent, notice=spoken(request, refusal), status=400)
        return _page(
            request, "tip_receipt.html", code=code, shown=shown(code), fresh=fresh, address=f"{site.public_url}/tip"
        )

    async def look(self, request: web.Request) -> web.Response:
        """Show the tip of a code. Every wrong code gets the same answer, after the same time; 404."""
        sent = await read_form(request)
        try:
            return _thread(request, await self._opened(request, sent), sent)
        except Refusal as refusal:
            return await _door(request, sent, code_notice=spoken(request, refusal), status=404)

    async def add(self, request: web.Request) -> web.Response:
        """Add words or files to the tip of the code."""
        site, sent = site_of(request), await read_form(request)
        try:
            thread = await self._opened(request, sent)
        except Refusal as refusal:
            return await _door(request, sent, code_notice=spoken(request, refusal), status=404)
        try:
            await _add(site, thread, sent, _code(site, sent))
        except Refusal as refusal:
            return _thread(request, thread, sent, notice=spoken(request, refusal), status=400)
        return _thread(request, await _again(site, thread), Sent({"code": sent.get("code")}))

    async def consent(self, request: web.Request) -> web.Response:
        """Record whether the tip may go on as an objection; with a yes, show the link for that (Art. 22)."""
        site, sent = site_of(request), await read_form(request)
        try:
            _code(site, sent)
            thread, yes = await self._opened(request, sent), sent.get("answer") == "yes"
            async with site.store.work() as work:
                await work.hold(f"tips:{thread.tip.id}")
                thread = await opened(work, thread.tip, thread.private)
                token = await answer_hand_over(work, site.now(), thread, consents=yes)
                await work.commit()
        except Refusal as refusal:
            return await _door(request, sent, code_notice=spoken(request, refusal), status=400)
        link = f"/chat?start={token}" if token else ""
        return _thread(request, await _again(site, thread), Sent({"code": sent.get("code")}), link=link)

    async def _taken(self, site: Site, sent: Sent, code: str) -> bool:
        """Keep the tip; return False if this form was sent before."""
        subject, fee, words = _subject(await _units(site), sent), bool(sent.get("fee")), sent.get("words").strip()
        words = check_words(words) if words or not fee else ""
        for file in sent.files:
            check_file(file)
        async with self._stretching:
            stretched = await stretch(site.store.seal, code)
        now = site.now()
        async with site.store.work() as work:
            writing = await begin_tip(work, site.pack, now, subject, stretched)
            if writing is None:
                return False
            writing = add_fee(writing) if fee else writing
            writing = add_words(writing, words) if words else writing
            for file in sent.files:
                writing = add_file(writing, site.pack, file)
            await send_tip(work, writing)
        return True

    async def _opened(self, request: web.Request, sent: Sent) -> Thread:
        """Return the tip of the code; a right one opens at once, however many wrong ones wait. Raises Unfit."""
        site, code = site_of(request), code_typed(sent.get("code"))
        async with self._stretching:
            stretched = await stretch(site.store.seal, code)
        async with site.store.work() as work:
            thread = await thread_of(work, stretched)
        if thread is None:
            release(request, sent)  # hundreds may wait
            wrong = self._recent()
            self._wrong = wrong + 1
            await self._pause(pause_after(math.ceil(wrong)))
            raise Unfit("tip.code_unknown")
        return thread

    def _recent(self) -> float:
        now = self._monotonic()
        self._wrong = max(0.0, self._wrong - (now - self._counted_at) / FORGIVEN_AFTER)
        self._counted_at = now
        return self._wrong


async def _add(site: Site, thread: Thread, sent: Sent, once: str) -> None:
    """Keep what was added, unless this form was sent before. Raises Unfit if it is empty."""
    words, now = sent.get("words").strip(), site.now()
    if not words and not sent.files:
        raise Unfit("tip.nothing_written")
    async with site.store.work() as work:
        await work.hold(f"tips:{thread.tip.id}")
        thread = await opened(work, thread.tip, thread.private)
        if said_before(thread.messages, once):
            return
        writing = write_more(now, thread)
        for file in sent.files:
            writing = add_file(writing, site.pack, file, once=once)
        await send_tip(work, add_words(writing, words, once=once) if words else writing)


async def _again(site: Site, thread: Thread) -> Thread:
    async with site.store.work() as work:
        return await opened(work, thread.tip, thread.private)


def _code(site: Site, sent: Sent) -> str:
    code = code_of_form(site.store.seal, sent.get("form"), site.now())
    if code is None:
        raise Unfit("tip.form_old")
    return code


async def _units(site: Site) -> tuple[Unit, ...]:
    """Return the receiving units, those that the office entrusted among them."""
    async with site.store.work() as work:
        return (await pack_in_force(work, site.pack)).units


def _subject(units: Iterable[Unit], sent: Sent) -> Subject:
    about, _, unit = sent.get("about").partition(":")
    if about not in set(About) or (about == About.UNIT) != any(one.key == unit for one in units):
        raise Unfit("tip.choose_about")
    return Subject(About(about), unit or None)


async def _door(
    request: web.Request, sent: Sent, *, notice: str = "", code_notice: str = "", status: int = 200
) -> web.Response:
    told = {"notice": notice, "code_notice": code_notice, "files_lost": sent.with_files}
    units = await _units(site_of(request))
    return _page(request, "tip_door.html", status=status, sent=sent, about=About, units=units, **told)


def _thread(
    request: web.Request, thread: Thread, sent: Sent, *, notice: str = "", link: str = "", status: int = 200
) -> web.Response:
    told = [one for one in thread.messages if one.kind in TOLD]
    said = {"told": told, "said": SAID, "notice": notice, "link": link}
    return _page(request, "tip_thread.html", status=status, thread=thread, sent=sent, **said)


def _page(request: web.Request, template: str, *, status: int = 200, **values: object) -> web.Response:
    """Render a page that the browser must not remember, with a new form token."""
    site = site_of(request)
    form = new_form(site.store.seal, site.now())
    response = render(request, template, remembers=False, form=form, **values)
    response.set_status(status)
    return response
