"""Runs Trawl on an input and reads what it kept."""
import json
import subprocess
import tempfile
from pathlib import Path

from peers import measure

PROFILING = ("delimited-text", "json-documents")
"""The handlers that keep statistics of columns."""


def timed(trawl, path, sees_memory=False, keep=None):
    """One run over a file or a directory with a fresh store.

    Returns the measurement; `keep` is called with the store before that is removed.
    """
    with tempfile.TemporaryDirectory(prefix="trawl-bench-") as directory:
        store = Path(directory) / "store.db"
        measured = measure.run([trawl, "run", path, "--store", store, "--quiet"], directory, sees_memory)
        if measured.exit_code not in (0, 3):
            raise RuntimeError(f"trawl run {path} ended with {measured.exit_code}: {measured.complaint}")
        if keep:
            keep(store)
        return measured


def profiles(trawl, store):
    """Yields the path within the run and the aggregate of each file that was profiled."""
    listing = subprocess.Popen(
        [trawl, "results", "--store", store, "--format", "ndjson"], stdout=subprocess.PIPE, text=True)
    with listing.stdout as lines:
        for line in lines:
            record = json.loads(line)
            if record["handler"] in PROFILING:
                yield record["path"], record["aggregate"]
    if listing.wait() != 0:
        raise RuntimeError(f"trawl results ended with {listing.returncode}")
