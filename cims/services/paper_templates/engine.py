"""Templates filled with the plain values of a paper, in a sandbox that runs nothing else."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from jinja2 import (
    StrictUndefined,
    Template,
    TemplateError,
    TemplateSyntaxError,
    UndefinedError,
    nodes,
)
from jinja2.sandbox import ImmutableSandboxedEnvironment

from cims.services.i18n import N_, _
from cims.services.paper_templates.checking import check
from cims.services.paper_templates.nesting import is_endless
from cims.services.paper_templates.shape import LONGEST, WrongTemplate

MOST_TURNS = 50_000  # of all loops of a template
MOST_TIMES = 20  # of the longest template: what all turns of its loops come to
COUNTED = "counted"
TOO_DEEP = N_("Too much stands in one another. Simplify the template.")
Values = Mapping[str, Any]


class Environment(ImmutableSandboxedEnvironment):
    """Compiles only what was checked; its loops are counted, whatever they go through."""

    def __init__(self, longest: int = LONGEST) -> None:
        super().__init__(
            autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
        )
        self.globals.clear()
        self.filters[COUNTED] = self._count
        self._turns, self._signs, self._longest = MOST_TURNS, MOST_TIMES * longest, longest

    def compile(self, source: Any, *args: Any, **more: Any) -> Any:
        if isinstance(source, str):
            if len(source) > self._longest:
                raise WrongTemplate(_("The template is too long. Shorten it."), 1)
            source = self.parse(source)
        check(source)
        for loop in source.find_all(nodes.For):
            said = sum(len(one.data) for one in loop.find_all(nodes.TemplateData))
            length = nodes.Const(said, lineno=loop.lineno)
            loop.iter = nodes.Filter(
                loop.iter, COUNTED, [length], [], None, None, lineno=loop.lineno
            )
        return super().compile(source, *args, **more)

    def _count(self, rows: Iterable[Any], length: int) -> Iterator[Any]:
        counted = list(rows)
        self._turns -= len(counted)
        self._signs -= len(counted) * length
        if min(self._turns, self._signs) < 0:
            raise WrongTemplate(_("The template goes through rows too often. Simplify it."), 1)
        return iter(counted)


@contextmanager
def understood() -> Iterator[None]:
    """Turn what the engine says into a sentence for whoever worded the template."""
    try:
        yield
    except TemplateSyntaxError as error:
        sentence = _(
            "Line {line}: this can't be read. Each {{{{ needs its }}}}, "
            "each {{% if %}} its {{% endif %}}, each {{% for %}} its {{% endfor %}}."
        )
        words = sentence.format(line=error.lineno)
        raise WrongTemplate(words, error.lineno) from None
    except (RecursionError, SyntaxError):
        raise WrongTemplate(_(TOO_DEEP), 1) from None
    except (UndefinedError, TemplateError) as error:
        sentence = _("The template can't be filled ({reason}).")
        raise WrongTemplate(sentence.format(reason=error.message), 1) from None


def filled_page(content: str, values: Values) -> str:
    """The HTML of a paper; every value is escaped."""
    with understood():
        html = compiled(content).render(values)
    if is_endless(html):
        raise WrongTemplate(_(TOO_DEEP), 1)
    return html


def compiled(content: str) -> Template:
    """An HTML template that was checked."""
    if not content.strip():
        sentence = _("The wording is empty. Type one, or take the ready wording.")
        raise WrongTemplate(sentence, 1)
    return Environment().from_string(content)
