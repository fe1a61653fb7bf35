"""What opens a task: the button that leads to the place in the chat where it is done (Art. 9, 15-23, 40)."""

from collections.abc import Mapping

from storage.tasks import Task
from workflow.desk import Desk

OPENERS: Mapping[str, str] = {
    "interests": "ri:state:",
    "next_edition": "ed:see:",
    "evaluation": "ev:list:",
    "defence": "vi:see:",
    "on_site": "vi:see:",
    "site_report": "vi:report:",
    "site_signing": "vi:read:",
    "deliberation": "cm:edition:",
    "proposal": "cm:edition:",
    "government": "gr:edition:",
    "consultation": "rv:open:",
    "unit_review": "rv:open:",
    "assignment": "as:team:",
    "replacement": "as:team:",
    "sheet_material": "as:do:material:",
    "sheet_defence": "as:do:defence:",
    "sheet_on_site": "as:do:on_site:",
    "material_result": "as:res:material:",
    "refusal_letter": "al:see:",
    "letter_approval": "al:see:",
    "letter_mending": "al:see:",
    "acceptance_list": "nt:acceptance:",
    "notice_posting": "nt:draft:",
    "notice_signing": "nt:see:",
    "notice_correction": "nt:see:",
    "forwarding": "rv:open:",
    "supplement": "su:",
    "supplement_wait": "rv:open:",
    "recusal": "rv:clerk:",
    "erasure": "pe:erasure:",
    "assessment": "sa:see:",
    "override": "ap:allow:",
    "reevaluation": "hl:see:",
    "unreachable": "un:list:",
    "held_message": "ms:see:",
    "objection_examination": "ob:open:",
    "objection_completion": "ob:open:",
    "objection_investigation": "ob:open:",
    "objection_delivery": "ob:open:",
    "objection_findings": "ob:inv:",
    "objection_team": "ob:team:",
    "striking_letter": "al:write:struck:",
    "sanction_case": "sn:open:",
    "sanction_investigation": "sn:open:",
    "sanction_delivery": "sn:open:",
    "sanction_decision": "sn:open:",
    "sanction_approval": "sn:open:",
    "sanction_recovery": "sn:open:",
    "sanction_publication": "sn:open:",
    "sanction_hearing": "sn:mine:",
    "sanction_return": "sn:mine:",
    "objection_recusal": "ob:another:",
    "calendar_year": "ca:year:",
    "calendar_proposal": "ca:see:",
    "file_decision": "ss:list:",
    "affair_change": "af:open:",
    "affair_settle": "af:open:",
    "affair_question": "af:open:",
    "affair_misuse": "af:open:",
    "affair_violation": "af:open:",
    "supervision": "af:year:",
    "reevaluation_naming": "re:team:",
    "reevaluation_opinion": "re:open:",
    "reevaluation_proposal": "re:open:",
    "reevaluation_decision": "re:open:",
    "reevaluation_lapse": "re:open:",
    "reevaluation_report": "re:mine:",
    "rectification": "re:mine:",
    "contacts": "cn:list:",
}
"""What opens a task of each kind: the id of its subject is put behind it. A kind without a line is only listed."""


def opening(desk: Desk, task: Task) -> str | None:
    """The press that opens the task for the person at the desk; None for one that is only listed, or is another's."""
    prefix = OPENERS.get(task.kind)
    if prefix is None or task.person_id not in (None, desk.person.id):
        return None
    return f"{prefix}{task.subject.partition(':')[2]}"
