"""Where in the program a fault happened, told without anybody's words."""

import traceback
from pathlib import Path

PROGRAM = Path(__file__).parents[1]


def fault_report(error: BaseException, about: str) -> str:
    """The kinds and places of an error and its causes; its own words may quote a record.

    `about` is the first line: versions and system. What another process said of its own places
    is an error's `places`.
    """
    lines = [about]
    seen: BaseException | None = error
    while seen is not None:
        lines.append(f"{type(seen).__module__}.{type(seen).__qualname__}")
        lines += [
            f"  {_place(frame.filename)}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(seen.__traceback__)
        ]
        lines += str(getattr(seen, "places", "")).splitlines()
        seen = seen.__cause__ or seen.__context__
    return "\n".join(lines)


def _place(filename: str) -> str:
    """A file without the folders above the program, which may name a person."""
    path = Path(filename)
    if path.is_relative_to(PROGRAM):
        return path.relative_to(PROGRAM.parent).as_posix()
    return "/".join(path.parts[-2:])
