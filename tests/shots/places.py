"""Every page of the site by its route: the address at which it is looked at, and by whom.

A route that shows a page and stands in neither table fails a test: it would be looked at by nobody.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from rehearsal.stage import Player
from web.app import routes
from web.beginnings import NEW

SHEET = "/office/sheets/{part:[a-z_]+}/{id:[0-9]{1,15}}"
CASE = "/office/cases/{id:[0-9]{1,15}}"
OBJECTION = "/office/objections/{id:[0-9]{1,15}}"
EDITION = "/office/editions/{id:[0-9]{1,15}}"
AFFAIR = "/office/affairs/{id:[0-9]{1,15}}"
DISPATCH = "/office/dispatches/{id:[0-9]{1,15}}"
TEMPLATE = "/office/templates/{kind:[a-z_]+}/{language:[a-z]{2}}"
TIP = "/tips/{id:[0-9a-f]{32}}"
FORM = "/forms/{id:[0-9]{1,15}}"


@dataclass
class Ids:
    """What there is to be looked at: addresses of one thing of each kind, and a link that still signs in."""

    affair: str = ""
    award: str = ""
    case: str = ""
    dispatch: str = ""
    edition: str = ""
    form: str = ""
    message: str = ""
    notice: str = ""
    objection: str = ""
    posted: str = ""
    reevaluation: str = ""
    report: str = ""
    sanction: str = ""
    scored: str = ""
    open_sheet: str = ""
    locked_sheet: str = ""
    door: str = ""
    tip: str = ""
    players: dict[str, Player] = field(default_factory=dict)


@dataclass(frozen=True)
class Place:
    """A page to look at: by nobody in particular, or by somebody who is signed in (or in the chat)."""

    name: str
    at: Callable[[Ids], str]
    who: str = ""


def fixed(name: str, path: str, who: str = "") -> Place:
    """A page that is always at the same address."""
    return Place(name, lambda _: path, who)


PLACES: Mapping[str, tuple[Place, ...]] = {
    "/": (fixed("home", "/"),),
    "/chat": (fixed("chat", "/chat", "chat"),),
    "/chat/offline": (fixed("chat-offline", "/chat/offline"),),
    "/notices": (fixed("notices", "/notices"),),
    "/notices/{number}": (Place("notice", lambda ids: ids.notice), fixed("notice-missing", "/notices/0")),
    "/register": (fixed("register", "/register"), fixed("register-check", "/register?certificate=XX-1")),
    "/award": (fixed("award", "/award"),),
    NEW: (fixed("form-new", "/forms/new/objection"), fixed("form-refused", "/forms/new/organisation")),
    "/forms/sign-in": (fixed("form-door-closed", "/forms/sign-in"),),
    f"{FORM}/{{step:[0-9]{{1,2}}}}": (
        Place("form", lambda ids: f"{ids.form}/1", "chat"),
        fixed("form-closed", "/forms/999999/1"),
    ),
    f"{FORM}/check": (Place("form-check", lambda ids: f"{ids.form}/check", "chat"),),
    f"{FORM}/drop": (Place("form-drop", lambda ids: f"{ids.form}/drop", "chat"),),
    "/tip": (fixed("tip", "/tip"),),
    "/tips": (fixed("tips-closed", "/tips"), fixed("tips", "/tips", "tips")),
    TIP: (Place("tips-case", lambda ids: ids.tip, "tips"),),
    "/office/sign-in": (fixed("office-door-closed", "/office/sign-in"), Place("office-door", lambda ids: ids.door)),
    "/office/account": (fixed("office-account", "/office/account", "lead"),),
    "/office": (
        fixed("office", "/office", "lead"),
        fixed("office-own", "/office", "reviewer"),
        fixed("office-late", "/office?show=late", "lead"),
    ),
    "/office/tasks": (
        fixed("office-tasks", "/office/tasks", "lead"),
        fixed("office-tasks-none", "/office/tasks?words=nothing", "lead"),
    ),
    "/office/sheets": (fixed("office-sheets", "/office/sheets", "reviewer"),),
    SHEET: (
        Place("office-sheet", lambda ids: ids.open_sheet, "reviewer"),
        Place("office-sheet-locked", lambda ids: ids.locked_sheet, "scorer"),
    ),
    "/office/cases": (fixed("office-cases", "/office/cases", "lead"),),
    CASE: (Place("office-case", lambda ids: ids.case, "lead"), fixed("office-refused", "/office/cases/999999", "lead")),
    "/office/editions": (fixed("office-editions", "/office/editions", "lead"),),
    EDITION: (Place("office-edition", lambda ids: ids.edition, "lead"),),
    f"{EDITION}/scores": (
        Place("office-scores", lambda ids: f"{ids.edition}/scores", "lead"),
        Place("office-scores-individual", lambda ids: f"{ids.edition}/scores?kind=individual", "lead"),
    ),
    f"{CASE}/scores": (
        Place("office-case-scores", lambda ids: f"{ids.scored}/scores", "lead"),
        Place("office-case-scores-open", lambda ids: f"{ids.case}/scores", "lead"),
    ),
    "/office/notices": (
        fixed("office-notices", "/office/notices", "lead"),
        fixed("office-notices-none", "/office/notices?words=nothing", "lead"),
    ),
    "/office/notices/{id:[0-9]{1,15}}": (Place("office-notice", lambda ids: ids.posted, "lead"),),
    "/office/objections": (
        fixed("office-objections", "/office/objections?view=all", "lead"),
        fixed("office-objections-none", "/office/objections", "lead"),
    ),
    OBJECTION: (Place("office-objection", lambda ids: ids.objection, "lead"),),
    "/office/sanctions": (
        fixed("office-sanctions", "/office/sanctions", "lead"),
        fixed("office-sanctions-none", "/office/sanctions?view=settled", "lead"),
    ),
    "/office/sanctions/{id:[0-9]{1,15}}": (Place("office-sanction", lambda ids: ids.sanction, "lead"),),
    "/office/bars": (fixed("office-bars", "/office/bars", "lead"),),
    "/office/reevaluations": (
        fixed("office-reevaluations", "/office/reevaluations", "lead"),
        fixed("office-reevaluations-past", "/office/reevaluations?past=1", "lead"),
    ),
    "/office/reevaluations/{id:[0-9]{1,15}}": (
        Place("office-reevaluation", lambda ids: ids.reevaluation, "lead"),
        Place("office-reevaluation-undeclared", lambda ids: ids.reevaluation, "office"),
    ),
    "/office/dispatches": (
        fixed("office-dispatches", "/office/dispatches", "lead"),
        fixed("office-dispatches-none", "/office/dispatches?words=nothing", "lead"),
    ),
    DISPATCH: (Place("office-dispatch", lambda ids: ids.dispatch, "lead"),),
    "/office/templates": (fixed("office-templates", "/office/templates", "lead"),),
    TEMPLATE: (fixed("office-template", "/office/templates/not_accepted/zh", "lead"),),
    "/office/calendar": (
        fixed("office-calendar", "/office/calendar", "lead"),
        fixed("office-calendar-2026", "/office/calendar?year=2026", "lead"),
    ),
    "/office/messages": (
        fixed("office-messages", "/office/messages?view=sent", "lead"),
        fixed("office-messages-failed", "/office/messages?view=failed", "lead"),
    ),
    "/office/messages/{id:[0-9]{1,15}}": (Place("office-message", lambda ids: ids.message, "lead"),),
    "/office/unreachable": (fixed("office-unreachable", "/office/unreachable", "lead"),),
    "/office/search": (
        fixed("office-search", "/office/search", "lead"),
        fixed("office-search-found", "/office/search?words=%E7%A4%BA%E4%BE%8B", "lead"),
    ),
    "/office/awards": (fixed("office-awards", "/office/awards", "lead"),),
    "/office/awards/{id:[0-9]{1,15}}": (Place("office-award", lambda ids: ids.award, "lead"),),
    "/office/reports/{id:[0-9]{1,15}}": (Place("office-report", lambda ids: ids.report, "lead"),),
    "/office/affairs": (
        fixed("office-affairs", "/office/affairs?view=all", "lead"),
        fixed("office-affairs-none", "/office/affairs?words=nothing", "lead"),
    ),
    AFFAIR: (
        Place("office-affair", lambda ids: ids.affair, "lead"),
        Place("office-affair-undeclared", lambda ids: ids.affair, "office"),
    ),
    "/office/july": (fixed("office-july", "/office/july", "lead"),),
    "/office/people": (
        fixed("office-people", "/office/people", "lead"),
        fixed("office-people-none", "/office/people?view=over", "lead"),
    ),
    "/office/contacts": (fixed("office-contacts", "/office/contacts", "lead"),),
    "/office/imports": (fixed("office-imports", "/office/imports", "lead"),),
    "/answers": (fixed("answers", "/answers"),),
    "/office/journal": (
        fixed("office-journal", "/office/journal", "lead"),
        fixed("office-journal-article", "/office/journal?article=22", "lead"),
    ),
}
"""The pages of each route."""
NO_PAGES = frozenset(
    {
        "/app.webmanifest",
        "/worker.js",
        "/chat/push",
        FORM,
        "/chat/ws",
        "/chat/files/{id:[0-9a-f]{32}}",
        "/health",
        "/notices/{number}/code.svg",
        f"{TIP}/files/{{file:[0-9a-f]{{32}}}}",
        "/office/imports/lists.xlsx",
        "/office/imports/run",
        "/office/imports/staff.xlsx",
        "/office/imports/wrong.xlsx",
        "/office/tasks.xlsx",
        f"{SHEET}.xlsx",
        "/office/cases.xlsx",
        f"{CASE}/files/{{file:[0-9a-f]{{32}}}}",
        "/office/awards.xlsx",
        "/office/july.xlsx",
        "/office/notices.xlsx",
        "/office/objections.xlsx",
        f"{OBJECTION}/files/{{file:[0-9a-f]{{32}}}}",
        "/office/sanctions.xlsx",
        "/office/bars.xlsx",
        "/office/reevaluations.xlsx",
        "/office/messages.xlsx",
        "/office/unreachable.xlsx",
        "/office/people.xlsx",
        "/office/journal.xlsx",
        f"{EDITION}/scores.xlsx",
        f"{CASE}/scores.xlsx",
        "/office/dispatches.xlsx",
        "/office/affairs.xlsx",
        f"{AFFAIR}/files/{{place:[0-9]{{1,4}}}}",
        "/office/reports/{id:[0-9]{1,15}}/files/{place:[0-9]{1,4}}",
        f"{DISPATCH}/files/{{file:[0-9a-f]{{32}}}}",
        f"{TEMPLATE}/{{version:[0-9]{{1,9}}}}.docx",
        f"{TEMPLATE}/sample.pdf",
    }
)
"""What is asked for by GET and shows no page."""


def shown_routes() -> set[str]:
    """The routes of the site that are asked for by GET."""
    return {route.path for route in routes() if getattr(route, "method", "") == "GET"}  # type: ignore[attr-defined]
