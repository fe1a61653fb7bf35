"""What the printed samples say, in Chinese and English."""

URL = "https://award.example.gov.cn/check/SB-2026-0007-K4TN"
_WORDS = {
    "office": ("临夏县人民政府质量奖评审委员会办公室", "Award Committee Office"),
    "edition": ("第三届临夏县人民政府质量奖", "3rd Linxia County People's Government Quality Award"),
    "unit": ("临夏县工业和信息化局", "Linxia County Bureau of Industry and Information Technology"),
    "dairy": ("临夏县㐂和𠮷清真乳业有限责任公司", "Linxia 㐂和𠮷 Halal Dairy Co., Ltd."),
    "cited": ("第三十九条", "Article 39"),
    "effect": ("自2026年10月20日起撤销荣誉。", "The honour is revoked from 20 October 2026."),
    "award": ("临夏县人民政府质量奖", "Linxia County People's Government Quality Award"),
    "demand": (
        "两台检验设备（编号J-03、J-07）完成校准，提供有效的校准证书和停用期间的检验记录。",
        "Two measuring devices (J-03, J-07) are calibrated; certificates and records are shown.",
    ),
    "circular": ("关于撤销县政府质量奖的通报", "Circular on the revocation of an award"),
    "government": ("临夏县人民政府", "People's Government of Linxia County"),
    "remedy": ("陈述材料（不超过15分钟）、荣誉证书原件", "The presentation (15 minutes), original certificates"),
    "parent": ("甘肃㐂和牧业集团有限公司", "Gansu 㐂和 Livestock Group"),
    "notice": ("第三届受理名单公示（GS-2026-0004）", "Acceptance notice of the 3rd edition (GS-2026-0004)"),
    "posted": (
        "现将第三届获奖建议名单予以公示，公示期5个工作日。",
        "The proposed list of the 3rd edition is open for 5 working days.",
    ),
    "contact": ("质量发展股 0930-3222222", "Quality section, 0930-3222222"),
    "place": ("集团办公楼一层公示栏、内部网站", "Notice board on the ground floor; intranet"),
    "why": (
        "从收到次日起数5个工作日：10月1日至8日放假不计，10月10日（周六）是调休上班日，计入。",
        "Five working days from the day after receipt: 1 to 8 October are off, Saturday 10 October is worked.",
    ),
    "why_july": (
        "期限为每年7月31日；2027年7月31日是周六，顺延到8月2日（周一）。",
        "The last day is 31 July; in 2027 that is a Saturday, so it rolls on to Monday 2 August.",
    ),
    "secret": ("第2、3页的工艺参数，公开会让竞争对手仿制", "Process parameters on pages 2 and 3"),
    "declaration": (
        "本组织对申报材料的完整性、真实性、准确性负责（第十二条）；不含国家秘密，商业秘密已经标注。",
        "We answer for the completeness, truth and accuracy of the materials (Art. 12); they hold no state secret.",
    ),
    "findings": (
        "调查组于2026年10月12日到现场核查，调取了生产批记录和投诉台账。\n所反映的2024年6月退货一事属实，原因是冷链中断。",
        "The group visited the site and read the records.\nThe returns of June 2024 did happen: the cold chain broke.",
    ),
    "grounds": (
        "该次退货不属于第十条第六项所说的重大质量事故，企业处置及时，没有受到行政处罚。",
        "The returns were no major quality accident in the sense of Art. 10 (6), and no penalty was imposed.",
    ),
    "deeds": (
        "建立从奶源到冷链的全过程质量管理，近三年产品一次检验合格率居州内同行业前列。" * 3,
        "It manages quality from the farm to the cold chain; its yield is among the best in the prefecture.",
    ),
    "quality": (
        "我们从奶源开始管理质量：与32个牧场签订协议，每车取样，抗生素与体细胞逐批检测。" * 9 + "\n每周复盘。",
        "Quality begins with the milk: 32 farms are under contract, every tanker is sampled. " * 9
        + "\nWe meet weekly.",
    ),
}
_LISTS = {
    "files": (
        ("营业执照.pdf", "近三年主要质量指标及审计报告（2023—2025年）.pdf", "体系认证证书.jpg", "杀菌工艺参数.xlsx"),
        ("Business licence.pdf", "Indicators and audited accounts 2023-2025.pdf", "Certificate.jpg", "Process.xlsx"),
    ),
    "steps": (
        ("审核材料（第十五条）。", "征求有关部门意见后公示，不少于5个工作日。", "无异议的，送评委办。"),
        ("The materials are examined (Art. 15).", "Departments are asked, a notice is posted.", "It is forwarded."),
    ),
    "reasons": (
        ("截至申报截止日，在本县登记满4年7个月，不足5年（第十条第一项）。", "没有同行业位次证明（第十条第四项）。"),
        ("Registered for 4 years and 7 months, not 5 (Art. 10, item 1).", "No proof of rank (Art. 10, item 4)."),
    ),
    "missing": (
        ("2024年审计报告缺第3至5页", "内部公示没有结果（第十三条）"),
        ("Pages 3 to 5 of the 2024 accounts", "Result of the internal notice (Art. 13)"),
    ),
    "parts": (("陈述答辩", "现场评审"), ("Defence", "On-site review")),
    "awards": (
        ("临夏县人民政府质量奖", "临夏县人民政府质量奖提名奖"),
        ("Linxia County Quality Award", "Linxia County Quality Award (Nomination)"),
    ),
    "remedies": (
        ("补交完整的扫描件", "填写公示结果，签字盖章后扫描上传"),
        ("Hand in the whole scan", "Fill in, sign, seal and scan"),
    ),
    "conditions": (
        ("拥护党的路线、方针、政策。", "对质量事业发展作出突出贡献。", "恪守职业道德，没有违法违规违纪行为。"),
        ("Supports the Party's line.", "Has contributed outstandingly to quality.", "Keeps professional ethics."),
    ),
    "form": (
        (
            "基本情况",
            "申报组织全称",
            "职工人数",
            "申报条件",
            "质量管理体系（第十条第二项）",
            "技术创新（第十条第三项）",
        ),
        ("About it", "Full name", "Staff", "Conditions", "Quality management (Art. 10, item 2)", "Innovation (item 3)"),
    ),
    "indicator": (
        ("产品一次检验合格率", "州内同行业第2位"),
        ("First-pass yield", "2nd in the prefecture"),
    ),
}


def word(language: str, name: str) -> str:
    return _WORDS[name][language == "en"]


def words(language: str, name: str) -> tuple[str, ...]:
    return _LISTS[name][language == "en"]
