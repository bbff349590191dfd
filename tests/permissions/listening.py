"""Hears what public methods of services hand out to whoever called them from outside."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

import pytest

from cims.services.service import Service


class Ears:
    """What was handed out or said: (door, text); calls from one room to another are not heard."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, str]] = []
        self._depth = 0

    def about(self, service: type[Service], name: str, method: Any) -> Any:
        """The method, listened to."""

        @wraps(method)
        def heard(room: Service, *words: Any, **more: Any) -> Any:
            self._depth += 1
            try:
                result = method(room, *words, **more)
            except Exception as error:
                if self._depth == 1:
                    self.heard.append((said_by(room, name), str(error)))
                raise
            finally:
                self._depth -= 1
            if not self._depth:
                self.heard.append((said_by(room, name), repr(result)))
            return result

        return heard


def said_by(room: Service, name: str) -> str:
    """The method's name; of a room that shows a part of another one's records, the room's too."""
    part = getattr(room, "entity", None)
    return f"{part.name}.{name}" if part is not None and part.part_of else name


def every_service() -> Iterator[type[Service]]:
    """All service classes, the shared parts too."""
    left = [Service]
    while left:
        for each in left.pop().__subclasses__():
            if each.__module__.startswith("cims."):
                yield each
                left.append(each)


@contextmanager
def listening() -> Iterator[Ears]:
    """Listen at all public methods of all services."""
    ears = Ears()
    with pytest.MonkeyPatch.context() as patch:
        for service in set(every_service()):
            for name, method in list(vars(service).items()):
                if callable(method) and not name.startswith("_") and hasattr(method, "requires"):
                    patch.setattr(service, name, ears.about(service, name, method))
        yield ears
