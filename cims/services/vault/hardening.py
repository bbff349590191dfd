"""Keep the memory of this process away from dumps and debuggers, as far as the system lets us."""

import ctypes
import sys

_PR_SET_DUMPABLE = 4
_PT_DENY_ATTACH = 31


def harden_process() -> tuple[str, ...]:
    """Do what this system offers; the names of what worked."""
    steps = (_no_core_files, _not_dumpable, _no_debugger)
    return tuple(done for done in (step() for step in steps) if done)


def _no_core_files() -> str:
    if sys.platform == "win32":
        return ""
    import resource

    try:
        _, hard = resource.getrlimit(resource.RLIMIT_CORE)
        resource.setrlimit(resource.RLIMIT_CORE, (0, hard))
    except (OSError, ValueError):
        return ""
    return "RLIMIT_CORE"


def _not_dumpable() -> str:
    if not sys.platform.startswith("linux"):
        return ""
    try:
        failed = ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    except (OSError, AttributeError):
        return ""
    return "" if failed else "PR_SET_DUMPABLE"


def _no_debugger() -> str:
    if sys.platform != "darwin":
        return ""
    try:
        failed = ctypes.CDLL(None).ptrace(_PT_DENY_ATTACH, 0, 0, 0)
    except (OSError, AttributeError):
        return ""
    return "" if failed else "PT_DENY_ATTACH"
