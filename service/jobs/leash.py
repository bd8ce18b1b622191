"""A child process that does not outlive its parent, also when the parent is killed with SIGKILL.

On Linux the kernel kills the child (PR_SET_PDEATHSIG); a watcher on getppid() covers other systems and the moment
before the call. Trap: the kernel's signal follows the *thread* that started the child, so start workers from a thread
that stays (the main thread, or a supervisor's own).
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import threading
import time

_PR_SET_PDEATHSIG = 1
_LOOK_EVERY_SECONDS = 0.5


def die_with(parent: int) -> None:
    """From now on this process ends with the process `parent`, which started it; at once if it is gone already."""
    if sys.platform == "linux":
        kernel = ctypes.CDLL(None, use_errno=True)
        if kernel.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0) != 0:
            raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG) was refused")
    # the parent may have died before the call: then nobody will send the signal
    _die_if_orphaned(parent)
    threading.Thread(target=_watch, args=(parent,), name="leash", daemon=True).start()


def _watch(parent: int) -> None:
    while True:
        time.sleep(_LOOK_EVERY_SECONDS)
        _die_if_orphaned(parent)


def _die_if_orphaned(parent: int) -> None:
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)
