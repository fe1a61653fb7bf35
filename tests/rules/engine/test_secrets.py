import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.engine.refusals import Unfit
from rules.engine.secrets import Finding, Verdict, name_marks, refuse_secret, text_marks

CLEAR = Verdict(Finding.CLEAR)


@pytest.mark.article(12)
@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("机密★10年", "机密★"),
        ("前言\n绝密★\n正文", "绝密★"),
        ("本件为秘密★5年，请妥善保管", "秘密★"),
        ("机 密 ★", "机密★"),
        ("机　密　★", "机密★"),
        ("机\u200b密★", "机密★"),
        ("機密★", "机密★"),
        ("机密级★10年", "机密级★"),
        ("★机密", "★机密"),
        ("【机密】", "机密"),
        ("［秘密］", "秘密"),
        ("文件（绝密）目录", "绝密"),
        ("（ 机 密 ）", "机密"),
        ("〔机密·10年〕", "机密"),
        ("[秘密 长期]", "秘密"),
        ("标题\n  机密  \n正文", "机密"),
        ("标题\r\n绝密\r\n正文", "绝密"),
        ("—秘密—", "秘密"),
        ("国家秘密★", "秘密★"),
        ("发动机密封件\n机密★", "机密★"),
    ],
)
def test_a_mark_as_it_is_printed_stops_the_text(text: str, mark: str) -> None:
    assert text_marks(text) == Verdict(Finding.SECRET, mark)


@pytest.mark.article(12)
@pytest.mark.parametrize(
    "text",
    [
        "发动机密封件",
        "发动机 密封件",
        "用户拒绝密封",
        "商业秘密",
        "【商业秘密】",
        "商业秘密★5年",
        "保密协议",
        "请注意保密★",
        "手机密码和计算机密钥",
        "申报材料不涉及国家安全、国家秘密。",
        "依照保守国家秘密法",
        "",
        "质量奖★★★★★",
    ],
)
def test_what_is_nobodys_state_secret_passes(text: str) -> None:
    assert text_marks(text) == CLEAR
    assert name_marks(f"{text}.pdf") == CLEAR


@pytest.mark.article(12)
@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("属于机密文件", "机密"),
        ("密级：秘密", "秘密"),
        ("机密封存", "机密"),
        ("“绝密”级配方", "绝密"),
        ("涉及国家秘密", "秘密"),
        ("不涉及国家秘密，但有机密内容", "机密"),
    ],
)
def test_a_bare_word_is_asked_about(text: str, mark: str) -> None:
    assert text_marks(text) == Verdict(Finding.DOUBTFUL, mark)


@pytest.mark.article(12)
@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        ("机密_方案.docx", Verdict(Finding.SECRET, "机密")),
        ("绝密 报告.pdf", Verdict(Finding.SECRET, "绝密")),
        ("秘密.pdf", Verdict(Finding.SECRET, "秘密")),
        ("机 密-方案.docx", Verdict(Finding.SECRET, "机密")),
        ("机密＿方案.docx", Verdict(Finding.SECRET, "机密")),
        ("【机密】方案.docx", Verdict(Finding.SECRET, "机密")),
        ("方案（秘密）.docx", Verdict(Finding.SECRET, "秘密")),
        ("方案机密★.docx", Verdict(Finding.SECRET, "机密★")),
        (r"C:\资料\机密_方案.docx", Verdict(Finding.SECRET, "机密")),
        ("01_机密_方案.docx", Verdict(Finding.DOUBTFUL, "机密")),
        ("机密方案.docx", Verdict(Finding.DOUBTFUL, "机密")),
        ("秘密花园.docx", Verdict(Finding.DOUBTFUL, "秘密")),
        ("发动机密封件检测报告.pdf", CLEAR),
        ("拒绝密封说明.pdf", CLEAR),
        ("商业秘密标注表.xlsx", CLEAR),
    ],
)
def test_a_name_is_stopped_by_its_whole_start(name: str, verdict: Verdict) -> None:
    assert name_marks(name) == verdict


@pytest.mark.article(12)
def test_only_a_printed_mark_refuses_by_itself() -> None:
    refuse_secret(CLEAR)
    refuse_secret(Verdict(Finding.DOUBTFUL, "机密"))
    with pytest.raises(Unfit) as unfit:
        refuse_secret(Verdict(Finding.SECRET, "机密★"))
    assert (unfit.value.key, unfit.value.article, unfit.value.values) == ("secrets.marked", 12, {"mark": "机密★"})


@given(before=st.text(), after=st.text(), mark=st.sampled_from(["机密★", "【绝密】", "\n秘密\n"]))
def test_no_text_around_it_hides_a_mark(before: str, after: str, mark: str) -> None:
    assert text_marks(f"{before}\n{mark}\n{after}").finding is Finding.SECRET
