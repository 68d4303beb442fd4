"""Interleaved rounds of Trawl and its peers on one input."""
import json
import sys
import tempfile
from dataclasses import dataclass, field
from statistics import median

from peers import measure, trawl

FILES_WATCHED = 500
"""After so many small files a peer's memory has reached its peak."""


@dataclass
class Runs:
    """What the runs of one program on one input took."""

    seconds: list[float] = field(default_factory=list)
    """What counts: of Trawl and zcat the whole process, of a peer in Python the query alone."""
    process_seconds: list[float] = field(default_factory=list)
    cpu_seconds: list[float] = field(default_factory=list)
    peak_bytes: int | None = None
    columns: dict = field(default_factory=dict)
    """What a peer states of each column."""

    @property
    def median(self):
        return median(self.seconds)

    def add(self, measured, seconds):
        self.seconds.append(seconds)
        self.process_seconds.append(measured.seconds)
        self.cpu_seconds.append(measured.cpu_seconds)


@dataclass
class Race:
    """All runs on one input."""

    name: str
    runs: dict[str, Runs]
    profiles: list = field(default_factory=list)
    """Path and aggregate of what Trawl profiled."""

    def ratio(self, peer):
        """How many times as long as Trawl a peer takes: the median over the rounds in which both ran."""
        return median(theirs / ours for theirs, ours in zip(self.runs[peer].seconds, self.runs["trawl"].seconds))


def run(name, path, contest, binary, rounds, sees_memory):
    """Runs Trawl and all peers in turns; then each once more under the eyes of a watch, where memory is asked for."""
    race = Race(name, {who: Runs() for who in ("trawl", *contest.peers)})
    warm(path)
    for turn in range(rounds):
        for who, runs in race.runs.items():
            if turn == 0 or who not in contest.once:
                one(race, who, runs, path, binary, keeps=turn == 0)
    if sees_memory:
        for who, runs in race.runs.items():
            if who != "zcat" and (who not in contest.once or path.is_dir()):
                runs.peak_bytes = launch(who, path, binary, sees_memory=True)[0].peak_bytes
    return race


def one(race, who, runs, path, binary, keeps):
    """One timed run; the first also keeps the statistics."""
    def keep(store):
        race.profiles = list(trawl.profiles(binary, store))
    measured, answer = launch(who, path, binary, keep=keep if keeps else None)
    runs.add(measured, answer.get("seconds", measured.seconds))
    runs.columns = answer.get("columns", {})


def launch(who, path, binary, sees_memory=False, keep=None):
    """Runs one program; returns the measurement and what it answered."""
    progress(f"{path.name}: {who}")
    if who == "trawl":
        return trawl.timed(binary, path, sees_memory, keep), {}
    command = ["zcat", path] if who == "zcat" else [sys.executable, "-m", "peers.query", who, path]
    if sees_memory and path.is_dir():
        command.append(FILES_WATCHED)
    with tempfile.TemporaryDirectory(prefix="trawl-bench-") as directory:
        measured = measure.run(command, directory, sees_memory, keeps_output=who != "zcat")
    if measured.exit_code != 0:
        raise RuntimeError(f"{who} on {path} ended with {measured.exit_code}: {measured.complaint}")
    return measured, {} if who == "zcat" else json.loads(measured.output)


def progress(text):
    """Shows on a terminal what is going on, in one line."""
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)


def warm(path):
    """Reads the input once, so that nobody waits for the disk."""
    for file in sorted(path.iterdir()) if path.is_dir() else [path]:
        with open(file, "rb") as content:
            while content.read(1 << 20):
                pass
