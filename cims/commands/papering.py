"""The verb that makes a paper of a quote or an order."""

from argparse import Namespace

from cims.commands.signing_in import signed_in
from cims.commands.terminal import Terminal
from cims.services.errors import CimsError
from cims.services.granted import Taking
from cims.services.i18n import _
from cims.services.office import Office
from cims.services.paper_templates.papers import Paper
from cims.services.paper_templates.templates import PaperFormat, PaperKind
from cims.services.whole_file import replacing


def paper(terminal: Terminal, given: Namespace) -> int:
    """paper KIND NUMBER --pdf|--docx|--html OUT: what is printed, as a file."""
    kind = PaperKind(given.kind)
    with signed_in(terminal, given) as opened:
        with opened.database.read(opened.actor) as office:
            made = filled(office, kind, given)
        content = drawn(made, given)
        with opened.database.write(opened.actor) as office:
            ids = [made.record_id]
            office.day_use.take(Taking.PRINT, kind, ids, made.columns)
        with replacing(given.out) as unfinished:
            unfinished.write_bytes(content)
    terminal.say(_("{paper} is in {file}.").format(paper=made.title, file=given.out))
    if terminal.json:
        terminal.give({"file": str(given.out), "paper": made.title})
    return 0


def filled(office: Office, kind: PaperKind, given: Namespace) -> Paper:
    """The paper with this number, in the template that was named or the usual one."""
    found = office.room(kind).named([given.number]).get(given.number, [])
    if not found:
        raise CimsError(
            _("“{word}” is neither the number nor the name of anything that you may see.").format(
                word=given.number
            )
        )
    made = office.papers.word if given.form == "docx" else office.papers.page
    return made(kind, found[0], template_of(office, kind, given))


def template_of(office: Office, kind: PaperKind, given: Namespace) -> int | None:
    """The template of this name or number; None where none is named."""
    if not given.template:
        return None
    format_ = PaperFormat.WORD if given.form == "docx" else PaperFormat.PAGE
    known = office.paper_templates.usable(kind, format_)
    for one in known:
        if given.template in (one.values["name"], one.values["code"]):
            return one.id
    names = ", ".join(f"{one.values['code']} ({one.values['name']})" for one in known)
    sentence = _("There is no template “{name}” for this paper. Known are: {known}.")
    raise CimsError(sentence.format(name=given.template, known=names))


def drawn(made: Paper, given: Namespace) -> bytes:
    """The paper as a file; only a PDF needs Qt."""
    if given.form == "docx":
        return made.word
    if given.form == "html":
        return made.html.encode()
    from cims.commands.drawing import draw_paper

    return draw_paper(made)
