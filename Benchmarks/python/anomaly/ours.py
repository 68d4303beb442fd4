"""Runs anomaly-benchmarks, which fits a detector to a table and scores its rows."""
import os
import subprocess
import tempfile
from pathlib import Path

import numpy


def run(detector, table, threads=1, rounds=1):
    """The raw scores of each round, and the seconds of wall time and of processor time of each."""
    with tempfile.TemporaryDirectory(prefix="trawl-anomaly-") as folder:
        source, target = Path(folder) / "table", Path(folder) / "scores"
        numpy.ascontiguousarray(table.T, dtype=float).tofile(source)
        rows, columns = table.shape
        command = [os.environ["TRAWL_ANOMALY"], detector, source, rows, columns, threads, rounds, target]
        done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"{detector} ended with {done.returncode}: {done.stdout[-500:]}{done.stderr[-500:]}")
        seconds = [tuple(map(float, line.split())) for line in done.stdout.splitlines()]
        return numpy.fromfile(target).reshape(rounds, rows), seconds
