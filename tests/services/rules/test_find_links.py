"""Links from outside: one form is taken, all else is refused."""

import pytest

from cims.services.rules.find_links import RefusedLink, is_link, number_asked, whole_number


@pytest.mark.parametrize(
    ("link", "number"),
    [
        ("cims://find?tel=13812345678", "13812345678"),
        ("CIMS://FIND?tel=13812345678", "13812345678"),
        ("cims://find/?tel=0512-62888888", "0512-62888888"),
        ("cims://find?tel=%2B8613812345678", "+8613812345678"),
        ("cims://find?tel=+8613812345678", "+8613812345678"),
        ("cims://find?tel=%EF%BC%91%EF%BC%93%EF%BC%98", "138"),  # full-width digits
        ("cims://find?tel=(0512)%206288%208888", "(0512) 6288 8888"),
        ("cims://find", ""),
        ("cims://find?tel=", ""),
    ],
)
def test_a_number_comes_out_of_a_link(link, number):
    assert is_link(link)
    assert number_asked(link) == number


@pytest.mark.parametrize(
    "link",
    [
        "cims://find?tel=" + "1" * 200,
        "cims://find?tel=" + "1" * 21,
        "cims://find?tel=12",
        "cims://open?tel=13812345678",
        "cims://find/../vault?tel=13812345678",
        "cims://user:word@find?tel=13812345678",
        "cims://find:80?tel=13812345678",
        "cims://find?tel=13812345678#top",
        "cims://find?tel=13812345678&vault=/tmp",
        "cims://find?tel=13812345678;vault=/tmp",
        "cims://find?tel=138&tel=139",
        "cims://find?name=13812345678",
        "cims:find?tel=13812345678",
        "cims://find?tel=%2531%2533%2538",  # encoded twice
        "cims://find?tel=%00138",
        "cims://find?tel=138%0A139",
        "cims://find?tel=%FF%FE138",
        "cims://find?tel=138%27%20OR%201%3D1",
        "cims://find?tel=<script>138</script>",
        "cims://find?tel=138 --vault=/tmp",
        "cims://find?tel=138\t139",
        "cims://find?tel=\u202e13812345678",
        "cims://[find?tel=138",
        "http://find?tel=13812345678",
        "file:///etc/passwd",
        "tel:13812345678",
        "",
    ],
)
def test_any_other_link_is_refused_with_a_sentence(link):
    with pytest.raises(RefusedLink, match="cims://find"):
        number_asked(link)


@pytest.mark.parametrize("text", ["Ada", "13812345678 Ada", "=1+1", "12", "1" * 21, "138\n139\x00"])
def test_only_a_whole_number_is_one(text):
    with pytest.raises(RefusedLink):
        whole_number(text)
