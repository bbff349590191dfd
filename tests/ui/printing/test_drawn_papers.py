"""Papers as PDF and picture: what is on them, what is never loaded, how pages break."""

from dataclasses import replace
from datetime import date

import pypdfium2
import pytest
from PySide6.QtCore import QSizeF
from PySide6.QtGui import QColor, QImage

from cims.services.errors import NotPossible
from cims.services.paper_templates.engine import filled_page
from cims.services.paper_templates.ready import ready_page
from cims.services.paper_templates.sample import sample
from cims.services.paper_templates.templates import PaperKind, PaperLanguage
from cims.services.paper_templates.values import values_of
from cims.ui.pictures import as_kept
from cims.ui.printing.paper_page import (
    PaperPage,
    drawn_pages,
    paper_pdf,
    paper_picture,
    usual_size,
)

DAY = date(2026, 11, 21)
LONG = "特别长的产品名称与说明，含各种附件、安装支架、控制软件及三年现场服务" * 5


def page(lines=5, language=PaperLanguage.CHINESE, html="", **more):
    given = sample(PaperKind.QUOTE, str(language), DAY)
    rows = [
        dict(given.lines[n % 5], heading="", optional=False, name=f"货品{n:03}号")
        for n in range(lines)
    ]
    given = replace(given, lines=rows, **more)
    filled = html or filled_page(ready_page(language), values_of(given))
    return PaperPage("报价", filled, {}, str(language))


def texts(content):
    with pypdfium2.PdfDocument(content) as document:
        return [one.get_textpage().get_text_bounded() for one in document]


def picture(colour="#ff0000"):
    made = QImage(20, 20, QImage.Format.Format_RGB32)
    made.fill(QColor(colour))
    return made


def is_red(image):
    small = image.scaled(200, 280)
    return any(
        QColor(small.pixel(x, y)).red() > 200 and QColor(small.pixel(x, y)).green() < 100
        for x in range(small.width())
        for y in range(small.height())
    )


@pytest.mark.parametrize("lines", [1, 5, 60])
def test_every_line_stands_once_and_the_total_on_the_last_page(lines, qapp):
    found = texts(paper_pdf(page(lines)))
    whole = "\n".join(found)
    assert [whole.count(f"货品{n:03}号") for n in range(lines)] == [1] * lines
    for words in ("人民币贰万捌仟肆佰伍拾元整", "¥28,450.00", "¥25,176.99", "¥3,273.01", "逐行"):
        assert whole.count(words) == 1
    assert "条款" in found[-1] and "盖章" in found[-1]
    assert (len(found) == 1) == (lines < 60)
    for number, text in enumerate(found, 1):
        assert f"第 {number} 页 共 {len(found)} 页" in text


def test_each_page_of_a_long_paper_repeats_the_head_of_its_lines(qapp):
    found = texts(paper_pdf(page(60)))
    assert len(found) >= 3
    with_lines = [text for text in found if "CDLF32-80" in text]
    assert len(with_lines) >= 3
    assert all("序号 名称 规格型号" in text for text in with_lines)


@pytest.mark.parametrize("tall", range(2, 7))
def test_no_row_is_torn_between_two_pages(tall, qapp):
    middle = "<br>中" * tall
    content = ready_page(PaperLanguage.CHINESE).replace(
        "{{ line.name }}", f"{{{{ line.name }}}}头{middle}<br>尾"
    )
    given = sample(PaperKind.QUOTE, "zh_CN", DAY)
    html = filled_page(content, values_of(replace(given, lines=[*given.lines] * 8)))
    found = texts(paper_pdf(PaperPage("报价", html, {}, "zh_CN")))
    assert len(found) > 2
    assert all(text.count("头") == text.count("尾") for text in found)
    for text in found[:-1]:  # no group's heading ends a page
        assert not text.rstrip().rpartition("第")[0].rstrip().endswith(("设备", "安装调试"))


def test_words_are_found_as_they_were_written(qapp):
    """Fonts draw 示 and a radical alike; digits beside letters in forms of their own."""
    whole = "".join(texts(paper_pdf(page())))
    assert not [sign for sign in whole if "\u2e80" <= sign <= "\u2fdf"]
    for words in ("示例贸易有限公司", "开户行", "Q202611-0023",
                  "CDLF32-80", "ACS510-15KW", "南方泵业"):  # fmt: skip
        assert words in whole


def test_a_long_name_wraps_and_hides_nothing(qapp):
    given = sample(PaperKind.QUOTE, "zh_CN", DAY)
    rows = [dict(given.lines[0], name=LONG, model="M" * 60, remarks=LONG[:60])]
    html = filled_page(ready_page(PaperLanguage.CHINESE), values_of(replace(given, lines=rows)))
    whole = "".join(texts(paper_pdf(PaperPage("报价", html, {}, "zh_CN"))))
    plain = whole.replace("\r", "").replace("\n", "")
    assert plain.count("三年现场服务") >= 5
    assert "13,600.00" in plain


@pytest.mark.parametrize(
    "markup",
    [
        '<img src="{file}">',
        '<img src="file://{file}">',
        '<table background="{file}"><tr><td>x</td></tr></table>',
        '<table><tr><td style="background-image: url({file})">x</td></tr></table>',
        '<p style="background-image: url(file://{file})">x</p>',
        '<ul style="list-style-image: url({file})"><li>x</li></ul>',
        '<html><head><link rel="stylesheet" href="{css}"></head><body><p>x</p></body></html>',
        '<html><head><style>@import url("{css}");</style></head><body><p>x</p></body></html>',
    ],
)
def test_nothing_is_loaded_from_the_disk(markup, qapp, tmp_path):
    file, css = tmp_path / "red.png", tmp_path / "red.css"
    assert picture().save(str(file))
    css.write_text("p { color: #ff0000; background-color: #ff0000 }", encoding="utf-8")
    html = markup.format(file=file, css=css)
    assert not is_red(paper_picture(PaperPage("x", html)))


def test_nothing_is_loaded_from_the_net(qapp, monkeypatch):
    html = '<p>x</p><img src="http://127.0.0.1:9/x.png"><img src="/etc/passwd"><img src="qrc:/x">'
    assert texts(paper_pdf(PaperPage("x", html)))[0].startswith("x")


def test_pictures_that_belong_to_the_paper_are_shown(qapp, tmp_path):
    file = tmp_path / "red.png"
    assert picture().save(str(file))
    html = '<p>x</p><img src="picture:logo" height="200">'
    assert is_red(paper_picture(PaperPage("x", html, {"picture:logo": file.read_bytes()})))
    broken = PaperPage("x", html, {"picture:logo": b"broken"})
    assert not is_red(paper_picture(broken))


def test_a_picture_holds_all_pages_and_very_many_are_refused(qapp):
    one, five = paper_picture(page(1)), paper_picture(page(60))
    assert five.width() == one.width()
    assert five.height() == one.height() * len(texts(paper_pdf(page(60))))
    with pytest.raises(NotPossible, match="too many for a picture"):
        paper_picture(page(240))


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<table><tr><td>" * 20 + "x", "Too many tables"),
        ('<img src="picture:none" height=2000000>', "would have 2,0.. pages"),
    ],
)
def test_a_page_without_end_is_a_sentence_and_not_hours(html, words, qapp):
    for draw in (paper_pdf, lambda one: drawn_pages(one, usual_size())):
        with pytest.raises(NotPossible, match=words):
            draw(PaperPage("x", html))


def test_pages_for_the_screen_are_those_of_the_pdf_and_as_many_as_their_size_asks(qapp):
    assert len(drawn_pages(page(60), usual_size())) == len(texts(paper_pdf(page(60))))
    across = QSizeF(usual_size().height(), usual_size().width())
    assert len(drawn_pages(page(60), across)) > len(drawn_pages(page(60), usual_size()))


def test_a_logo_like_a_banner_leaves_the_office_its_room(qapp):
    banner = QImage(3000, 300, QImage.Format.Format_RGB32)
    banner.fill(QColor("#ff0000"))
    given = replace(sample(PaperKind.QUOTE, "zh_CN", DAY), logo="picture:logo")
    html = filled_page(ready_page(PaperLanguage.CHINESE), values_of(given))
    made = PaperPage("报价", html, {"picture:logo": as_kept(banner)}, "zh_CN")
    assert is_red(paper_picture(made))
    (text,) = texts(paper_pdf(made))
    assert "示例贸易有限公司" in text.splitlines()[0]


def test_the_mark_stands_on_each_page(qapp):
    found = texts(paper_pdf(replace(page(60), mark="作废 · CIMS")))
    assert all("作废 · CIMS" in text for text in found)


def test_english_papers_number_their_pages_in_english(qapp):
    assert "Page 1 of 1" in texts(paper_pdf(page(2, PaperLanguage.ENGLISH)))[0]


@pytest.mark.parametrize("language", PaperLanguage)
def test_lines_are_as_wide_as_the_page_without_remarks_too(language, qapp):
    given = sample(PaperKind.QUOTE, str(language), DAY)
    bare = replace(given, lines=[dict(row, remarks="") for row in given.lines])
    ends = []
    for one in (given, bare):
        filled = filled_page(ready_page(language), values_of(one))
        drawn = paper_picture(PaperPage("报价", filled, {}, str(language)))
        ground = QColor("#eef1f6").rgb()
        ends.append(
            max(x for x in range(drawn.width()) for y in range(0, drawn.height() // 3, 4)
                if drawn.pixel(x, y) == ground)
        )  # fmt: skip
    assert abs(ends[0] - ends[1]) <= 2
