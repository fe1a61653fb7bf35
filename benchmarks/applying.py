"""What an applicant writes, from the first word to the contacts: texts alone, words and numbers in place of buttons."""

from typing import Any

from benchmarks.peers.talk import text_update

TEXTS = (
    *("/start", "申报质量奖", "组织申报", "同意，继续", "1"),  # a legal person
    *("1", "临夏县示例食品有限公司", "91622921MAEXAMPL8J", "1", "2016-05-20", "甘肃省临夏州临夏县韩集镇示例路1号"),
    *("1", "马晓明", "126", "1", "王丽", "质量部经理", "13900001234", "quality@example.com", "李强"),
)
AFTER = "第16项"
"""A mark of the question that follows the last of them."""


def update(number: int, person: int, step: int) -> dict[str, Any]:
    """Return the update with the person's word `step`, counted from 0, as Telegram delivers it."""
    return text_update(number, person, TEXTS[step])
