"""Verbs about the pool: claim, return, assign; listed and exported it is like any record type."""

from argparse import Namespace
from collections.abc import Callable, Sequence

from cims.commands.signing_in import signed_in
from cims.commands.terminal import Terminal
from cims.services.errors import NotFound
from cims.services.i18n import _, _n
from cims.services.office import Office
from cims.services.reading import RecordReader


def claim(terminal: Terminal, given: Namespace) -> int:
    """pool claim NUMBER…: as many as may be; exit status 1 when some are left out."""
    with signed_in(terminal, given) as opened, opened.database.write(opened.actor) as office:
        claimed = office.pool.claim(numbered(office.pool, given.numbers))
        change = office.changes.change_set_id
    words = _n("{n} customer claimed", "{n} customers claimed", len(claimed.ids))
    terminal.say(words.format(n=len(claimed.ids)))
    for sentence in claimed.left_out:
        terminal.say(sentence)
    if terminal.json:
        left = list(claimed.left_out)
        terminal.give({"claimed": list(claimed.ids), "left_out": left, "change_set": change})
    return 1 if claimed.left_out else 0


def let_go(terminal: Terminal, given: Namespace) -> int:
    """pool return NUMBER… --reason CODE."""

    def work(office: Office) -> int:
        ids = numbered(office.customers, given.numbers)
        return office.customers.return_to_pool(ids, given.reason, given.note or "")

    def told(n: int) -> str:
        return _n("{n} customer returned to the pool", "{n} customers returned to the pool", n)

    return change(terminal, given, work, told)


def assign(terminal: Terminal, given: Namespace) -> int:
    """pool assign NUMBER… [--to USER]: without a colleague each goes back to whoever had it."""

    def work(office: Office) -> int:
        ids = numbered(office.pool, given.numbers)
        if not given.to:
            return office.pool.give_back(ids)
        colleague = office.users.by_name(given.to)
        if colleague is None:
            sentence = _("There is no colleague “{name}”, or several have this name.")
            raise NotFound(sentence.format(name=given.to))
        return office.pool.assign(ids, colleague)

    def told(n: int) -> str:
        return _n("{n} customer assigned", "{n} customers assigned", n)

    return change(terminal, given, work, told)


def change(
    terminal: Terminal,
    given: Namespace,
    work: Callable[[Office], int],
    words: Callable[[int], str],
) -> int:
    """One transaction; how many customers changed hands, and the change that undo takes."""
    with signed_in(terminal, given) as opened, opened.database.write(opened.actor) as office:
        count = work(office)
        number = office.changes.change_set_id
    terminal.say(words(count).format(n=count))
    if terminal.json:
        terminal.give({"count": count, "change_set": number})
    return 0


def numbered(room: RecordReader, numbers: Sequence[str]) -> list[int]:
    """The ids of the customers with these numbers, or whole names; a sentence for a wrong one."""
    known = room.named(numbers)
    for number in numbers:
        if number not in known:
            sentence = _("“{word}” is no customer that you may see here.")
            raise NotFound(sentence.format(word=number))
    return [id_ for number in numbers for id_ in known[number]]
