"""The words that days, weeks and months are made of, in Chinese and English."""

from cims.services.rules.occasions import Festival

DAYS = {
    "大前天": -3, "前天": -2, "前日": -2, "昨天": -1, "昨日": -1, "昨": -1, "今天": 0, "今日": 0,
    "今": 0, "明天": 1, "明日": 1, "明": 1, "后天": 2, "後天": 2, "后日": 2, "大后天": 3,
    "大後天": 3, "day before yesterday": -2, "yesterday": -1, "today": 0, "tomorrow": 1, "tmr": 1,
    "tmrw": 1, "day after tomorrow": 2,
}  # fmt: skip
WEEKDAYS = {
    **{sign: day for day, sign in enumerate("一二三四五六日")}, "天": 6,
    **{str(day + 1): day for day in range(7)},
    **{name: day for day, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))},
}  # fmt: skip
WEEKDAY_NAME = r"(mon|tue|wed|thu|fri|sat|sun)(?:day|sday|nesday|rsday|urday|s|rs|r|nes)?"
_MONTH_NAMES = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
MONTHS = {
    **{name: month for month, name in enumerate(_MONTH_NAMES, 1)},
    **{name[:3]: month for month, name in enumerate(_MONTH_NAMES, 1)},
    "sept": 9,
}
MONTH_NAME = "|".join(sorted(MONTHS, key=len, reverse=True))
UNITS = {
    "天": "d", "日": "d", "周": "w", "週": "w", "星期": "w", "礼拜": "w", "月": "m", "年": "y",
    "d": "d", "day": "d", "days": "d", "w": "w", "week": "w", "weeks": "w", "m": "m", "month": "m",
    "months": "m", "y": "y", "year": "y", "years": "y",
}  # fmt: skip
FESTIVALS = {
    "元旦": Festival.NEW_YEAR, "元旦节": Festival.NEW_YEAR,
    "年": Festival.SPRING_FESTIVAL, "春节": Festival.SPRING_FESTIVAL,
    "过年": Festival.SPRING_FESTIVAL,
    "spring festival": Festival.SPRING_FESTIVAL,
    "chinese new year": Festival.SPRING_FESTIVAL, "元宵": Festival.LANTERN,
    "元宵节": Festival.LANTERN, "lantern festival": Festival.LANTERN,
    "端午": Festival.DRAGON_BOAT, "端午节": Festival.DRAGON_BOAT,
    "dragon boat festival": Festival.DRAGON_BOAT, "中秋": Festival.MID_AUTUMN,
    "中秋节": Festival.MID_AUTUMN, "mid-autumn": Festival.MID_AUTUMN,
    "mid-autumn festival": Festival.MID_AUTUMN, "国庆": Festival.NATIONAL_DAY,
    "国庆节": Festival.NATIONAL_DAY, "national day": Festival.NATIONAL_DAY,
    "new year": Festival.NEW_YEAR,
}  # fmt: skip
FESTIVAL_NAME = (
    "|".join(sorted(FESTIVALS.keys() - {"年"}, key=len, reverse=True)) + "|年(?=[以之]?[前后])"
)
HOLIDAYS = {Festival.SPRING_FESTIVAL: 7, Festival.NATIONAL_DAY: 7}  # days from the festival on
EVES = {Festival.SPRING_FESTIVAL: 1}  # 除夕 is a holiday as well
_ENGLISH_NUMERALS = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve",
)  # fmt: skip
ENGLISH_COUNT = "|".join(sorted((*_ENGLISH_NUMERALS, "an", "a"), key=len, reverse=True))
_NUMERALS = {
    **{sign: value for value, sign in enumerate("零一二三四五六七八九十")},
    "两": 2, "正": 1, "冬": 11, "腊": 12, "a": 1, "an": 1,
    **{word: value for value, word in enumerate(_ENGLISH_NUMERALS, 1)},
}  # fmt: skip
COUNT = r"(\d{1,4}|[零一二两三四五六七八九十]{1,3})"
LUNAR_DAY = (
    r"(?P<mark>农历|阴历|旧历)?(?P<leap>闰)?(?P<month>正|冬|腊|十[一二]|[一二三四五六七八九十])月"
    r"(?P<day>初[一二三四五六七八九十]|廿[一二三四五六七八九]|(?(mark)|(?!))[二三]?十[一二三四五六七八九]?"
    r"|(?<=[正冬腊]月)[二三]?十[一二三四五六七八九]?)"
)


def number(words: str) -> int:
    """A count in digits, in English up to twelve or in Chinese up to 九十九; KeyError for none."""
    if words.isdecimal():
        return int(words)
    if words in _NUMERALS:
        return _NUMERALS[words]
    tens, ten, ones = words.replace("廿", "二十").rpartition("十")
    if not ten:
        return _NUMERALS[words.removeprefix("零")]
    return (_NUMERALS[tens] if tens else 1) * 10 + (_NUMERALS[ones] if ones else 0)


def steps_away(words: str | None) -> int:
    """How many weeks, months or years 上, 下下, last and next are away."""
    said = words or ""
    ahead = said.count("下") + said.count("next") + said.count("明")
    return ahead - said.count("上") - said.count("last") - said.count("去")
