"""Python's search for garbage, kept to the one thread in which Qt's objects may be destroyed.

Left alone it runs in whatever thread happens to allocate: a widget in a cycle is then destroyed
by a worker, which ends the process. Counting references goes on everywhere, as ever.
"""

import gc

from PySide6.QtCore import QObject, QTimer

EVERY = 500  # milliseconds
FULL = 60_000  # objects to look through in one go: some 50 ms


class Collecting(QObject):
    """Looks for garbage from time to time, in the thread that made it, while it lives."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        gc.freeze()  # what the modules made stays for good and need not be looked through again
        self._timer = QTimer(self, interval=EVERY)
        self._timer.timeout.connect(collect_due)
        self._timer.start()


def collect_due() -> None:
    """Collect the oldest generation that is due, by the counts at which Python would do it.

    What has piled up beyond a full search of 50 ms is looked through when the session ends.
    """
    counts, most = gc.get_count(), gc.get_threshold()
    for generation in (2, 1, 0):
        if counts[generation] > most[generation]:
            if generation == 2 and len(gc.get_objects(generation=2)) > FULL:
                gc.freeze()
            gc.collect(generation)
            return


def collect_all() -> None:
    """Look through everything: nobody works while the window is locked."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
