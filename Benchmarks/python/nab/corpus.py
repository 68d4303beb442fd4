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


def text(folder, *names):
    """The text of the first file that is there: NAB's repository and its copies lay them out differently."""
    for name in names:
        if (Path(folder) / name).exists():
            return (Path(folder) / name).read_text()
    raise FileNotFoundError(f"{folder} has none of {', '.join(names)}")


def load(folder):
    """The series that are there, by name, and how many are labelled."""
    labels = json.loads(text(folder, "labels/combined_windows.json"))
    there = {name: Path(folder) / "data" / name for name in sorted(labels) if (Path(folder) / "data" / name).exists()}
    return [Series(path, name, labels[name]) for name, path in there.items()], len(labels)


def profiles(folder):
    """The costs of each profile."""
    found = json.loads(text(folder, "labels/profiles.json", "config/profiles.json"))
    return {name: profile["CostMatrix"] for name, profile in found.items()}


def published(folder):
    """The sums and the final scores that NAB publishes, by detector and profile, and how many windows they are of."""
    sums = json.loads(text(folder, "labels/thresholds.json", "config/thresholds.json"))
    finals = json.loads(text(folder, "labels/final_results.json", "results/final_results.json"))
    windows = json.loads(text(folder, "labels/combined_windows.json"))
    return sums, finals, sum(len(found) for found in windows.values())
