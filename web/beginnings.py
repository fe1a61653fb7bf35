"""Begins a form as a page, without the chat: the check of conditions, an application, an objection (Art. 10-12, 22)."""

from aiohttp import web

from rules.applications.lifecycle import KINDS
from rules.engine.calendar import office_day
from rules.engine.refusals import Refusal
from rules.people.roles import CONSENT_VERSION
from web.engine.forms import check_token, fields, page_token, spoken
from web.engine.pages import render
from web.engine.sign_ins import DOOR, new_secret
from web.engine.site import language_of, site_of
from web.engine.staff import to
from web.engine.visitors import cookie_name, known, remember, set_cookie, welcome
from workflow.applications.applicants import begin_application
from workflow.engine.desk import Books, Desk, Places
from workflow.engine.drafts import begun
from workflow.engine.provisions import pack_in_force
from workflow.engine.records import Draft, Work
from workflow.notices.board import begun_objection
from workflow.people.personal_data import give_consent, has_consented, periods
from workflow.people.sign_ins import at_chat, met

ELIGIBILITY, OBJECTION = "eligibility", "objection"
NEW = f"/forms/new/{{what:{'|'.join((ELIGIBILITY, *KINDS, OBJECTION))}}}"


def routes() -> list[web.AbstractRouteDef]:
    """Return the routes of this module."""
    return [web.get(NEW, asked), web.post(NEW, began)]


async def asked(request: web.Request) -> web.StreamResponse:
    """Show what the form is about, the consent if it was not given yet, and the button that begins it."""
    site, what, visitor = site_of(request), request.match_info["what"], await known(request)
    async with site.store.work() as work:
        if what in KINDS and await work.editions.taking_on(office_day(site.now())) is None:
            return _refused(request, Refusal("applications.no_edition", article=4))
        desk = await _desk(request, work, visitor.chat) if visitor is not None else None
        agreed = what == ELIGIBILITY or (desk is not None and has_consented(desk))
        kept = periods(Books(work, await pack_in_force(work, site.pack)))
    standing = visitor.token if visitor is not None else request.cookies.get(cookie_name(site, DOOR)) or new_secret()
    consent = {"version": CONSENT_VERSION, **kept}
    response = render(
        request,
        "form_begin.html",
        what=what,
        consent=None if agreed else consent,
        version=CONSENT_VERSION,
        notice=request.query.get("notice", "")[:12],
        token=page_token(standing),
    )
    if visitor is None:
        set_cookie(response, site, standing, DOOR)
    return response


async def began(request: web.Request) -> web.StreamResponse:
    """Begin the form for the person of this browser's chat, who may be new, and open its first page."""
    site, form = site_of(request), await fields(request)
    here = await known(request)
    check_token(form, here.token if here is not None else request.cookies.get(cookie_name(site, DOOR), ""))
    visitor = here or await welcome(request)
    try:
        async with site.store.work() as work:
            at = Places(site.public_url, site.telegram)
            desk = await met(work, "web", visitor.chat, site.now(), language_of(request), pack=site.pack, places=at)
            draft = await _begun(desk, request.match_info["what"], form)
            await work.commit()
    except Refusal as refusal:
        return _refused(request, refusal)
    response = to(f"/forms/{draft.id}")
    remember(response, site, visitor)
    return response


async def _begun(desk: Desk, what: str, form: dict[str, str]) -> Draft:
    """Begin the form, once the person has agreed to the use of their data. Raises Refusal."""
    if what == ELIGIBILITY:
        return await begun(desk, what, "")
    if not has_consented(desk):
        if form.get("agree") != CONSENT_VERSION:
            raise Refusal("forms.page.consent_first")
        desk = await give_consent(desk, periods(desk))
    if what in KINDS:
        return await begin_application(desk, what)
    notice = form.get("notice", "")
    subject = await begun_objection(desk, int(notice) if notice.isdecimal() else -1)
    return await begun(desk, OBJECTION, subject)


async def _desk(request: web.Request, work: Work, chat: int) -> Desk | None:
    site = site_of(request)
    return await at_chat(work, chat, site.now(), pack=site.pack, places=Places(site.public_url, site.telegram))


def _refused(request: web.Request, refusal: Refusal) -> web.Response:
    response = render(request, "form_refused.html", notice=spoken(request, refusal))
    response.set_status(403)
    return response
