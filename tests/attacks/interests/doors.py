"""Every button of the service, sorted: those that lead to one case, those that list cases, and those about none.

In a press `{case}` is the application, `{sheet}` an assignment, `{person}` a reviewer who is free, `{other}` a clerk.
"""

from collections.abc import Mapping, Sequence

PARTS = ("material", "defence", "on_site")


def _each(press: str, words: Sequence[str]) -> tuple[str, ...]:
    return tuple(press.replace("*", word) for word in words)


CASE: Mapping[str, tuple[str, ...]] = {
    **{
        f"review:{verb}": (f"review:{verb}:{{case}}",)
        for verb in ("open", "sure", "none", "interest", "files", "numbers")
    },
    **{
        f"review:{verb}": (f"review:{verb}:{{case}}",)
        for verb in ("supplement", "ask_supplement", "endorse", "turn_down", "forward")
    },
    **{f"review:{verb}": (f"review:{verb}:{{case}}",) for verb in ("unit", "clerk")},
    "review:section": ("review:section:{case}:organisation",),
    "review:file": ("review:file:{case}:{file}",),
    **{f"secret:{verb}": (f"secret:{verb}:{{case}}",) for verb in ("which", "list")},
    **{f"secret:{verb}": (f"secret:{verb}:{{case}}:{{file}}",) for verb in ("ask", "lock")},
    **{f"secret:{verb}": (f"secret:{verb}:{{case}}:{{shut}}",) for verb in ("sure", "erase", "free")},
    "review:number": ("review:number:{case}:{place}",),
    "review:give": ("review:give:{case}:{other}",),
    "assignment:team": ("assignment:team:{case}",),
    "assignment:replace": ("assignment:replace:{sheet}",),
    "assignment:with": ("assignment:with:{sheet}:{person}",),
    "assignment:enough": ("assignment:enough:material:{case}",),
    "sheet:open": _each("sheet:open:*:{case}", PARTS),
    "sheet:lock": ("sheet:lock:{sheet}",),
    "panel:case": ("panel:case:on_site:{case}",),
    "result:see": ("result:see:material:{case}",),
    "result:pass": ("result:pass:{case}",),
    "letter:see": ("letter:see:{case}", "letter:see:{case}:struck"),
    "letter:write": ("letter:write:struck:{case}",),
    **{f"letter:{verb}": (f"letter:{verb}:{{case}}:struck",) for verb in ("mend", "pdf", "sure", "yes", "back")},
    **{f"consult:{verb}": (f"consult:{verb}:application-{{case}}",) for verb in ("see", "ask", "sum", "print")},
    **{f"consult:{verb}": (f"consult:{verb}:application-{{case}}:{{replied}}",) for verb in ("read", "files")},
    "consult:link": ("consult:link:{asked}",),
    **{
        f"visit:{verb}": (f"visit:{verb}:{{case}}",)
        for verb in ("see", "plan", "pass", "report", "read", "sign", "dissent")
    },
    **{f"visit:{verb}": (f"visit:{verb}:{{visit}}",) for verb in ("held", "missed")},
    "evaluation:see": ("evaluation:see:{case}",),
    "evaluation:put": ("evaluation:put:{case}:award",),
    "evaluation:out": ("evaluation:out:{case}",),
    "meeting:vote": ("meeting:vote:{meeting}:{case}:for",),
    "meeting:decide": ("meeting:decide:{meeting}:{case}",),
    "grant:reject": ("grant:reject:{case}",),
    "undo:ask": ("undo:ask:{case}",),
    "undo:yes": ("undo:yes:{case}",),
    "notice:close": ("notice:close:{case}",),
    "paper:print": (
        "paper:print:site_report:{case}",
        "paper:print:recusal_declarations:{case}",
        *_each("paper:print:*:{edition}", ("acceptance_list", "submission", "evaluation_report")),
    ),
    **{f"dispatch:{verb}": (f"dispatch:{verb}:{{dispatch}}",) for verb in ("see", "print", "word", "scan", "pages")},
    "interest:found": ("interest:found:{case}",),
    "interest:late": ("interest:late:{case}:{person}",),
    "interest:drop": ("interest:drop:{marked}",),
}
"""What opens one case, or does something to it."""
ABOUT_IT: Mapping[str, tuple[str, ...]] = {
    **{
        f"objection:{verb}": (f"objection:{verb}:{{objection}}",)
        for verb in ("open", "clear", "interest", "examine", "decide")
    },
    **{f"objection:{verb}": (f"objection:{verb}:{{objection}}",) for verb in ("deliver", "who", "check", "files")},
    "objection:field": ("objection:field:{objection}:0",),
    "objection:file": ("objection:file:{objection}:0",),
    **{
        f"objection:{verb}": (f"objection:{verb}:{{objection}}",) for verb in ("team", "part", "apart", "aside", "find")
    },
    **{f"objection:{verb}": (f"objection:{verb}:{{objection}}:{{person}}",) for verb in ("name", "free")},
    "objection:paper": ("objection:paper:{objection}:1:0",),
    "objection:proof": ("objection:proof:{objection}:0",),
    **{
        f"sanction:{verb}": (f"sanction:{verb}:{{sanction}}",)
        for verb in ("open", "none", "interest", "hear", "ask", "files")
    },
    **{
        f"sanction:{verb}": (f"sanction:{verb}:{{sanction}}",)
        for verb in ("answer", "investigate", "deliver", "decide")
    },
    "sanction:paper": ("sanction:paper:{sanction}:hearing",),
    **{
        f"sanction:{verb}": (f"sanction:{verb}:{{sanction}}",)
        for verb in ("approve", "forward", "recover", "publish", "withdraw")
    },
    "sanction:file": ("sanction:file:{sanction}:0",),
}
"""What opens an objection to the application, or a case against whoever applied."""
APPLICANTS: Mapping[str, tuple[str, ...]] = {
    "supplement:fill": ("supplement:fill:{case}",),
    "status:see": ("status:see:{case}",),
    **{f"application:{verb}": (f"application:{verb}:{{case}}",) for verb in ("print", "withdraw", "gone", "again")},
    "application:clear": ("application:clear:{form}",),
    "confirmation:link": ("confirmation:link:{case}",),
    "visit:present": ("visit:present:{case}",),
}
"""What the applicant alone does with their own."""
LISTS: Mapping[str, tuple[str, ...]] = {
    "task:list": ("task:list",),
    "task:all": ("task:all",),
    "sheet:mine": ("sheet:mine",),
    "result:edition": ("result:edition:{edition}",),
    "result:in": _each("result:in:*:{edition}", ("forwarded", "review", "complete", "listed", "unlisted")),
    "panel:many": ("panel:many:{edition}",),
    "panel:pick": ("panel:pick:{edition}",),
    "declaration:free": _each("declaration:free:*:{edition}", ("forwarded", "review")),
    "declaration:clear": _each("declaration:clear:*:{edition}:0", ("forwarded", "review")),
    "result:passing": ("result:passing:{edition}",),
    "result:pass_all": ("result:pass_all:{edition}:0",),
    "result:sheet": ("result:sheet:{edition}",),
    "visit:row": ("visit:row:{edition}",),
    "visit:rowed": ("visit:rowed:{edition}",),
    **{
        f"evaluation:{verb}": (f"evaluation:{verb}:{{edition}}",)
        for verb in ("list", "report", "rank", "ranked", "why")
    },
    "meeting:edition": ("meeting:edition:{edition}",),
    "meeting:see": ("meeting:see:{meeting}", "meeting:see:{meeting}:1", "meeting:see:{meeting}:2"),
    **{f"meeting:{verb}": (f"meeting:{verb}:{{meeting}}",) for verb in ("here", "record")},
    "meeting:new": ("meeting:new:{edition}",),
    **{f"grant:{verb}": (f"grant:{verb}:{{edition}}",) for verb in ("edition", "decision", "ask", "grant", "ceremony")},
    "notice:new": ("notice:new", *_each("notice:new:*", ("unit", "acceptance", "award"))),
    "notice:none": _each("notice:none:new:*", ("unit", "acceptance", "award")),
    **{f"notice:{kind}": (f"notice:{kind}:{{case}}",) for kind in ("unit", "acceptance", "award")},
    "notice:draft": ("notice:draft:{draft}",),
    "notice:take": ("notice:take:{draft}",),
    "notice:print": ("notice:print:{draft}",),
    "objection:list": _each("objection:list:*:0", ("open", "late", "all")),
    **{f"objection:{verb}": (f"objection:{verb}",) for verb in ("notices", "sheet", "figures")},
    "objection:another": ("objection:another:{objection}",),
    "sanction:list": ("sanction:list",),
    "bar:list": ("bar:list",),
    "dispatch:list": _each("dispatch:list:*:0", ("all", "issued", "printed", "sealed")),
    "dispatch:waiting": ("dispatch:waiting",),
    "dispatch:batch": ("dispatch:batch:all:pdf", "dispatch:batch:not_accepted:word"),
    "archive:see": ("archive:see:{edition}",),
    "archive:get": ("archive:get:{edition}:0",),
    "edition:list": ("edition:list",),
    "edition:see": ("edition:see:{edition}",),
    "office:menu": ("office:menu",),
    "office:pages": ("office:pages",),
    "menu:home": ("menu:home",),
    "status:all": ("status:all",),
    "tip_case:open": ("tip_case:open",),
    "unreachable:list": ("unreachable:list",),
    "message:list": _each("message:list:*:all:0", ("owed", "held", "failed", "sent", "dropped")),
}
"""What shows many cases, or counts them: nothing of one that is shut to the person is among them."""
NO_CASE: Mapping[str, str] = {
    "f": "the person's own forms: those about a shut case are dropped",
    "panel:tick panel:turn panel:go panel:plan panel:give": "go on with what panel:case or panel:many has begun",
    "notice:list notice:see notice:paper notice:sign notice:clear notice:correct": "posted notices, read by everybody",
    "dispatch:find": "asks for the number at the foot of a paper",
    "template": "templates of letters, which hold nothing of a case",
    "objection:give": "the lead finds another for an objection, which names nobody",
    "objection:begin objection:counter objection:complete objection:confirm objection:disagree "
    "objection:withdraw objection:gone objection:mine": "the objector's own",
    "sanction:mine sanction:new bar:open bar:lift circular": "the party's own, circulars, numbers that are typed",
    "application:begin application:check application:new application:allow": "before an application is sent",
    "calendar register award assessment tip": "calendar, holders and their reports, the door for tips",
    "reevaluation report rectification": "awards evaluated anew: who is kept out: test_reevaluation_permissions",
    "presentation": "plaques of holders: who is kept from them is tried in test_presentations",
    "affair activity holder holder_list certificate": "affairs of holders, with a table of their own, and certificates",
    "edition:new edition:change edition:open edition:opened edition:move": "editions before they have cases",
    "person invitation erasure correction data help menu:language": "people and their own data",
    "channel": "a person's own chats and sign-ins",
    "unreachable:told": "a person who was phoned",
    "message:see message:again message:hold message:free message:find": "a message by its number, if it is not shut",
    "interest:state": "the person's own statement",
    "recusal": "the question before an interest is declared, which shows nothing of the case",
    "email": "the person's own e-mail address",
    "inquiry": "a question to the office, and its public answer",
    "paper_case": "paper that somebody brings, before there is a case, and its receipt for whoever entered it",
    "provision": "contacts, entrustments and the term of the Measures",
    "contact": "holders' contacts",
    "snooze": "reminders of the person's own tasks, among which none of a shut case is",
    "confirmation:see confirmation:notice confirmation:opinion": "the confirmer's own form, before it is sent",
}
"""What is about no case, and why."""
