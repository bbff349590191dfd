"""Forms left half typed: taken from the window, kept, and shown again at the next sign-in."""

from collections.abc import Callable, Sequence
from typing import Protocol, runtime_checkable

from cims.services.drafts import FormDraft
from cims.ui.jobs import Jobs
from cims.ui.main_window import MainWindow
from cims.ui.pages.administration import LetterheadPage
from cims.ui.pages.follow_up import LogPanel

OpenForm = Callable[[MainWindow, FormDraft], object]


@runtime_checkable
class Drafting(Protocol):
    """A page whose form can be kept half typed."""

    def draft(self) -> FormDraft | None:
        """What was typed and not saved; None when nothing was."""

    def take_draft(self, draft: FormDraft) -> None:
        """Put what was typed back."""


class KeptForms:
    """What came back from last time stays kept until it is saved, given up or closed."""

    def __init__(self, jobs: Jobs) -> None:
        self._jobs = jobs
        self._brought: dict[tuple[str, int | None], list[int]] = {}
        self._strays: list[FormDraft] = []  # kept forms that no page shows today

    def bring_back(
        self, drafts: Sequence[FormDraft], window: MainWindow, open_form: OpenForm
    ) -> None:
        """Show the forms of last time; those that nothing shows today wait for another day."""
        for draft in drafts:
            if draft.id is not None:
                self._brought.setdefault((draft.entity, draft.record), []).append(draft.id)
        self._strays = put_back(drafts, window, open_form)
        for draft in self._strays:
            self._brought.pop((draft.entity, draft.record), None)

    def to_keep(self, window: MainWindow) -> list[FormDraft]:
        """Everything that the next sign-in is to find."""
        return [*typed_in(window), *self._strays]

    def forget_settled(self, window: MainWindow) -> None:
        """Forget what came back from last time once its form was saved, given up or closed."""
        if not self._brought:
            return
        typed = {(draft.entity, draft.record) for draft in typed_in(window)}
        settled = [key for key in self._brought if key not in typed]
        ids = [id_ for key in settled for id_ in self._brought.pop(key)]
        if ids:
            self._jobs.write(lambda office: [office.drafts.drop(id_) for id_ in ids])


def typed_in(window: MainWindow) -> list[FormDraft]:
    """What stands half typed in any form of the window."""
    shown = [*window.documents.pages(), *window.findChildren(LetterheadPage)]
    pages = [page for page in shown if isinstance(page, Drafting)]
    kept = [page.draft() for page in pages]
    logged = [draft for panel in window.findChildren(LogPanel) for draft in panel.drafts()]
    return [*(draft for draft in kept if draft is not None), *logged]


def put_back(
    drafts: Sequence[FormDraft], window: MainWindow, open_form: OpenForm
) -> list[FormDraft]:
    """Open the forms of these drafts; those without a form today are returned."""
    strays = []
    for draft in drafts:
        page = open_form(window, draft)
        if isinstance(page, Drafting):
            page.take_draft(draft)
        else:
            strays.append(draft)
    return strays
