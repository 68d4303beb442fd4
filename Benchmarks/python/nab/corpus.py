"""The series and labels of NAB."""
import csv
import json
from bisect import bisect_left, bisect_right
from pathlib import Path


class Series:
    """A labelled series."""

    def __init__(self, path, name, labels):
        self.path, self.name = path, name
        with open(path, newline="") as file:
            times = [row[0] for row in list(csv.reader(file))[1:]]
        self.rows = len(times)
        # Times are written so that they order as text; labels have fractions of a second.
        self.windows = [
            (bisect_left(times, start.split(".")[0]), bisect_right(times, end.split(".")[0]) - 1) for start, end in labels]


def load(folder):
    """The series that are there, by name, and how many are labelled."""
    folder = Path(folder)
    labels = json.loads((folder / "labels/combined_windows.json").read_text())
    there = {name: folder / "data" / name for name in sorted(labels) if (folder / "data" / name).exists()}
    return [Series(path, name, labels[name]) for name, path in there.items()], len(labels)


def profiles(folder):
    """The costs of each profile."""
    text = (Path(folder) / "labels/profiles.json").read_text()
    return {name: profile["CostMatrix"] for name, profile in json.loads(text).items()}


def published(folder):
    """The sums and the final scores that NAB publishes, by detector and profile, and how many windows they are of."""
    labels = Path(folder) / "labels"
    sums = json.loads((labels / "thresholds.json").read_text())
    finals = json.loads((labels / "final_results.json").read_text())
    windows = json.loads((labels / "combined_windows.json").read_text())
    return sums, finals, sum(len(found) for found in windows.values())
