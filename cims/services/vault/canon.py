"""Canonical JSON: one value has exactly one text, so that MACs and sums can be taken of it."""

import base64
import json
from typing import Any

LARGEST = 2**53 - 1

_encode = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
).encode


class NotCanonical(ValueError):
    """A value that canonical JSON cannot hold, or bytes that are not canonical."""


def canon(value: Any) -> bytes:
    """Canonical JSON of strings, integers from 0 to 2^53 - 1, booleans, None, lists and dicts.

    Object keys are ASCII. Raises NotCanonical for anything else.
    """
    _check(value)
    try:
        return _encode(value).encode()
    except UnicodeEncodeError as error:
        raise NotCanonical("a surrogate in a string") from error


def read_canon(raw: bytes) -> Any:
    """The value of canonical JSON; raises NotCanonical unless the bytes are their own canon."""
    try:
        value = json.loads(
            raw.decode("utf-8"),
            object_pairs_hook=_object,
            parse_float=_refuse,
            parse_constant=_refuse,
        )
        if canon(value) != raw:
            raise NotCanonical("not in canonical form")
    except (ValueError, RecursionError) as error:
        raise NotCanonical(str(error)) from error
    return value


def b64(raw: bytes | bytearray) -> str:
    """Standard base64 with padding."""
    return base64.b64encode(raw).decode("ascii")


def unb64(text: str) -> bytes:
    """The bytes of `text`; raises NotCanonical unless it is exactly their b64."""
    try:
        raw = base64.b64decode(text, validate=True)
    except ValueError as error:
        raise NotCanonical("not base64") from error
    if b64(raw) != text:
        raise NotCanonical("base64 with stray bits")
    return raw


def _check(value: Any) -> None:
    parts = [value]
    while parts:
        part = parts.pop()
        if part is None or part is True or part is False or isinstance(part, str):
            continue
        if isinstance(part, int):
            if not 0 <= part <= LARGEST:
                raise NotCanonical(f"integer out of range: {part}")
        elif isinstance(part, (list, tuple)):
            parts += part
        elif isinstance(part, dict):
            for key in part:
                if not (isinstance(key, str) and key.isascii()):
                    raise NotCanonical(f"object key is not ASCII text: {key!r}")
            parts += part.values()
        else:
            raise NotCanonical(f"no canonical form for {type(part).__name__}")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise NotCanonical("duplicate key")
    return found


def _refuse(text: str) -> Any:
    raise NotCanonical(f"not an integer: {text}")
