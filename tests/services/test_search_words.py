"""Search words of a record, put together from words that were made before."""

from cims.services.search_words import Made, Texts, document_of

TEXTS = (
    Texts(("苏州恒泰", "K1", "TCL科技"), ("苏州恒泰", "TCL科技"), ("13812345678", "K1")),
    Texts(("——", "苏州恒泰", "——", "重庆"), ("——", "重庆"), ("——",)),
    Texts((), (), ()),
)


def test_words_made_before_give_the_same_as_words_made_now() -> None:
    made = Made()
    for texts in TEXTS:
        made.add(texts)
    for texts in TEXTS:
        assert document_of(texts, made) == document_of(texts)


def test_what_was_not_made_before_is_made_now() -> None:
    for texts in TEXTS:
        assert document_of(texts, Made()) == document_of(texts)


def test_words_made_before_are_believed() -> None:
    made = Made(words={"苏州": "made"})
    assert document_of(Texts(("苏州", "K1"), (), ()), made).text == "made ǀ k1"
