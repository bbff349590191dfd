"""Work that is killed in a child of its own: after some time, or at a flush to the disk (POSIX)."""

import multiprocessing
import os
import signal
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

from cims.services.clock import system_now
from cims.services.opening import OpenOffice, open_office
from cims.services.vault.keys import KeySet
from cims.services.vault.vault import open_by_keys
from tests.weak_policy import WEAK


def opened(folder: Path, keys: KeySet) -> OpenOffice:
    """The office in a folder, brought up to date if need be."""
    return open_office(open_by_keys(folder, keys, policy=WEAK, now=system_now), system_now)


def killed_at(flush: int, work: Callable[[], object]) -> bool:
    """Do it in a child that is killed at its n-th flush; whether it got to its end instead."""
    child = os.fork()
    if not child:
        flushes = count(1)

        def mortal(real: Callable[[int], None]) -> Callable[[int], None]:
            def counted(descriptor: int) -> None:
                if next(flushes) == flush:
                    os.kill(os.getpid(), signal.SIGKILL)
                real(descriptor)

            return counted

        for name in ("fsync", "fdatasync"):
            if hasattr(os, name):
                setattr(os, name, mortal(getattr(os, name)))
        try:
            work()
        finally:
            os._exit(0)
    _pid, status = os.waitpid(child, 0)
    return os.WIFEXITED(status)


def heard_until_killed(
    work: Callable[..., object], words: tuple[Any, ...], seconds: float
) -> list[Any]:
    """What a child tells of its work through a pipe, its last argument, until it is killed."""
    hear, tell = multiprocessing.Pipe(duplex=False)
    context = multiprocessing.get_context(
        "fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn"
    )
    child = context.Process(target=work, args=(*words, tell))
    child.start()
    tell.close()
    heard = [hear.recv()]
    child.join(seconds)
    child.kill()
    child.join()
    try:
        while True:
            heard.append(hear.recv())
    except EOFError:
        hear.close()
    return heard
