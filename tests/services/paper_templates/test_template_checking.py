"""A template names only what there is and does nothing else; the sentence says where and what."""

import pytest

from cims.services.paper_templates.engine import compiled, filled_page, understood
from cims.services.paper_templates.ready import ready_page
from cims.services.paper_templates.shape import (
    LONGEST,
    PAPER,
    Part,
    Place,
    Rows,
    WrongTemplate,
    placeholders,
)
from cims.services.paper_templates.templates import PaperLanguage

NEVER = ("cost", "floor_price", "gross_profit", "margin", "internal_remarks", "profit")


def check_page(content):
    with understood():
        compiled(content)


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        ("{{ customer.nmae }}", 1, "{{ customer.nmae }}. Take {{ customer.name }}?"),
        ("a\nb {{ number }}", 2, "{{ number }}. Take {{ paper.number }}?"),
        ("{% for l in lines %}\n{{ l.quantty }}{% endfor %}", 2, "Take {{ l.quantity }}?"),
        ("{% if has.brnds %}{% endif %}", 1, "Take {{ has.brands }}?"),
        ("{{ lines }}", 1, "no single value"),
        ("{{ customer }}", 1, "Name one of: name, contact"),
        ("\n\n{% if x", 3, "can't be read"),
        ("{{ customer.name", 1, "can't be read"),
        ("{% for l in lines %}", 1, "can't be read"),
    ],
)
def test_a_wrong_placeholder_is_told_with_its_line_and_the_nearest_right_one(content, line, words):
    with pytest.raises(WrongTemplate) as refused:
        check_page(content)
    assert refused.value.line == line
    assert str(refused.value).startswith(f"Line {line}: ")
    assert words in str(refused.value)


@pytest.mark.parametrize(
    "content",
    [
        "{{ ''.__class__ }}",
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ customer.name.__class__ }}",
        "{{ customer['__class__'] }}",
        "{{ customer.name|attr('__class__') }}",
        "{{ self }}",
        "{{ self.__init__.__globals__ }}",
        "{{ cycler.__init__ }}",
        "{{ lipsum }}",
        "{{ range(10**9) }}",
        "{% for i in range(10**9) %}x{% endfor %}",
        "{% for c in 'aaaaaaaa' %}x{% endfor %}",
        "{% for c in [1, 2, 3] %}x{% endfor %}",
        "{% for l in lines|list %}x{% endfor %}",
        "{{ 10**10**10 }}",
        "{{ 'a' * 10**9 }}",
        "{{ '%1000000000d'|format(1) }}",
        "{{ customer.name|replace('a', 'aaaaaaaaaa') }}",
        "{{ customer.name|center(1000000000) }}",
        "{{ customer.name|safe }}",
        "{% autoescape false %}{{ customer.name }}{% endautoescape %}",
        "{% set a = 'x' %}{{ a }}",
        "{% macro f() %}{{ f() }}{% endmacro %}",
        "{% include '/etc/passwd' %}",
        "{% import 'os' as os %}",
        "{% extends 'x' %}",
        "{% block x %}{% endblock %}",
        "{% for l in lines recursive %}{{ loop(lines) }}{% endfor %}",
        "{% for a in lines %}{% for b in lines %}{% for c in lines %}{% for d in lines %}"
        "{% for e in lines %}x{% endfor %}{% endfor %}{% endfor %}{% endfor %}{% endfor %}",
    ],
)
def test_a_template_has_no_way_out_of_its_placeholders(content):
    with pytest.raises(WrongTemplate):
        check_page(content)


def test_loops_in_one_another_end_in_a_sentence_and_not_in_hours():
    loops = "".join(f"{{% for l{n} in lines %}}" for n in range(4))
    content = loops + "x" + "{% endfor %}" * 4
    values = {"lines": [{"name": "Pump"}] * 60}
    with pytest.raises(WrongTemplate, match="too often"):
        filled_page(content, values)


def test_a_novel_in_a_loop_ends_in_a_sentence_and_not_without_memory():
    content = "{% for l in lines %}" + "x" * (LONGEST - 100) + "{% endfor %}"
    check_page(content)
    assert len(filled_page(content, {"lines": [{}] * 5})) < 5 * LONGEST
    with pytest.raises(WrongTemplate, match="too often"):
        filled_page(content, {"lines": [{}] * 60})


def test_a_template_of_a_novel_is_refused():
    with pytest.raises(WrongTemplate, match="too long"):
        check_page("x" * (LONGEST + 1))
    with pytest.raises(WrongTemplate, match="too long"):
        check_page("{{ customer.name }}" * 10_000)
    for empty in ("", " \n "):
        with pytest.raises(WrongTemplate, match="The wording is empty"):
            check_page(empty)


@pytest.mark.parametrize(
    "content",
    [
        "{{ " + "(" * 5_000 + "customer.name" + ")" * 5_000 + " }}",
        "{% if lines %}" * 2_000 + "{% endif %}" * 2_000,
        "{% if lines %}" * 150 + "{% endif %}" * 150,
    ],
)
def test_what_stands_too_deep_in_itself_is_refused(content):
    with pytest.raises(WrongTemplate, match="in one another"):
        check_page(content)


@pytest.mark.parametrize(
    "content",
    [
        "<b>" * 60_000,
        "<b>" * 28_000 + "</b>" * 28_000,
        "{% for l in lines %}{% for m in lines %}<ul><li>{% endfor %}{% endfor %}",
        f"<style>{'p{color:red}' * 9_000}</style>" + "<p>x</p>" * 2_000,
    ],
)
def test_markup_that_qt_would_look_through_for_ever_is_refused(content):
    with pytest.raises(WrongTemplate, match="in one another"):
        filled_page(content, {"lines": [{}] * 200})


def test_long_but_flat_markup_is_no_trouble():
    flat = "<!-- <b> --><p><b>x</b><br>" * 7_000
    assert filled_page(flat, {}) == flat


def test_values_are_escaped_and_never_filled_themselves():
    evil = "<img src='file:///etc/passwd'> & {{ office.name }} {% for %}"
    filled = filled_page("<p>{{ customer.name }}</p>", {"customer": {"name": evil}})
    assert "<img" not in filled
    assert "{{ office.name }} {% for %}" in filled


def test_costs_floor_prices_profits_and_internal_remarks_have_no_placeholder():
    def names(shape):
        if isinstance(shape, Rows):
            return names(shape.row)
        if isinstance(shape, Place):
            return set()
        return {*shape.places, *(one for part in shape.places.values() for one in names(part))}

    assert isinstance(PAPER, Part)
    assert not names(PAPER) & set(NEVER)
    for name in NEVER:
        for content in (f"{{{{ {name} }}}}", f"{{{{ paper.{name} }}}}", f"{{{{ totals.{name} }}}}"):
            with pytest.raises(WrongTemplate):
                check_page(content)
        with pytest.raises(WrongTemplate):
            check_page(f"{{% for l in lines %}}{{{{ l.{name} }}}}{{% endfor %}}")


@pytest.mark.parametrize("language", PaperLanguage)
def test_ready_templates_pass_the_check_and_use_what_is_offered(language):
    content = ready_page(language)
    check_page(content)
    told = [name for name, _place in placeholders() if name.split(".")[0] in ("totals", "customer")]
    missing = [name for name in told if name not in content]
    assert missing == ["customer.address", "totals.freight"]
