"""What Linux can do for the isolation of a process, and Python's standard library does not offer.

Numbers are of the kernel's own headers, the same on every architecture. Each function raises OSError.
"""

from __future__ import annotations

import ctypes
import functools
import os
from ctypes import c_char_p, c_int, c_long, c_size_t, c_ulong

CLONE_NEWNS = 0x20000
CLONE_NEWUSER = 0x10000000
MS_RDONLY, MS_NOSUID, MS_NODEV = 1, 2, 4
MS_BIND, MS_REC, MS_PRIVATE = 4096, 16384, 1 << 18

_MOUNT_SETATTR = 442
_AT_FDCWD, _AT_RECURSIVE, _MOUNT_ATTR_RDONLY = -100, 0x8000, 1
_PDEATHSIG, _CHILD_SUBREAPER, _NO_NEW_PRIVS = 1, 36, 38
_CAPABILITY_VERSION = 0x20080522
_CREATE_RULESET, _RESTRICT_SELF = 444, 446
_SCOPE_SIGNAL = 2


@functools.lru_cache(maxsize=1)
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _checked(result: int, what: str) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), what)


def unshare(flags: int) -> None:
    _checked(_libc().unshare(c_int(flags)), "unshare")


def enter_mounts(namespace: int) -> None:
    """This process sees the mounts of a namespace from now on; its working folder becomes "/"."""
    _checked(_libc().setns(c_int(namespace), c_int(CLONE_NEWNS)), "setns")


def mount(source: str, target: str, kind: str = "", flags: int = 0, options: str = "") -> None:
    texts = [c_char_p(os.fsencode(text) or None) for text in (source, target, kind, options)]
    result = _libc().mount(texts[0], texts[1], texts[2], c_ulong(flags), texts[3])
    _checked(result, f"mount {target}")


def make_read_only(target: str) -> None:
    """A mount and all below it; devices can be written still (Linux 5.12)."""
    attributes = (ctypes.c_uint64 * 4)(_MOUNT_ATTR_RDONLY, 0, 0, 0)
    result = _libc().syscall(
        c_long(_MOUNT_SETATTR),
        c_int(_AT_FDCWD),
        c_char_p(os.fsencode(target)),
        c_int(_AT_RECURSIVE),
        ctypes.byref(attributes),
        c_size_t(ctypes.sizeof(attributes)),
    )
    _checked(result, f"mount_setattr {target}")


def _prctl(option: int, value: int, what: str) -> None:
    _checked(_libc().prctl(c_int(option), c_ulong(value), c_ulong(0), c_ulong(0), c_ulong(0)), what)


def die_with_parent(signal: int) -> None:
    _prctl(_PDEATHSIG, signal, "prctl PR_SET_PDEATHSIG")


def adopt_orphans() -> None:
    """Processes below this one whose parents end become its children, not init's."""
    _prctl(_CHILD_SUBREAPER, 1, "prctl PR_SET_CHILD_SUBREAPER")


def keep_to_oneself() -> None:
    """No signal from now on to a process that does not come from this one, and no look into its memory, variables or
    descriptors by /proc (Landlock, of Linux 6.12). Privileges have been dropped."""
    attributes = (ctypes.c_uint64 * 3)(0, 0, _SCOPE_SIGNAL)  # files and network stay as they are
    size = c_size_t(ctypes.sizeof(attributes))
    ruleset = _libc().syscall(c_long(_CREATE_RULESET), ctypes.byref(attributes), size, c_long(0))
    _checked(min(ruleset, 0), "landlock_create_ruleset")
    try:
        _checked(_libc().syscall(c_long(_RESTRICT_SELF), c_long(ruleset), c_long(0)), "landlock_restrict_self")
    finally:
        os.close(ruleset)


def drop_privileges() -> None:
    """No capability from now on, nor after exec: root, too, is bound by the modes of files."""
    _prctl(_NO_NEW_PRIVS, 1, "prctl PR_SET_NO_NEW_PRIVS")
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION, 0)
    _checked(_libc().capset(ctypes.byref(header), ctypes.byref((ctypes.c_uint32 * 6)())), "capset")
