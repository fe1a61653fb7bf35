"""The buttons that open a task or an act of a case in the chat (Art. 9-23, 40)."""

from collections.abc import Mapping

from storage.engine.tasks import Task
from workflow.engine.desk import Desk

OPENERS: Mapping[str, str] = {
    "interests": "interest:state:",
    "next_edition": "edition:see:",
    "evaluation": "evaluation:list:",
    "defence": "visit:see:",
    "on_site": "visit:see:",
    "site_report": "visit:report:",
    "site_signing": "visit:read:",
    "deliberation": "meeting:edition:",
    "proposal": "meeting:edition:",
    "government": "grant:edition:",
    "ceremony": "grant:ceremony:",
    "consultation": "review:open:",
    "unit_review": "review:open:",
    "assignment": "assignment:team:",
    "replacement": "assignment:team:",
    "sheet_material": "sheet:open:material:",
    "sheet_defence": "sheet:open:defence:",
    "sheet_on_site": "sheet:open:on_site:",
    "material_result": "result:see:material:",
    "refusal_letter": "letter:see:",
    "letter_approval": "letter:see:",
    "letter_mending": "letter:see:",
    "acceptance_list": "notice:acceptance:",
    "notice_posting": "notice:draft:",
    "notice_signing": "notice:see:",
    "notice_correction": "notice:see:",
    "forwarding": "review:open:",
    "supplement": "supplement:fill:",
    "supplement_wait": "review:open:",
    "recusal": "review:clerk:",
    "erasure": "erasure:see:",
    "assessment": "assessment:see:",
    "override": "application:allow:",
    "reevaluation": "register:see:",
    "unreachable": "unreachable:list:",
    "held_message": "message:see:",
    "objection_examination": "objection:open:",
    "objection_completion": "objection:open:",
    "objection_investigation": "objection:open:",
    "objection_delivery": "objection:open:",
    "objection_findings": "objection:part:",
    "objection_team": "objection:team:",
    "striking_letter": "letter:write:struck:",
    "sanction_case": "sanction:open:",
    "sanction_investigation": "sanction:open:",
    "sanction_delivery": "sanction:open:",
    "sanction_decision": "sanction:open:",
    "sanction_approval": "sanction:open:",
    "sanction_recovery": "sanction:open:",
    "sanction_publication": "sanction:open:",
    "sanction_hearing": "sanction:mine:",
    "sanction_return": "sanction:mine:",
    "objection_recusal": "objection:another:",
    "calendar_year": "calendar:year:",
    "calendar_proposal": "calendar:see:",
    "file_decision": "secret:list:",
    "affair_change": "affair:open:",
    "affair_settle": "affair:open:",
    "affair_inquiry": "affair:open:",
    "affair_question": "affair:open:",
    "affair_misuse": "affair:open:",
    "affair_violation": "affair:open:",
    "supervision": "affair:year:",
    "reevaluation_naming": "reevaluation:team:",
    "reevaluation_opinion": "reevaluation:open:",
    "reevaluation_proposal": "reevaluation:open:",
    "reevaluation_decision": "reevaluation:open:",
    "reevaluation_lapse": "reevaluation:open:",
    "reevaluation_report": "reevaluation:mine:",
    "rectification": "reevaluation:mine:",
    "contacts": "contact:list:",
    "clerk_wanted": "invitation:wanted:",
}
"""The prefix that opens a task of each kind; the id of its subject follows. Tasks without one are only listed."""


CASE_DOORS: Mapping[str, str] = {
    "ask_supplement": "review:ask_supplement:",
    "endorse": "review:endorse:",
    "turn_down": "review:turn_down:",
    "post_unit": "notice:unit:",
    "forward": "review:forward:",
    "review_material": "panel:case:material:",
    "pass_material": "result:see:material:",
    "fail_material": "letter:write:not_accepted:",
    "refuse": "letter:see:",
    "post_acceptance": "notice:acceptance:",
    "post_award": "notice:award:",
    "close_out": "notice:close:",
    "pass_defence": "visit:see:",
    "fail_defence": "letter:write:not_passed:",
    "evaluate": "visit:see:",
    "fail_on_site": "letter:write:not_passed:",
    "nominate": "evaluation:see:",
    "strike": "letter:write:struck:",
}
"""The prefix that opens each act of a case from its cover; acts without one are done on a list."""


def opening(desk: Desk, task: Task) -> str | None:
    """Return the callback data that opens the task for the person; None if it is only listed, or is another's."""
    prefix = OPENERS.get(task.kind)
    if prefix is None or task.person_id not in (None, desk.person.id):
        return None
    return f"{prefix}{task.subject.partition(':')[2]}"
