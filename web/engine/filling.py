"""A form as pages: one step after another, the check of all answers, and sending; without JavaScript too.

The pages write the draft that the chat writes (`workflow/engine/filling.py`). Who comes here is known by the chat of
this browser, by a one-time link from another chat, or by the sign-in at the office's pages; a draft opens for its
filler alone.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace

from aiohttp import web

from rules.engine.calendar import OFFICE_ZONE
from rules.engine.forms import Kind, Question, Status
from rules.engine.refusals import Refusal, Unfit
from texts import say
from web.engine import drawn
from web.engine.forms import Sent, as_it_came, check_token, fields, page_token, read_sent, spoken
from web.engine.pages import render
from web.engine.sign_ins import DOOR, browser_of, new_secret
from web.engine.site import COOKIE as CHAT
from web.engine.site import language_of, site_of
from web.engine.staff import to
from web.engine.visitors import STAFF_COOKIE as OFFICE
from web.engine.visitors import cookie_name, set_cookie
from workflow.applications.cases import is_shut_draft
from workflow.engine.desk import Desk, Places, note_refusal, traits
from workflow.engine.files import attach, detach
from workflow.engine.filling import Filling, Saved, Typed, drop, finish, load, opened, save, send, stamp
from workflow.engine.records import Damaged, Work
from workflow.people import sign_ins
from workflow.people.sign_ins import FORM, at_chat, reading, seated

SIGNED_IN = "forms"
"""The cookie of a browser that came by a one-time link."""
ONE = "/forms/{id:[0-9]{1,15}}"
STEP = ONE + "/{step:[0-9]{1,2}}"


@dataclass(frozen=True, slots=True)
class Seat:
    """Whoever may fill in the form, and the secret of their browser, to which its pages are tied."""

    desk: Desk
    secret: str


Answer = Callable[[Seat], Awaitable[web.StreamResponse]]


def routes() -> list[web.AbstractRouteDef]:
    """Return the routes of this module."""
    return [
        web.get("/forms/sign-in", door),
        web.post("/forms/sign-in", enter),
        web.get(ONE, arrived),
        web.get(STEP, step),
        web.post(STEP, wrote),
        web.get(ONE + "/check", check),
        web.post(ONE + "/check", sent),
        web.get(ONE + "/drop", asked_drop),
        web.post(ONE + "/drop", dropped),
        web.post(ONE + "/press", pressed),
    ]


async def door(request: web.Request) -> web.Response:
    """Show a button for a good link, because messengers open links to preview them."""
    site, link, notice = site_of(request), request.query.get("key", ""), ""
    try:
        async with site.store.work() as work:
            await sign_ins.check_link(work, link, site.now(), purpose=FORM)
    except Refusal as refusal:
        link, notice = "", spoken(request, refusal)
    standing = request.cookies.get(cookie_name(site, DOOR), "") or new_secret()
    response = render(request, "form_door.html", link=link, notice=notice, token=page_token(standing))
    set_cookie(response, site, standing, DOOR)
    return response


async def enter(request: web.Request) -> web.StreamResponse:
    """Use the link up, and go to the page that it was made for."""
    site, form = site_of(request), await fields(request)
    check_token(form, request.cookies.get(cookie_name(site, DOOR), ""))
    try:
        async with site.store.work() as work:
            key, browser = form.get("key", ""), browser_of(request.headers.get("User-Agent", ""))
            link = await sign_ins.check_link(work, key, site.now(), purpose=FORM)
            secret = await sign_ins.sign_in(work, key, browser, site.now(), purpose=FORM)
            await work.commit()
    except Refusal as refusal:
        return render(request, "form_door.html", link="", notice=spoken(request, refusal), token="")
    response = to(str(link.values["page"]))
    set_cookie(response, site, secret, SIGNED_IN)
    return response


async def arrived(request: web.Request) -> web.StreamResponse:
    """Lead to the step of the question asked for, else of the first open one, else to the check."""

    async def answer(seat: Seat) -> web.StreamResponse:
        filling = await _opened(request, seat)
        wanted = request.query.get("at", "")
        question = next((q for q in filling.progress.asked if q.key == wanted), None) or filling.progress.next_open()
        return to(_address(filling, question))

    return await _served(request, answer)


async def step(request: web.Request) -> web.StreamResponse:
    """Show one step."""

    async def answer(seat: Seat) -> web.StreamResponse:
        filling, more = await _opened(request, seat), "more" in request.query
        return await _step(request, seat, Saved(filling), notice="forms.page.more" if more else "")

    return await _served(request, answer)


async def wrote(request: web.Request) -> web.StreamResponse:
    """Keep what was typed and sent; go on if the step is done. A page's script saves field by field, and reads JSON."""

    async def known(_seat: Seat) -> web.StreamResponse:
        return web.Response()

    refused = await _served(request, known)  # nothing of the body is read for anybody else
    if refused.status != web.HTTPOk.status_code:
        return refused
    body = await read_sent(request, as_it_came)

    async def answer(seat: Seat) -> web.StreamResponse:
        check_token(body.fields, seat.secret)
        filling = await _opened(request, seat, alone=True)
        saved, remarks = await _kept(request, seat, filling, body)
        act = body.get("do")
        if act == "quiet":
            return _told(request, seat, saved, remarks)
        if act.startswith("remove:"):
            return to(request.path)
        if act != "back":
            saved = await finish(seat.desk, saved, _typed(body))
        if saved.unfit or saved.elsewhere or remarks:
            return await _step(request, seat, saved, typed=_typed(body), remarks=remarks)
        if act == "back":
            return to(f"/forms/{filling.draft.id}/{max(1, _place(request) - 1)}")
        left = _left(saved.filling, _place(request))
        return to(f"{request.path}?more=1#{left[0].key}" if left else _following(saved.filling, _place(request)))

    return await _served(request, answer)


async def check(request: web.Request) -> web.StreamResponse:
    """Show all answers, with a way to change each, and the button that sends them."""

    async def answer(seat: Seat) -> web.StreamResponse:
        return _check(request, seat, await _opened(request, seat))

    return await _served(request, answer)


async def sent(request: web.Request) -> web.StreamResponse:
    """Send the form, if its answers are still those that were shown, and show what is said about it."""
    form = await fields(request)

    async def answer(seat: Seat) -> web.StreamResponse:
        check_token(form, seat.secret)
        filling = await _opened(request, seat, alone=True)
        if form.get("seen") != _seen(filling, seat.secret):
            return _check(request, seat, filling, notice="forms.page.changed")
        pages = await send(seat.desk, filling)
        return _page(request, seat, filling, "form_sent.html", pages=pages)

    return await _served(request, answer)


async def asked_drop(request: web.Request) -> web.StreamResponse:
    """Ask before the draft and its answers are deleted."""

    async def answer(seat: Seat) -> web.StreamResponse:
        return _page(request, seat, await _opened(request, seat), "form_drop.html")

    return await _served(request, answer)


async def dropped(request: web.Request) -> web.StreamResponse:
    """Delete the draft and its answers."""
    form = await fields(request)

    async def answer(seat: Seat) -> web.StreamResponse:
        check_token(form, seat.secret)
        await drop(seat.desk, await _opened(request, seat, alone=True))
        return to("/")

    return await _served(request, answer)


async def pressed(request: web.Request) -> web.StreamResponse:
    """Open the person's own chat as if a button had been pressed there: a paper to print, a next step."""
    form = await fields(request)

    async def answer(seat: Seat) -> web.StreamResponse:
        check_token(form, seat.secret)
        token, places = await sign_ins.press_link(seat.desk, form.get("press", "")[:64]), seat.desk.places
        if not traits(seat.desk).by_link or places.telegram is None:
            return to(f"/chat?start={token}")
        address = f"https://t.me/{places.telegram}?start={token}"
        return render(request, "form_telegram.html", address=address)

    return await _served(request, answer)


async def _served(request: web.Request, answer: Answer) -> web.StreamResponse:
    """Answer whoever fills in the form of the address, and commit; nobody else learns whether there is one."""
    try:
        async with site_of(request).store.work() as work:
            seat = await _seat(request, work)
            if seat is None:
                return _nobodys(request)
            response = await answer(seat)
            await work.commit()
            return response
    except Refusal as refusal:
        return await _refused(request, refusal)
    except Damaged:
        return await _refused(request, Refusal("talk.cannot_read"))


async def _seat(request: web.Request, work: Work) -> Seat | None:
    """Return the seat of the draft's filler in this browser; None if nobody here is, or its case is shut to them."""
    draft = await work.drafts.get(int(request.match_info["id"]))
    if draft is None or draft.form not in site_of(request).guides:
        return None
    async for desk, secret in _known_here(request, work):
        if desk.person.id == draft.person_id:
            shut = await is_shut_draft(desk, draft)
            return None if shut else Seat(reading(desk, language_of(request)), secret)
    return None


async def _known_here(request: web.Request, work: Work) -> AsyncIterator[tuple[Desk, str]]:
    """Yield whoever is known in this browser: by its chat, by a one-time link, at the office's pages."""
    site, now = site_of(request), site_of(request).now()
    here = Places(site.public_url, site.telegram)
    if secret := request.cookies.get(cookie_name(site, CHAT), ""):
        chat = await work.visitors.find(secret)
        desk = await at_chat(work, chat, now, pack=site.pack, places=here) if chat is not None else None
        if desk is not None:
            yield desk, secret
    for name in (SIGNED_IN, OFFICE):
        if secret := request.cookies.get(cookie_name(site, name), ""):
            seat = await seated(work, secret, now, pack=site.pack, places=here, staff=name == OFFICE)
            if seat is not None:
                yield seat.desk, secret


async def _opened(request: web.Request, seat: Seat, *, alone: bool = False) -> Filling:
    return await opened(seat.desk, int(request.match_info["id"]), site_of(request).guides, alone=alone)


async def _kept(request: web.Request, seat: Seat, filling: Filling, body: Sent) -> tuple[Saved, list[Refusal]]:
    """Keep the fields, then the files of the step's questions; return what was remarked about files."""
    desk, remarks = seat.desk, []
    saved = await save(desk, filling, _typed(body), seat.secret)
    filling, unfit = saved.filling, dict(saved.unfit)
    asked = {q.key: q for q in filling.progress.asked if q.kind is Kind.FILES}
    verb, _, what = body.get("do").partition(":")
    key, _, file_id = what.partition(":")
    if verb == "remove" and key in asked:
        await detach(desk, filling.draft, asked[key], filling.progress.answers, file_id)
        filling = await load(desk, filling.draft, site_of(request).guides)
    for place, file in zip(body.places, body.files, strict=True):
        question = asked.get(place.removeprefix("file."))
        if question is None or not filling.progress.can_be_drawn(question, filling.facts):
            continue
        try:
            remark = await attach(replace(desk, attachment=file), filling.draft, question, filling.progress)
            remarks += [remark] if remark is not None else []
        except Unfit as wrong:
            unfit[question.key] = wrong
        filling = await load(desk, filling.draft, site_of(request).guides)
    return replace(saved, filling=filling, unfit=unfit), remarks


def _typed(body: Sent) -> dict[str, Typed]:
    """Return the fields of the questions that the page asked."""
    return {
        key: Typed(body.get(f"value.{key}"), seen, bool(body.get(f"none.{key}")))
        for name, seen in body.fields.items()
        if (key := name.removeprefix("seen.")) != name
    }


async def _step(
    request: web.Request,
    seat: Seat,
    saved: Saved,
    *,
    typed: Mapping[str, Typed] | None = None,
    remarks: list[Refusal] | None = None,
    notice: str = "",
) -> web.Response:
    """Show a step; what did not fit stays in its field, with what is wrong. 400 if anything is."""
    filling, place = saved.filling, _place(request)
    steps = filling.progress.steps()
    if place > len(steps):
        raise web.HTTPNotFound(text="no such part of the form\n")
    wrong = drawn.problems(request, saved)
    awaited = None
    with suppress(Refusal):
        if filling.guide.awaited is not None:
            awaited = await filling.guide.awaited(seat.desk, filling)
    stands = typed or {}
    questions = [
        drawn.field_of(request, seat.desk, filling, one, seat.secret, typed=stands.get(one.key), wrong=wrong)
        for one in _drawn(filling, place)
    ]
    here = steps[place - 1]
    response = _page(
        request,
        seat,
        filling,
        "form_step.html",
        questions=questions,
        wrong=wrong,
        labels={one.key: one.label for one in questions},
        place=place,
        locked=all(filling.progress.status(section) is Status.LOCKED for section in here),
        sections=here,
        awaited=awaited,
        accepted=drawn.accepted(),
        notices=[say(language_of(request), key) for key in (notice, *saved.notices) if key]
        + [spoken(request, remark) for remark in remarks or ()],
    )
    if wrong:
        response.set_status(400)
    return response


def _told(request: web.Request, seat: Seat, saved: Saved, remarks: list[Refusal]) -> web.Response:
    """Answer the page's script: what is wrong, the stamps of what is kept, and which questions the step asks now."""
    filling, language = saved.filling, language_of(request)
    here = _drawn(filling, _place(request))
    return web.json_response(
        {
            "wrong": drawn.problems(request, saved),
            "seen": {q.key: drawn.seen(filling, q, seat.secret) for q in here},
            "asked": [q.key for q in here],
            "files": any(q.kind is Kind.FILES for q in here),
            "told": [say(language, key) for key in saved.notices] + [spoken(request, remark) for remark in remarks],
            "said": say(language, "forms.page.saved", at=f"{seat.desk.now.astimezone(OFFICE_ZONE):%H:%M}"),
        },
        headers={"Cache-Control": "no-store"},
    )


def _check(request: web.Request, seat: Seat, filling: Filling, *, notice: str = "") -> web.Response:
    progress, language = filling.progress, language_of(request)
    sections = [
        (section, [drawn.line(request, filling, q, _address(filling, q)) for q in progress.of(section)])
        for section in progress.sections()
    ]
    return _page(
        request,
        seat,
        filling,
        "form_check.html",
        sections=sections,
        missing=progress.missing(),
        going_on=_address(filling, progress.next_open()) if progress.next_open() else "",
        summary=filling.guide.summary(language, filling),
        buttons=[button for row in filling.guide.buttons(seat.desk, filling) for button in row],
        seen=_seen(filling, seat.secret),
        in_chat=filling.guide.sends is None,
        notice=say(language, notice) if notice else "",
        droppable=filling.guide.droppable,
    )


def _page(request: web.Request, seat: Seat, filling: Filling, template: str, **values: object) -> web.Response:
    """Render a page of a form, whose own forms carry this browser's token."""
    return render(
        request,
        template,
        draft=filling.draft.id,
        subject=filling.guide.subject,
        steps=[(steps, drawn.status(filling, steps)) for steps in filling.progress.steps()],
        token=page_token(seat.secret),
        leads=drawn.leads,
        remembers=True,
        **values,
    )


def _seen(filling: Filling, secret: str) -> str:
    return stamp(secret, sorted(filling.progress.answers.items()))


def _place(request: web.Request) -> int:
    return max(1, int(request.match_info["step"]))


def _drawn(filling: Filling, place: int) -> list[Question]:
    """Return the questions that a page of the step can ask now."""
    steps = filling.progress.steps()
    here = steps[place - 1] if place <= len(steps) else ()
    unlocked = [section for section in here if filling.progress.status(section) is not Status.LOCKED]
    return [
        question
        for section in unlocked
        for question in filling.progress.of(section)
        if filling.progress.can_be_drawn(question, filling.facts)
    ]


def _left(filling: Filling, place: int) -> list[Question]:
    """Return the step's questions that are open by now because of what was just answered."""
    return [q for q in _drawn(filling, place) if q.key not in filling.progress.answers and q.kind is not Kind.AWAITED]


def _following(filling: Filling, place: int) -> str:
    count = len(filling.progress.steps())
    return f"/forms/{filling.draft.id}/{place + 1}" if place < count else f"/forms/{filling.draft.id}/check"


def _address(filling: Filling, question: Question | None) -> str:
    """Return the address of the step that asks the question, or of the check."""
    if question is None:
        return f"/forms/{filling.draft.id}/check"
    place = next(n for n, step in enumerate(filling.progress.steps(), start=1) if question.section in step)
    return f"/forms/{filling.draft.id}/{place}#{question.key}"


def _nobodys(request: web.Request) -> web.Response:
    response = render(request, "form_closed.html")
    response.set_status(404)
    return response


async def _refused(request: web.Request, refusal: Refusal) -> web.StreamResponse:
    """Answer 403 with the sentence that the chat would say; a Forbidden is written in the journal, as in the chat."""
    async with site_of(request).store.work() as work:
        seat = await _seat(request, work)
        if seat is None:
            return _nobodys(request)
        await note_refusal(seat.desk, refusal)
        await work.commit()
    response = render(request, "form_refused.html", notice=spoken(request, refusal))
    response.set_status(403)
    return response
