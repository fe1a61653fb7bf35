"""How sentences are written: marks, spaces, quotation marks, and one word for one thing."""

import re
from collections.abc import Callable, Mapping

import pytest

from tests.house.catalogues import catalogue, mentions
from texts import sentence_of

HAN = r"[\u3400-\u9fff]"
NUMBER = r"(?:\{\w+\}|[0-9])"
UNIT = "(?:分钟|小时|百万|[个件人份条年月天次家项位字行届名分页张轮封版票步处级号周])"
PAIRS = ("“”", "（）", "《》", "〔〕", "【】")
# Their words are agreed to under a version: they change with it and not before (test_consent).
AGREED = {f"consent.{text}.{version}" for text in ("text", "identity", "identity_means") for version in ("1", "2")}
# What is put to another sentence, or is a line to be filled in by hand.
BARE_ENDS = {"consultations.sum", "forms.block.or", "papers.blank_day"}
BARE_ENDS |= {"presentations.proved", "remedies.unconfirmed"}
# Said by another word elsewhere; the glossary (docs/words.md) has the one that stays.
OTHER_WORDS = {
    "评审员": "评审人员",
    "评审专家": "评审人员",
    "函件": "告知书",
    "认领": "申领",
    "获奖名册": "获奖者名册",
    "工作记录": "日志",
    "办理记录": "日志",
    "对话": "聊天",
    "拟奖": "获奖建议名单",
    "申领码": "领取码",
    "最晚": "最迟",
}
# The same in English; what is said another way stands behind.
OTHER_ENGLISH = {
    r"st(?:and|ands|ood|anding) (?:back|aside)": "step aside",
    r"\b(?<!on-)site reports?\b": "on-site review report",
    r"\bpapers? under the seal\b": "sealed papers",
    r"\bcode of \w+ signs\b": "code of eight characters",
    r"\bcounted anew\b": "recalculated",
    r"\b(?:proposed|award) list\b": "proposed winner list",
    r"\baward notice\b": "proposed winner notice",
    r"\bmark to pass\b": "pass mark",
    r"\b(?:struck|striking)\b": "disqualified, taken off the list",
    r"\bendors(?:e|ed|es)\b": "pass the review",
    r"\btaps?\b": "press",
    r"\bkin\b": "relatives",
}
HOW = {
    "zh": re.compile("请|可以|不用|不需要"),
    "en": re.compile(
        r"[Pp]lease|[Yy]ou can\b|\bnothing (?:more|is|to|left)|\bneed not\b|\bno (?:.* )?need(?:ed)?\b|press “"
    ),
}
SIGN = re.compile(r"^[^\w“（(〔\[]+|\s*[（(]\{count\}[）)]$")  # what a button has besides its words
QUOTED = re.compile("“([^”]*)”")
# Quoted there as the words of another: of an act, of a document, of a damaged value.
NO_BUTTONS = {"No objection", "[damaged]", "agreed", "同意"}
# Said only of two or more.
ALWAYS_SEVERAL = {"alerts.restarts", "answers.too_long", "calendars.days.many", "pages.cut", "supplement.points.many"}
ALWAYS_SEVERAL |= {"forms.tasks", "forms.tasks_done", "forms.tasks_waiting"}  # a form has several parts
NO_ERRORS = {"commands.language_changed", "messages.closed", "uploads.question"}  # said where or in what an error is

CHINESE: Mapping[str, str] = {
    "a half-width mark beside a character": rf"{HAN}[,;:?!()]|[,;:?!()]{HAN}|{HAN}\.(?![\w{{])",
    "a mark twice": "[，。；：、？！][，。；：、]",
    "a space beside a mark": "[，。；：、？！（）“”] | [，。；：、？！）“”]|  ",
    "other quotation marks": "[\"'‘’「」『』]",
    "a number away from its unit": rf"{NUMBER} {UNIT}|{HAN} {NUMBER}{UNIT}|第 {NUMBER}",
    "a foreign word close to a character": rf"{HAN}[A-Za-z]|[A-Za-z]{HAN}",
    "a sign in its coloured form": "\ufe0f",
    "signs counted in other words": r"[0-9}]字(?!符|节|母|样)",
    "a person spoken to as 你": "你(?!单位|办)",  # one office to another writes so
}
ENGLISH: Mapping[str, str] = {
    "other quotation marks": '["’‘]',
    "a full-width mark": "[，。；：、？！（）]",
    "several articles called one": r"\bArticle [0-9]+(?:,| and) [0-9]",
    "one article called several": r"\bArticles (?:[0-9]+|\{\w+\})(?![0-9]| \([0-9]\)|, [0-9]| and [0-9]| to [0-9])",
    "articles joined by a dash": r"\bArticles? [0-9]+[-–]",
    "an article cut short": r"\bArts?\b",
    "a number with a comma": r"[0-9],[0-9]{3}\b",
    "a sign in its coloured form": "\ufe0f",
    "an American spelling": r"\w(?:iz(?:e|ed|es|ing|ation)|yz(?:e|ed|ing))\b|\b(?:color|center|favor|canceled)",
}
RIGHTLY_SPELT = re.compile(r"\b(?:size|sized|sizes|seize|seized|prize|prizes)\b", re.IGNORECASE)


def bare(said: str) -> str:
    """A Chinese sentence without its places, which are written in letters."""
    return re.sub(r"\{\w+\}", "0", said)


def faulty(language: str, wrong: Callable[[str], object]) -> dict[str, str]:
    """The sentences in which something is wrong."""
    return {key: said for key, said in catalogue(language).items() if key not in AGREED and wrong(said)}


@pytest.mark.parametrize("fault", CHINESE)
def test_chinese_is_written_as_an_office_writes(fault: str) -> None:
    pattern = re.compile(CHINESE[fault])
    assert faulty("zh", lambda said: pattern.search(bare(said) if "foreign" in fault else said)) == {}


@pytest.mark.parametrize("fault", ENGLISH)
def test_english_is_written_in_one_way(fault: str) -> None:
    pattern = re.compile(ENGLISH[fault])
    assert faulty("en", lambda said: pattern.search(RIGHTLY_SPELT.sub("", said))) == {}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_opens_is_closed(language: str) -> None:
    pairs = (*PAIRS, "()", "[]")
    assert faulty(language, lambda said: [pair for pair in pairs if said.count(pair[0]) != said.count(pair[1])]) == {}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_sentence_begins_and_ends_with_a_word(language: str) -> None:
    assert set(faulty(language, lambda said: said != said.strip())) <= BARE_ENDS


@pytest.mark.parametrize("other", OTHER_WORDS)
def test_one_thing_has_one_name(other: str) -> None:
    assert faulty("zh", lambda said: other in said) == {}


@pytest.mark.parametrize("other", OTHER_ENGLISH)
def test_one_thing_has_one_name_in_english(other: str) -> None:
    pattern = re.compile(other, re.IGNORECASE)
    assert faulty("en", lambda said: pattern.search(re.sub(r"\{\w+\}", "", said))) == {}


def labels(language: str) -> dict[str, set[str]]:
    """What may stand on a button, without its sign and number, and the keys under which it does."""
    found: dict[str, set[str]] = {}
    for key, said in catalogue(language).items():
        found.setdefault(SIGN.sub("", said), set()).add(key)
    return {label: keys for label, keys in found.items() if len(label) <= 60 and "{" not in label}


@pytest.mark.parametrize(("one", "other"), [("zh", "en"), ("en", "zh")])
def test_a_button_that_a_sentence_names_is_named_by_its_words_in_both_languages(one: str, other: str) -> None:
    known, there = labels(one), catalogue(other)
    wrong = {
        (key, named)
        for key, said in catalogue(one).items()
        for named in set(QUOTED.findall(said)) - NO_BUTTONS
        if named in known
        and not {SIGN.sub("", there[label]) for label in known[named]} & set(QUOTED.findall(there[key]))
    }
    assert wrong == set()


def test_one_is_not_spoken_of_as_several() -> None:
    several = re.compile(r"(?<!of )\{count\} (?:[a-z-]+ ){0,2}[a-z]+s\b(?!\))")
    assert set(faulty("en", several.search)) <= ALWAYS_SEVERAL


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_refusal_says_what_to_do(language: str) -> None:
    refused = {mention.key for mention in mentions() if mention.refuses}
    told = {key: said for key, said in catalogue(language).items() if key in refused - NO_ERRORS}
    assert {key: said for key, said in told.items() if not HOW[language].search(said)} == {}


def test_the_lint_sees_what_would_spoil_a_sentence() -> None:
    spoilt = {
        "a half-width mark beside a character": ("请核对,再发。", "名单(草稿)", "已收到."),
        "a mark twice": ("已收到。。", "编号，，名称"),
        "a space beside a mark": ("已收到， 谢谢", "两  格"),
        "other quotation marks": ('选"是"', "选「是」"),
        "a number away from its unit": ("共 {count} 件", "第 3 届", "还有 5天", "5 个工作日"),
        "a foreign word close to a character": ("存为PDF", "Word和图"),
        "signs counted in other words": ("2至100字（第十二条）", "最多{most}字"),
        "a person spoken to as 你": ("请你核对",),
    }
    assert [said for fault, some in spoilt.items() for said in some if not re.search(CHINESE[fault], said)] == []
    right = (
        "请发送 PDF，最多{count}个，每个不超过 {size} MB（第十二条）；见“我的进度”。申报 {number} 已收到，2至100个字。"
    )
    assert [fault for fault, pattern in CHINESE.items() if re.search(pattern, bare(right))] == []
    assert re.search(ENGLISH["several articles called one"], "silence (Article 15, 21)") is not None
    assert re.search(ENGLISH["one article called several"], "removed (Articles 12 and {at})") is not None
    assert re.search(ENGLISH["an article cut short"], "notices posted (Art. {article})") is not None
    rightly = "see Article 13, Articles 36, 37 and 39, Articles 16 to 20 and Article {article}; an article, a part"
    assert [fault for fault, pattern in ENGLISH.items() if re.search(pattern, rightly)] == []
    assert HOW["zh"].search("这份公示已经签署过了。") is None
    assert HOW["en"].search("This notice has been signed.") is None
    for said, found in (("who stands back", 1), ("the site report", 1), ("the on-site review report", 0)):
        assert len([other for other in OTHER_ENGLISH if re.search(other, said)]) == found


@pytest.mark.parametrize(
    ("language", "who"), [("zh", ("法定代表人", "联系人", "本人")), ("en", ("legal representative", "contact"))]
)
def test_whoever_signs_a_declaration_reads_whose_name_to_write(language: str, who: tuple[str, ...]) -> None:
    said = [sentence_of(language, key) for key in ("apply.declared_by", "apply.declared_by.unknown")]
    assert [(word, sentence) for sentence in said for word in who if word not in sentence] == []
