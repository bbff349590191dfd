"""Generated offices to measure on: the same vault for the same size, made once and kept in temp.

The names are built as registered companies are (city, trade name, industry, legal form); the
numbers of rows per word follow what offices have: 科技 in more than a quarter of the names,
有限公司 in nearly all of them.
"""

import os
import random
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from cims.models.app_user import UserState
from cims.services.changes import ChangeKind
from cims.services.clock import system_now
from cims.services.contact_points import ContactPointRow
from cims.services.customers import AddressRow
from cims.services.entity import Link
from cims.services.opening import Founding, OpenOffice, found_office, open_office
from cims.services.rights import Actor
from cims.services.vault.policy import STRONG, KdfPolicy
from cims.services.vault.vault import open_vault

PASSWORD = "a phrase for measuring only"
USERNAME = "boss"
CHUNK = 5_000
COLLEAGUES = 11
KEPT_IN = Path(tempfile.gettempdir()) / f"cims-benchmarks-{os.environ.get('USER', 'me')}"


def words(text: str) -> tuple[str, ...]:
    """Words as a person writes a list of them."""
    return tuple(text.split())


CITIES = words(
    "北京 上海 广州 深圳 苏州 杭州 南京 无锡 宁波 重庆 成都 武汉 西安 天津 青岛 长沙 郑州 "
    "东莞 佛山 合肥 福州 厦门 济南 大连 沈阳 昆明 南昌 常州 南通 温州 嘉兴 绍兴 烟台 石家庄"
)
TRADE = (
    "恒泰华盛鑫源宏达瑞丰嘉和德诚信义兴隆昌顺利安康永福金玉银海天宇航星辰光明远大中正方圆博雅文"
    "汇通联合众创新科锐捷讯智云峰岭松柏梅兰竹菊龙凤麒麟鸿鹏飞翔骏马腾跃升辉煌耀东南西北长春江河"
)
INDUSTRIES = words(
    "智能装备 机械 电子 精密模具 医疗器械 生物医药 国际贸易 供应链管理 建筑工程 装饰工程 物流 "
    "新材料 新能源 食品 餐饮管理 环保工程 信息技术 网络 自动化设备 五金制品 塑料 化工 纺织 服饰 "
    "家具 包装印刷 汽车零部件 光电 半导体 仪器仪表 文化传媒 教育咨询 农业 实业 置业 照明 阀门"
)
FORMS = ("有限公司",) * 16 + ("股份有限公司", "集团有限公司", "有限责任公司", "厂")
WESTERN = words(
    "Müller Café Señor Åkerlund Dvořák Łukasz Fjord Garçon Öresund Zürich Northwind Taquería "
    "Antonio Bottom Dollar Island Trading Ernst Handel Furia Bacalhau Galería Princesa Isabel "
    "Harbor Summit Pioneer Global Pacific Atlantic Granite Maple Cedar Falcon Quartz"
)
WESTERN_FORMS = ("GmbH", "Ltd", "Inc.", "Co., Ltd.", "S.A.", "AB", "B.V.", "LLC")
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾单解仇查盖翟覃乐"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英建华文玉兰斌宇浩凯欣怡子涵晓雅婷"
TITLES = ("总经理", "采购经理", "技术总监", "财务主管", "工程师", "销售经理", "厂长", None)
AREAS = ("0512", "021", "010", "020", "0755", "0571", "025", "028", "023")
STREETS = (
    "人民路",
    "中山路",
    "工业园区星湖街",
    "科技大道",
    "解放路",
    "建设路",
    "长江路",
    "金鸡湖大道",
)
LIFECYCLES = ("potential",) * 4 + ("interested",) * 3 + ("won",) * 4 + ("dormant", "lost")
GRADES = ("A", "B", "B", "C", "C", "C", "D", None)
FIELDS_OF_INDUSTRY = words(
    "machinery electronics medical trade logistics construction energy chemistry food other"
)
SOURCES = ("referral", "fair", "online", "telephone", "visit")
FIRST_DAY = date(2026, 6, 1)


@dataclass(frozen=True)
class BenchOffice:
    """A generated vault: where it lies, how many customers it has, who reads only the own ones."""

    folder: Path
    size: int
    seller: int

    def open(self, policy: KdfPolicy = STRONG) -> OpenOffice:
        """Sign the administrator in, as the unlock window does."""
        vault = open_vault(
            self.folder, username=USERNAME, password=PASSWORD, policy=policy, now=system_now
        )
        return open_office(vault, system_now)


def customers(count: int, owners: tuple[int, ...], seed: int = 1) -> Iterator[dict[str, Any]]:
    """Customers as an import hands them over, ten fields filled; the same for the same seed."""
    dice = random.Random(seed)
    for _number in range(count):
        western = dice.random() < 0.1
        city = dice.choice(CITIES)
        yield {
            "name": western_name(dice) if western else chinese_name(dice, city),
            "lifecycle": dice.choice(LIFECYCLES),
            "grade": dice.choice(GRADES),
            "industry": dice.choice(FIELDS_OF_INDUSTRY),
            "source": dice.choice(SOURCES),
            "owner": Link(dice.choice(owners)),
            "next_contact_on": next_contact(dice),
            "contact_points": numbers(dice),
            "addresses": (AddressRow(city=f"{city}市", detail=street(dice)),),
            "remarks": dice.choice((None, "展会上认识，等报价", "Asked for samples")),
        }


def contacts(ids: list[int], owners: tuple[int, ...], seed: int = 2) -> Iterator[dict[str, Any]]:
    """One person for each of these customers."""
    dice = random.Random(seed * 1_000_003 + ids[0])
    for id_ in ids:
        yield {
            "name": person(dice),
            "job_title": dice.choice(TITLES),
            "customer": Link(id_),
            "owner": Link(dice.choice(owners)),
            "contact_points": (ContactPointRow("mobile", mobile(dice)),),
        }


def chinese_name(dice: random.Random, city: str) -> str:
    trade = dice.choice(TRADE) + dice.choice(TRADE)
    industry = "科技" if dice.random() < 0.3 else dice.choice(INDUSTRIES)
    return f"{city}{trade}{industry}{dice.choice(FORMS)}"


def western_name(dice: random.Random) -> str:
    return f"{dice.choice(WESTERN)} {dice.choice(WESTERN)} {dice.choice(WESTERN_FORMS)}"


def person(dice: random.Random) -> str:
    return dice.choice(SURNAMES) + "".join(dice.choices(GIVEN, k=dice.choice((1, 2, 2))))


def mobile(dice: random.Random) -> str:
    return f"1{dice.choice('35789')}{dice.randrange(10**9):09d}"


def numbers(dice: random.Random) -> tuple[ContactPointRow, ...]:
    """A mobile, and every second time a landline besides."""
    first = ContactPointRow("mobile", mobile(dice))
    if dice.random() < 0.5:
        return (first,)
    line = f"{dice.choice(AREAS)}-{dice.randrange(2, 9)}{dice.randrange(10**7):07d}"
    return first, ContactPointRow("landline", line)


def street(dice: random.Random) -> str:
    return f"{dice.choice(STREETS)}{dice.randrange(1, 999)}号"


def next_contact(dice: random.Random) -> date | None:
    return None if dice.random() < 0.3 else FIRST_DAY + timedelta(days=dice.randrange(300))


def bench_office(size: int, policy: KdfPolicy = STRONG, kept_in: Path = KEPT_IN) -> BenchOffice:
    """The office of this size, built unless an earlier run of the machine has left it."""
    folder = kept_in / f"office-{size}"
    finished = folder / "seller"
    if not finished.exists():
        shutil.rmtree(folder, ignore_errors=True)
        seller = build(folder, size, policy)
        finished.write_text(str(seller))
    return BenchOffice(folder, size, int(finished.read_text()))


def build(folder: Path, size: int, policy: KdfPolicy) -> int:
    """Found an office and fill it; the id of the colleague with the role of sales is returned."""
    founding = Founding("Benchmark office", USERNAME, "Wang Xiaoyan")
    folder.parent.mkdir(parents=True, exist_ok=True)
    office, _sheet = found_office(folder, founding, PASSWORD, policy=policy, clock=system_now)
    try:
        people = colleagues(office)
        begun = time.perf_counter()
        done = 0
        for chunk in in_chunks(customers(size, people)):
            fill(office, chunk, people)
            done += len(chunk)
            print(f"  {done:,} of {size:,} after {time.perf_counter() - begun:.0f} s", flush=True)
    finally:
        office.close()
    return people[1]


def fill(office: OpenOffice, chunk: list[Mapping[str, Any]], people: tuple[int, ...]) -> None:
    """Store these customers and one contact for each, in one transaction."""
    with office.database.write(office.actor, ChangeKind.IMPORT) as inside:
        ids = inside.customers.add_many(chunk)
        inside.contacts.add_many(list(contacts(ids, people)))


def colleagues(office: OpenOffice) -> tuple[int, ...]:
    """The ids of twelve users: the administrator, then eleven sales people."""
    people = [office.actor.user_id or 0]
    with office.database.write(Actor.office(), ChangeKind.SETUP) as inside:
        for number in range(1, COLLEAGUES + 1):
            values = {
                "username": f"sales{number}",
                "name": f"Sales {number}",
                "state": UserState.ACTIVE,
            }
            people.append(inside.users.add(values))
            inside.users.give_role(people[-1], "sales")
    return tuple(people)


def in_chunks(rows: Iterator[dict[str, Any]]) -> Iterator[list[Mapping[str, Any]]]:
    """The rows in lists of CHUNK."""
    chunk: list[Mapping[str, Any]] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
