"""How Chinese characters are read, in pinyin without tones (ü is written v)."""

import json
import unicodedata
from functools import cache
from importlib.util import find_spec
from pathlib import Path

# Characters that an office meets with more than one reading, the usual one first: from the
# phrases of pypinyin (every reading in 3 % of a character's phrases), place names, surnames.
_SEVERAL = """
重zhong/chong 长chang/zhang 行xing/hang 乐le/yue 都du/dou 朝chao/zhao 会hui/kuai 厦sha/xia
曾zeng/ceng 单dan/shan 解jie/xie 仇qiu/chou 查cha/zha 区qu/ou 盖gai/ge 翟zhai/di 缪miao/mou/miu
朴pu/piao 覃qin/tan 尉wei/yu 万wan/mo 俟si/qi 员yuan/yun 秘mi/bi 宓mi/fu 召zhao/shao 折zhe/she
种zhong/chong 黑hei/he 晟sheng/cheng 大da/dai 六liu/lu 蚌bang/beng 莘xin/shen 涡wo/guo 埔pu/bu
荥xing/ying 枞cong/zong 歙she/xi 洞dong/tong 番fan/pan 珲hun/hui 柞zuo/zha 栎li/yue 镐gao/hao
泷long/shuang 巷xiang/hang 车che/ju 繁fan/po 隗wei/kui 殷yin/yan 乜nie/mie 句ju/gou 祭ji/zhai
谌chen/shen 郗xi/chi 郇xun/huan 贲ben/bi 适shi/kuo 笮ze/zuo 靓liang/jing 颉xie/jie 洗xi/xian
血xue/xie 恶e/wu 度du/duo 调diao/tiao 角jiao/jue 和he/huo 传chuan/zhuan 露lu/lou 着zhe/zhuo/zhao
没mei/mo 差cha/chai 弹dan/tan 奇qi/ji 藏cang/zang 称cheng/chen 薄bo/bao 暴bao/pu 还hai/huan
了le/liao 系xi/ji 乘cheng/sheng 参can/shen/cen 便bian/pian 塞sai/se 绿lv/lu 阿a/e 率lv/shuai
校xiao/jiao 降jiang/xiang 汤tang/shang 脉mai/mo 劲jin/jing 省sheng/xing 的de/di 宿su/xiu
被bei/pi 属shu/zhu 给gei/ji 觉jue/jiao 臭chou/xiu 模mo/mu 圈quan/juan 盛sheng/cheng 削xue/xiao
屏ping/bing 爪zhao/zhua 纤xian/qian 畜chu/xu 卡ka/qia 否fou/pi 剥bo/bao 贾jia/gu 椎zhui/chui
咽yan/ye 陆lu/liu 扎zha/za 卜bu/bo 辟pi/bi 泊bo/po 柏bai/bo 什shi/shen 蔓man/wan 壳ke/qiao
颤chan/zhan 叨dao/tao 吁xu/yu 刨bao/pao 拓tuo/ta 裳shang/chang 吭keng/hang 堡bao/bu/pu 刹cha/sha
仔zi/zai 呢ne/ni 钥yao/yue 蛤ha/ge 粘zhan/nian 栅zha/shan 拗ao/niu 俩lia/liang 谁shui/shei
扛kang/gang 攒zan/cuan 嚼jiao/jue 扒ba/pa 呱gua/gu 铛dang/cheng 荷he 华hua 任ren 宁ning 燕yan
"""


def _without_tone(syllable: str) -> str:
    """The letters of a syllable as one types them."""
    letters = unicodedata.normalize("NFD", syllable.replace("ê", "e"))
    letters = letters.replace("u\u0308", "v")
    return "".join(letter for letter in letters if letter.isascii())


@cache
def several() -> dict[str, tuple[str, ...]]:
    """Readings of the characters with more than one, the usual one first."""
    words = (word for word in _SEVERAL.split() if "/" in word)
    return {word[0]: tuple(word[1:].split("/")) for word in words}


@cache
def usual() -> dict[str, str]:
    """The usual reading of every character that pypinyin's table knows.

    The table is read as a file: importing the package also loads its phrases, ten times as long.
    """
    spec = find_spec("pypinyin")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("pypinyin")
    text = (Path(spec.origin).parent / "pinyin_dict.json").read_text(encoding="utf-8")
    table: dict[str, str] = {}
    plain: dict[str, str] = {}
    for number, toned in json.loads(text).items():
        first = toned.partition(",")[0]
        reading = plain.get(first)
        if reading is None:
            reading = plain[first] = _without_tone(first)
        if reading:
            table[chr(int(number))] = reading
    for word in _SEVERAL.split():
        table[word[0]] = word[1:].partition("/")[0]
    return table


def readings(character: str) -> tuple[str, ...]:
    """All readings of one simplified character, the usual one first; empty when it has none."""
    found = several().get(character)
    if found is not None:
        return found
    reading = usual().get(character)
    return () if reading is None else (reading,)


@cache
def syllables() -> frozenset[str]:
    """Every syllable that a reading can be, but the hums (m, n, hm, ng)."""
    every = frozenset(usual().values()).union(*several().values())
    return frozenset(syllable for syllable in every if not _VOWELS.isdisjoint(syllable))


@cache
def beginning_with(letters: str) -> tuple[str, ...]:
    """The syllables that begin with these letters."""
    return tuple(sorted(syllable for syllable in syllables() if syllable.startswith(letters)))


_VOWELS = frozenset("aeiouv")
_TYPED_OTHERWISE = {"lyu": "lv", "nyu": "nv", "lue": "lve", "nue": "nve"}
_LONGEST = 6
_MOST_STEPS = 300


def split_syllables(letters: str, limit: int = 12) -> list[tuple[str, ...]]:
    """The ways to read typed letters as syllables, of which the last may be unfinished.

    At most `limit` ways, those with long syllables first; letters that are no pinyin are given
    up after a few hundred steps.
    """
    known = syllables()
    found: list[tuple[str, ...]] = []
    open_ways: list[tuple[int, tuple[str, ...]]] = [(0, ())]
    steps = 0
    while open_ways and len(found) < limit and steps < _MOST_STEPS:
        steps += 1
        start, way = open_ways.pop()
        rest = letters[start:]
        if beginning_with(_TYPED_OTHERWISE.get(rest, rest)):
            found.append((*way, _TYPED_OTHERWISE.get(rest, rest)))
        for length in range(1, min(_LONGEST, len(rest) - 1) + 1):
            typed = rest[:length]
            syllable = _TYPED_OTHERWISE.get(typed, typed)
            if syllable in known:
                open_ways.append((start + length, (*way, syllable)))
    return found
