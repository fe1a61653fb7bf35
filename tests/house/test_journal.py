"""The journal is read on a page: whatever is written to it has a name in every language."""

import pytest

from papers.engine.lists import worded
from tests.house.catalogues import catalogue
from tests.house.journal_acts import acts
from texts import languages
from workflow.office.journals import act_named


def test_the_acts_are_found_in_the_code() -> None:
    assert {"application_forward", "calendar_confirmed", "erased", "notice_posted", "signed_in", "started"} <= acts()


@pytest.mark.parametrize("language", languages())
def test_every_act_of_the_journal_has_its_name(language: str) -> None:
    assert sorted(act for act in acts() if worded(language, act_named(act)) == act) == []


def test_no_name_is_left_of_an_act_that_nobody_writes() -> None:
    named = {key.removeprefix("journal.") for key in catalogue("zh") if key.startswith("journal.")}
    assert sorted(named - acts()) == []
