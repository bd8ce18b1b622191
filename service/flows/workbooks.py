"""A workbook read in a process of its own (flows/workbook_process.py), whose end is a problem and never ours."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import IO, Any

from service.core.containers.kinds import damaged
from service.core.limits import WORKBOOK_MEMORY, WORKBOOK_SECONDS, beyond
from service.errors import FileUnusable, StorageFull
from service.store.files import says_disk_full


def workbook_text(path: Path, kind: str, sent: int, into: IO[bytes]) -> dict[str, Any]:
    """Write the text of a workbook's first sheet with data: the sheet's name, and its merged ranges.

    In      `kind` xlsx, xlsb, ods or xls; `sent`: size of the file as it was sent, in bytes.
    Raises  FileUnusable, StorageFull.
    """
    descriptor = into.fileno()
    command = [sys.executable, "-m", "service.flows.workbook_process", str(path), kind, str(sent), str(descriptor)]
    told = subprocess.run(  # noqa: S603 - our own
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # what a broken reader says may hold a value
        pass_fds=_shared(path, descriptor),
        check=False,
    )
    if told.returncode:
        raise _ended(told.returncode)
    answer: dict[str, Any] = json.loads(told.stdout)
    if "problem" in answer:
        raise FileUnusable(answer["problem"]["detail"], **answer["problem"]["facts"])
    if "failed" not in answer:
        return answer
    if answer.get("errno") is not None and says_disk_full(OSError(answer["errno"], "")):
        raise StorageFull
    if answer["failed"] == "PanicException":
        raise damaged("workbook")
    raise RuntimeError(f"the process that reads workbooks failed: {answer['failed']}")


def _shared(path: Path, into: int) -> tuple[int, ...]:
    """Descriptors that the process needs: where it writes, and the file where that has no name."""
    return (into, int(path.name)) if path.parent == Path("/dev/fd") else (into,)


def _ended(code: int) -> Exception:
    """Why a process ended that said nothing: the kernel stopped it, or memory that it asked for was refused."""
    if code == -signal.SIGXCPU:
        return beyond(WORKBOOK_SECONDS)
    if code in (-signal.SIGABRT, -signal.SIGKILL, -signal.SIGSEGV, -signal.SIGBUS):
        return beyond(WORKBOOK_MEMORY)
    return RuntimeError(f"the process that reads workbooks ended with {code}")
