"""Letter templates on the office's pages: download, try, change (lead only), and restore (Art. 9)."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from aiohttp import web

from papers.letters.formal import in_pdf, shipped_template
from papers.letters.kinds import SPECIMENS
from papers.letters.template_reading import Problem, problems
from rules.engine.refusals import Refusal, Unfit
from rules.people.roles import Role
from texts import languages, say
from web.engine.forms import Sent
from web.engine.staff import OFFICE, Answer, Form, Looked, Taken, brought, done, page, shown, taken, to
from workflow.engine.desk import Attachment, Desk, require, serves_as
from workflow.letters.templates import (
    SHIPPED,
    current_templates,
    document_of,
    go_back,
    hand_in_template,
    template_of,
    versions_of,
)
from workflow.people.sign_ins import Seated

ONE = "/office/templates/{kind:[a-z_]+}/{language:[a-z]{2}}"


def routes() -> list[web.AbstractRouteDef]:
    """Return the routes of this module."""
    return [
        web.get("/office/templates", shown(templates)),
        web.get(ONE, shown(template)),
        web.get(ONE + "/{version:[0-9]{1,9}}.docx", taken(download)),
        web.get(ONE + "/sample.pdf", taken(sample)),
        web.post(ONE, brought(changed)),
        web.post(ONE + "/back", done(back)),
    ]


async def templates(request: web.Request, seat: Seated) -> web.StreamResponse:
    """Show every kind of letter with its current version in each language."""
    current = await current_templates(seat.desk)
    return page(
        request, seat.desk, "office_templates.html", kinds=tuple(SPECIMENS), current=current, spoken=languages()
    )


async def template(request: web.Request, seat: Seated) -> web.StreamResponse:
    """Show one template: its versions, and what can be done with it."""
    return await _shown(request, seat.desk)


async def download(request: web.Request, seat: Seated) -> Taken:
    """Return the document of one version; 0 is the shipped one."""
    (kind, language), version = _which(request), int(request.match_info["version"])
    content = await document_of(seat.desk, kind, language, version)
    said = seat.desk.person.language
    named = say(said, "templates.file", kind=say(said, f"templates.kind.{kind}"))
    return Taken(f"{named}.docx", partial(shipped_template, kind, language) if content is None else lambda: content)


async def sample(request: web.Request, seat: Seated) -> Taken:
    """Return a blank letter made from the current template, as it would be printed."""
    kind, language = _which(request)
    require(seat.desk, *OFFICE, article=9)
    _, document = await template_of(seat.desk.work, kind, language)
    named = say(seat.desk.person.language, f"templates.kind.{kind}")
    return Taken(f"{named}.pdf", lambda: in_pdf(document, SPECIMENS[kind](language)))


async def changed(request: web.Request, seat: Seated, sent: Sent) -> Answer:
    """Take a changed template: it is used once nothing is wrong with it; otherwise each error is named."""
    kind, language = _which(request)
    require(seat.desk, Role.LEAD, article=9)
    file = sent.files[0] if sent.files else None
    if file is None or file.unfit is not None or file.kind != "docx":
        unfit = (file.unfit if file else None) or Unfit("templates.not_word" if file else "sealing.no_word")
        return await _shown(request, seat.desk, [say(seat.desk.person.language, unfit.key, **unfit.values)])

    async def then(again: Seated, found: Sequence[Problem]) -> web.StreamResponse:
        return await _taken(request, again.desk, file, found)

    return Looked(lambda: problems(file.content, kind, language), then)


async def back(request: web.Request, seat: Seated, form: Form) -> web.StreamResponse:
    """Restore an earlier version, or the shipped one. Raises Refusal for a malformed version."""
    kind, language = _which(request)
    typed = form.get("version", "")
    if not (typed.isascii() and typed.isdecimal() and len(typed) < 10):
        raise Refusal("talk.old_button")
    await go_back(seat.desk, kind, language, int(typed))
    return to(f"/office/templates/{kind}/{language}?done=template:back")


async def _taken(request: web.Request, desk: Desk, file: Attachment, found: Sequence[Problem]) -> web.StreamResponse:
    """Use the checked template, or show what is wrong with it."""
    if found:
        language = desk.person.language
        wrong = [say(language, "templates.wrong", count=len(found))]
        return await _shown(request, desk, [*wrong, *(say(language, one.key, **one.values) for one in found)])
    kind, language = _which(request)
    await hand_in_template(replace(desk, attachment=file), kind, language)
    return to(f"/office/templates/{kind}/{language}?done=template:give")


async def _shown(request: web.Request, desk: Desk, wrong: Sequence[str] = ()) -> web.StreamResponse:
    kind, language = _which(request)
    versions, names = await versions_of(desk, kind, language)
    response = page(
        request,
        desk,
        "office_template.html",
        kind=kind,
        of=language,
        other=next(each for each in languages() if each != language),
        versions=versions,
        current=versions[0].version if versions and versions[0].file_id else SHIPPED,
        names=names,
        leads=serves_as(desk, Role.LEAD),
        wrong=wrong,
        address=f"/office/templates/{kind}/{language}",
    )
    if wrong:
        response.set_status(400)
    return response


def _which(request: web.Request) -> tuple[str, str]:
    """Return kind and language from the address. Raises Refusal if either is unknown."""
    kind, language = request.match_info["kind"], request.match_info["language"]
    if kind not in SPECIMENS or language not in languages():
        raise Refusal("talk.old_button")
    return kind, language
