"""Writes the number of an article in Chinese, as the Measures print it: 第十三条."""

_DIGITS = "零一二三四五六七八九"


def numeral(number: int) -> str:
    """Write a number from 1 to 99 in Chinese characters."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones else "")
