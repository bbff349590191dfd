"""Whether a template names and does only what it may: walked before it is ever filled.

A template has no functions, no arithmetic, no macros and no values of its own: what it can do is
show placeholders, ask whether there is one, and go through rows.
"""

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches

from jinja2 import nodes

from cims.services.i18n import N_, _
from cims.services.paper_templates.shape import PAPER, Part, Place, Rows, Shape, WrongTemplate

DEEPEST, MOST_NODES = 4, 10_000
KNOWN_WORDS = frozenset(  # filters, and what may be asked by “is”
    {"default", "first", "last", "length", "upper", "lower", "trim", "join", "defined", "none"}
)
WORD = Place("")
LOOP = Part("", dict.fromkeys(("index", "index0", "first", "last", "length"), WORD))
HARMLESS = (
    nodes.Output,
    nodes.TemplateData,
    nodes.Const,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Compare,
    nodes.Operand,
    nodes.CondExpr,
    nodes.Concat,
    nodes.If,
    nodes.Filter,
    nodes.Test,
    nodes.Keyword,
)
NAMES = (nodes.Name, nodes.Getattr, nodes.Getitem)
REFUSED: tuple[tuple[type[nodes.Node], str], ...] = (
    (nodes.Call, N_("a function")),
    (nodes.BinExpr, N_("a calculation")),
    (nodes.Stmt, N_("this instruction")),
    (nodes.Node, N_("this expression")),
)
Known = Mapping[str, Shape]


def check(template: nodes.Template) -> None:
    """Refuse a template that names or does something else."""
    for number, _node in enumerate(template.find_all(nodes.Node)):
        if number > MOST_NODES:
            raise WrongTemplate(_("The template is too long. Shorten it."), 1)
    for node in template.body:
        walk(node, PAPER.places, 0)


def walk(node: nodes.Node, known: Known, depth: int) -> None:
    """Check a piece of a template below these names."""
    if isinstance(node, nodes.For):
        walk_loop(node, known, depth)
    elif isinstance(node, NAMES):
        shape_of(node, known)
    elif not isinstance(node, HARMLESS):
        raise refused(node)
    else:
        if isinstance(node, nodes.Filter | nodes.Test) and node.name not in KNOWN_WORDS:
            raise refused(node, f"“{node.name}”")
        if isinstance(node, nodes.Output):
            refuse_whole_parts(node, known)
        for child in node.iter_child_nodes():
            walk(child, known, depth)


def walk_loop(node: nodes.For, known: Known, depth: int) -> None:
    """Check {% for %}: it goes through rows that are known, and not too deep."""
    shape = shape_of(node.iter, known) if isinstance(node.iter, NAMES) else None
    if not isinstance(shape, Rows) or not isinstance(node.target, nodes.Name) or node.recursive:
        rows = ", ".join(name for name, one in known.items() if isinstance(one, Rows))
        sentence = _("Line {line}: {{% for %}} can only go through rows, such as: {rows}.")
        raise WrongTemplate(sentence.format(line=node.lineno, rows=rows), node.lineno)
    if depth >= DEEPEST:
        sentence = _("Line {line}: too many {{% for %}} stand in one another.")
        raise WrongTemplate(sentence.format(line=node.lineno), node.lineno)
    inside = {**known, node.target.name: shape.row, "loop": LOOP}
    if node.test is not None:
        walk(node.test, inside, depth + 1)
    for child in node.body:
        walk(child, inside, depth + 1)
    for child in node.else_:
        walk(child, known, depth)


def refuse_whole_parts(node: nodes.Output, known: Known) -> None:
    """What is shown is a word: rows and parts have no words of their own."""
    for shown in node.nodes:
        if isinstance(shown, NAMES) and not isinstance(shape_of(shown, known), Place):
            name = written(shown)
            sentence = _("Line {line}: {{{{ {name} }}}} is no single value. Name one of: {known}.")
            shape = shape_of(shown, known)
            part = shape.row if isinstance(shape, Rows) else shape
            names = ", ".join(part.places) if isinstance(part, Part) else ""
            raise WrongTemplate(
                sentence.format(line=shown.lineno, name=name, known=names), shown.lineno
            )


def shape_of(node: nodes.Node, known: Known, whole: str = "") -> Shape:
    """What a name, part of a `whole` one, stands for; a sentence where there is none."""
    if isinstance(node, nodes.Name):
        return found(node, node.name, known, [*written_below(known)], whole or node.name)
    if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
        name, below = str(node.arg.value), node.node
    elif isinstance(node, nodes.Getattr):
        name, below = node.attr, node.node
    else:
        raise refused(node)
    if not isinstance(below, NAMES):
        raise refused(node, f"“.{name}”")
    shape = shape_of(below, known, whole or written(node))
    places = shape.places if isinstance(shape, Part) else {}
    right = [f"{written(below)}.{one}" for one in places] or [written(below)]
    return found(node, name, places, [*right, *written_below(known)], whole or written(node))


def found(node: nodes.Node, name: str, places: Known, right: Sequence[str], whole: str) -> Shape:
    """The place of this name among these; else a sentence with one of the right names."""
    if name in places:
        return places[name]
    nearest = near(whole, right)
    sentence = _("Line {line}: there is no placeholder {{{{ {name} }}}}.")
    if nearest:
        sentence = _(
            "Line {line}: there is no placeholder {{{{ {name} }}}}. Take {{{{ {nearest} }}}}?"
        )
    words = sentence.format(line=node.lineno, name=whole, nearest=nearest)
    raise WrongTemplate(words, node.lineno)


def near(name: str, right: Sequence[str]) -> str:
    """The right placeholder that is written most like this one, or ends like it."""
    last = name.rpartition(".")[2]
    ends = [one for one in right if one.rpartition(".")[2] == last]
    close = get_close_matches(name, right, 1, 0.6)
    return next(iter(close or ends), "")


def written_below(known: Known) -> Iterator[str]:
    """The names that may be written where these are known."""
    for name, shape in known.items():
        yield name
        if isinstance(shape, Part):
            yield from (f"{name}.{one}" for one in shape.places)


def written(node: nodes.Node) -> str:
    """A name as it stands in the template."""
    if isinstance(node, nodes.Getattr):
        return f"{written(node.node)}.{node.attr}"
    if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
        return f"{written(node.node)}.{node.arg.value}"
    return node.name if isinstance(node, nodes.Name) else "…"


def refused(node: nodes.Node, what: str = "") -> WrongTemplate:
    """The sentence for something that no template does."""
    named = what or _(next(words for kind, words in REFUSED if isinstance(node, kind)))
    sentence = _("Line {line}: {what} can't be used in a template. Use placeholders, if and for.")
    return WrongTemplate(sentence.format(line=node.lineno, what=named), node.lineno)
