"""A sheet read as a whole: what fits and what does not, field by field; and whose list it is."""

from dataclasses import replace

import pytest

from rules.engine.pack import load_pack
from rules.engine.refusals import Unfit
from rules.engine.rubrics import Part
from rules.reviews.sheets import Label, check_label, label_in, read_sheet, rubric_digest, sheet

RUBRIC = load_pack().rubric_organisation
OWN = Label("SB-0001", Part.ON_SITE, 7, rubric_digest(RUBRIC))


@pytest.mark.article(16)
def test_an_empty_field_is_no_answer_and_only_a_zero_is_one() -> None:
    typed = {"score.leadership": "0", "score.strategy": " ", "score.results": "401", "overall": "短", "remarks": "yes"}
    answers, wrong = read_sheet(sheet(RUBRIC), typed)
    assert answers == {"score.leadership": "0", "score.strategy": None}
    assert {key: unfit.key for key, unfit in wrong.items()} == {
        "score.results": "answers.too_big",
        "overall": "answers.too_short",
    }


def test_a_list_is_known_again_and_every_other_is_called_what_it_is() -> None:
    assert label_in(f" {OWN.written()}\n") == OWN
    for text in ("PF", "PF|SB-0001|on_site|x|y", "PF|SB-0001|nothing|7|y", "XX|SB-0001|on_site|7|y", ""):
        assert label_in(text) is None
    check_label(replace(OWN), OWN)
    for found, key in {
        None: "no_label",
        replace(OWN, number="SB-0002"): "other_case",
        replace(OWN, part=Part.DEFENCE): "other_sheet",
        replace(OWN, assignment=8): "other_sheet",
        replace(OWN, rubric=rubric_digest(load_pack().rubric_individual)): "other_rubric",
    }.items():
        with pytest.raises(Unfit) as refused:
            check_label(found, OWN)
        assert refused.value.key == f"sheets.{key}"


def test_a_rubric_with_other_points_is_another() -> None:
    changed = (replace(RUBRIC[0], points=RUBRIC[0].points + 1), *RUBRIC[1:])
    renamed = (replace(RUBRIC[0], zh="领导力"), *RUBRIC[1:])
    assert rubric_digest(changed) != rubric_digest(RUBRIC) == rubric_digest(renamed)
