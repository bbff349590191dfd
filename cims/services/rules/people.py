"""Names of people: surnames and how they are read, titles, salutations, sorting."""

import re
from dataclasses import dataclass
from itertools import islice, product

from cims.services.i18n import _
from cims.services.rules.folding import fold
from cims.services.rules.readings import readings

COMPOUND_SURNAMES = {
    "欧阳": "ou yang", "司马": "si ma", "上官": "shang guan", "诸葛": "zhu ge",
    "尉迟": "yu chi", "皇甫": "huang fu", "东方": "dong fang", "慕容": "mu rong",
    "令狐": "ling hu", "夏侯": "xia hou", "长孙": "zhang sun", "宇文": "yu wen",
    "司徒": "si tu", "端木": "duan mu", "万俟": "mo qi", "公孙": "gong sun",
    "轩辕": "xuan yuan", "独孤": "du gu", "南宫": "nan gong", "西门": "xi men",
    "司空": "si kong", "澹台": "tan tai", "呼延": "hu yan", "钟离": "zhong li",
    "闻人": "wen ren", "百里": "bai li", "申屠": "shen tu", "赫连": "he lian",
    "拓跋": "tuo ba", "淳于": "chun yu", "濮阳": "pu yang", "公羊": "gong yang",
}  # fmt: skip
# Surnames that are read otherwise than the character usually is; all readings, the first sorts.
SURNAME_READINGS = {
    "单": ("shan",), "曾": ("zeng",), "解": ("xie",), "仇": ("qiu",), "查": ("zha",),
    "区": ("ou",), "盖": ("ge",), "翟": ("zhai",), "缪": ("miao",), "朴": ("piao",),
    "任": ("ren",), "华": ("hua",), "覃": ("qin", "tan"), "尉": ("wei",), "乐": ("yue", "le"),
    "种": ("chong",), "召": ("shao",), "折": ("she",), "员": ("yun",), "黑": ("he",),
    "洗": ("xian",), "秘": ("bi",), "宓": ("mi",), "繁": ("po",), "贾": ("jia",),
    "适": ("kuo",), "郇": ("xun", "huan"), "隗": ("wei", "kui"), "谌": ("chen", "shen"),
    "郗": ("xi", "chi"), "柏": ("bai", "bo"), "卜": ("bu",), "晟": ("cheng",), "盛": ("sheng",),
    "车": ("che",), "祭": ("zhai",), "都": ("du",), "长": ("chang", "zhang"), "万": ("wan",),
    "句": ("gou",), "莘": ("shen", "xin"), "阿": ("a",), "石": ("shi",), "宁": ("ning",),
}  # fmt: skip
SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕"
    "丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武"
    "戴莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯"
    "纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪"
    "简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎"
    "甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满闻位厉伊仝"
    "区郜海阚花权强帅屠豆朴盖练廉禹井祖漆巴丰支卿国狄平计索宣晋相初门云容敬来扈晁芮都普阙浦戈伏鹿薄邸雍"
    "辜羊阿乌母裘亓修邰赫杭况那宿鲜印逯隆茹诺战慕危玉银亢嵇公哈湛宾戎勾茅利於呼居揭干但尉冶斯元束檀衣信"
    "展阴昝智幸奉植衡富尧闭由种折员秘宓召郇隗郗"
)
_TITLES = (
    "副总经理|总经理|副董事长|董事长|副总裁|总裁|副总监|总监|总工程师|总工|工程师|"
    "副经理|经理|副主任|主任|副厂长|厂长|副校长|校长|副院长|院长|副所长|所长|"
    "副部长|部长|副科长|科长|副处长|处长|副局长|局长|店长|站长|队长|组长|班长|"
    "行长|社长|会长|村长|镇长|乡长|县长|区长|市长|书记|主管|助理|秘书|会计|"
    "出纳|财务|采购|老板娘|老板|老师|师傅|律师|医生|大夫|护士|教授|博士|先生|"
    "女士|小姐|太太|同志|总|董|工|哥|姐|姨|叔"
)
_TITLE = re.compile(f"(?:{_TITLES})$")
_SHORT_TITLES = {
    "总经理": "总", "副总经理": "总", "总裁": "总", "副总裁": "总", "总监": "总", "副总监": "总",
    "董事长": "董", "副董事长": "董", "工程师": "工", "总工程师": "工", "总工": "工",
    "副经理": "经理", "副主任": "主任", "副厂长": "厂长", "副校长": "校长", "副院长": "院长",
    "副所长": "所长", "副部长": "部长", "副科长": "科长", "副处长": "处长", "副局长": "局长",
}  # fmt: skip
_FAMILIAR = ("小", "老", "阿")
_IN_BRACKETS = re.compile(r"\s*[（(【\[].*?[）)】\]]\s*")
_HAN = re.compile(r"[\u3400-\u9fff·]+")
_MOST_READINGS = 16
_LONGEST = 100
LONGEST_SALUTATION = 60


@dataclass(frozen=True, slots=True)
class PersonName:
    """A name in its parts; a Western name is all `given` and left as it is."""

    surname: str
    given: str
    title: str = ""


def parse(name: str) -> PersonName:
    """张总 → 张 + 总, 欧阳锋经理 → 欧阳 + 锋 + 经理; Western names are not taken apart."""
    if len(name) > _LONGEST:
        return PersonName("", name.strip())
    words = _IN_BRACKETS.sub("", name.strip())
    joined = words.replace(" ", "").replace("\u3000", "")
    if not _HAN.fullmatch(joined):
        return PersonName("", words)
    title = ""
    found = _TITLE.search(joined)
    if found and found.start() > 0 and _surname(joined[: found.start()]):
        alone = _surname(joined[: found.start()]) == joined[: found.start()]
        if len(found[0]) > 1 or alone:
            title, joined = found[0], joined[: found.start()]
    if len(joined) == 2 and joined[0] in _FAMILIAR and joined[1] in SURNAMES:
        return PersonName(joined[1], "", title or joined[0])
    surname = _surname(joined)
    return PersonName(surname, joined[len(surname) :], title)


def _surname(name: str) -> str:
    """The surname that a Chinese name begins with; a compound one needs its two characters."""
    if fold(name[:2]) in COMPOUND_SURNAMES:
        return name[:2]
    return name[:1] if fold(name[:1]) in SURNAMES else ""


def looks_like_person(name: str) -> bool:
    """The name is a Chinese person's: surname and one or two characters, or surname and title."""
    words = name.strip()
    if not _HAN.fullmatch(words) or len(words) > 6:
        return False
    person = parse(words)
    return bool(person.surname) and (1 <= len(person.given) <= 2 or bool(person.title))


def salutation(name: str, job_title: str = "", gender: str | None = None) -> str:
    """How one addresses the person: surname and short title, else 先生 or 女士 (male, female).

    The name itself when nothing is known, unless it is too long to address anybody by.
    """
    person, whole = parse(name), name.strip()
    if not person.surname:
        return whole if len(whole) <= LONGEST_SALUTATION else ""
    if person.title and person.title not in _FAMILIAR:
        return person.surname + _SHORT_TITLES.get(person.title, person.title)
    found = _TITLE.search(job_title.strip())
    if found:
        return person.surname + _SHORT_TITLES.get(found[0], found[0])
    if gender == "male":
        return _("Mr {surname}").format(surname=person.surname)
    if gender == "female":
        return _("Ms {surname}").format(surname=person.surname)
    return whole if len(whole) <= LONGEST_SALUTATION else ""


def surname_reading(name: str) -> str:
    """The surname's pinyin, by which names are sorted; empty for Western names."""
    surname = fold(parse(name).surname)
    if surname in COMPOUND_SURNAMES:
        return COMPOUND_SURNAMES[surname].replace(" ", "")
    if not surname:
        return ""
    known = SURNAME_READINGS.get(surname) or readings(surname)
    return known[0] if known else ""


def sort_key(name: str) -> str:
    """Sorts Chinese names by their surname's reading, the others by their folded letters."""
    person = parse(name)
    if not person.surname:
        return fold(name.strip())
    given = " ".join((readings(letter) or (letter,))[0] for letter in fold(person.given))
    return f"{surname_reading(name)} {given}".strip()


def name_readings(name: str) -> tuple[str, ...]:
    """All ways to read a name, the likeliest first, at most 16, as pinyin without gaps."""
    person = parse(name)
    if not person.surname:
        return (fold(name.strip()),)
    likely = surname_reading(name)
    letters = fold(person.surname)
    if letters in COMPOUND_SURNAMES:
        surnames = [likely]
    else:
        own = (*SURNAME_READINGS.get(letters, ()), *readings(letters))
        surnames = list(dict.fromkeys(own))
    given = [readings(letter) or (letter,) for letter in fold(person.given)]
    ways = islice(product(surnames, *given), _MOST_READINGS)
    return tuple("".join(way) for way in ways)
