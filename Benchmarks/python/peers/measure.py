"""Runs a command and measures it with all processes that it starts."""
import os
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path

LOOK_EVERY = 0.004
"""Seconds between two looks at the memory."""


@dataclass(frozen=True)
class Measurement:
    """What one run took."""

    seconds: float
    """Wall time, start of the process included."""
    cpu_seconds: float
    """User and system time of the process and those it waited for."""
    peak_bytes: int | None
    """Peak of the memory of all its processes, shared pages divided among their sharers; None if not looked at."""
    exit_code: int
    output: str
    """What it wrote to its standard output."""
    complaint: str
    """The end of what it wrote to its standard error."""


def run(command, directory, sees_memory=False, keeps_output=True):
    """Runs a command in a directory to its end.

    What it writes goes to a file there, or nowhere. With `sees_memory` a thread looks at the memory of its processes,
    which slows them: such a run is not to be timed.
    """
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TRAWL_")}
    out, err = Path(directory) / "output" if keeps_output else Path(os.devnull), Path(directory) / "complaint"
    with open(out, "wb") as output, open(err, "wb") as complaint:
        began = time.perf_counter()
        process = subprocess.Popen(
            list(map(str, command)), stdin=subprocess.DEVNULL, stdout=output, stderr=complaint, cwd=directory,
            env=environment)
        watch = MemoryWatch(process.pid) if sees_memory else None
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    return Measurement(
        seconds, usage.ru_utime + usage.ru_stime, watch.stop() if watch else None, process.returncode,
        out.read_text(errors="replace"), err.read_text(errors="replace")[-2_000:])


class MemoryWatch:
    """Looks at the memory of a process and its descendants until stopped."""

    def __init__(self, pid):
        self.pid = pid
        self.peak = 0
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self.look, daemon=True)
        self.thread.start()

    def look(self):
        while not self.ended.wait(LOOK_EVERY):
            self.peak = max(self.peak, sum(resident(pid) for pid in family(self.pid)))

    def stop(self):
        """Ends the looking; returns the peak in bytes."""
        self.ended.set()
        self.thread.join()
        return self.peak


def family(pid):
    """A process and its descendants, as far as they are still there."""
    yield pid
    try:
        for task in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{task}/children") as file:
                for child in file.read().split():
                    yield from family(int(child))
    except (FileNotFoundError, ProcessLookupError):
        return


def resident(pid):
    """The proportional set size in bytes; the resident set size, which is more, where the kernel hides the former."""
    try:
        with open(f"/proc/{pid}/smaps_rollup") as file:
            for line in file:
                if line.startswith("Pss:"):
                    return int(line.split()[1]) * 1024
    except PermissionError:
        with open(f"/proc/{pid}/statm") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (FileNotFoundError, ProcessLookupError):
        pass
    return 0
