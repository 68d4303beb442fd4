"""How well the detectors of change points agree with people: F1 and covering on the series of the Turing Change Point Dataset
(van den Burg and Williams, "An Evaluation of Change Point Detection Algorithms", arXiv:2003.06222), as the paper defines them."""
import json
import os
import subprocess

MARGIN = 5
"""How far a change may lie from a mark, in points."""
DETECTORS = ["bayesian", "poisson"]


def met(marks, found):
    """How many marks are met by a change within the margin, each change counting for one mark, the nearest."""
    left, count = set(found), 0
    for mark in sorted(marks):
        near = [(abs(mark - place), place) for place in left if abs(mark - place) <= MARGIN]
        if near:
            left.remove(min(near)[1])
            count += 1
    return count


def f1(people, found):
    """The harmonic mean of the share of changes that anyone marked and of each one's share of marks that were met, averaged;
    the beginning of the series counts as a mark and as a change."""
    people, found = [set(marks) | {0} for marks in people], set(found) | {0}
    precision = met(set().union(*people), found) / len(found)
    recall = sum(met(marks, found) / len(marks) for marks in people) / len(people)
    return 2 * precision * recall / (precision + recall)


def covering(people, found, length):
    """How well the stretches that people see are covered by those found: by Jaccard's index, weighed by length, averaged."""
    def stretches(places):
        edges = [0, *sorted(set(places) - {0}), length]
        return list(zip(edges, edges[1:]))

    def overlap(one, other):
        common = max(0, min(one[1], other[1]) - max(one[0], other[0]))
        return common / ((one[1] - one[0]) + (other[1] - other[0]) - common)

    ours = stretches(found)
    return sum(
        sum((one[1] - one[0]) * max(overlap(one, other) for other in ours) for one in stretches(marks)) / length
        for marks in people) / len(people)


def changes(detector, series):
    """The changes of each series. Missing values are left out, and places counted with them."""
    there = [[place for place, value in enumerate(values) if value is not None] for values in series]
    lines = [" ".join(repr(float(values[place])) for place in places) for values, places in zip(series, there)]
    done = subprocess.run(
        [os.environ["TRAWL_CHANGES"], detector], input="\n".join(lines) + "\n", capture_output=True, text=True, check=True)
    return [[places[int(one)] for one in line.split()] for line, places in zip(done.stdout.split("\n"), there)]


def are_counts(values):
    return all(value is None or (value >= 0 and value == int(value)) for value in values)


def compare(folder, least):
    """Prints F1 and covering of each series, and of a detector that finds nothing; says whether the mean F1 is high enough."""
    people = json.loads((folder / "annotations.json").read_text())
    read = [json.loads(path.read_text()) for path in sorted(folder.glob("*.json")) if path.stem in people]
    read = [one for one in read if one["n_dim"] == 1]
    if not read:
        print(f"left out: there is no series in {folder}")
        return True
    series = {one["name"]: one["series"][0]["raw"] for one in read}
    marks = {name: list(people[name].values()) for name in series}
    print(f"\nchange points, default settings: F1 with a margin of {MARGIN}, and covering\n{'series':20}", end="")
    print("".join(f"{name:>10}{'':>8}" for name in [*DETECTORS, "none"]))
    found = {"bayesian": dict(zip(series, changes("bayesian", series.values()))), "none": {name: [] for name in series}}
    counts = [name for name in series if are_counts(series[name])]
    found["poisson"] = dict(zip(counts, changes("poisson", [series[name] for name in counts])))
    sums = {}
    for name, values in series.items():
        cells = ""
        for detector in [*DETECTORS, "none"]:
            if name not in found[detector]:
                cells += f"{'':18}"
                continue
            scores = f1(marks[name], found[detector][name]), covering(marks[name], found[detector][name], len(values))
            sums.setdefault(detector, []).append(scores)
            cells += f"{scores[0]:10.3f}{scores[1]:8.3f}"
        print(f"{name:20}{cells}")
    means = {name: [sum(column) / len(column) for column in zip(*scores)] for name, scores in sums.items()}
    print(f"{'mean':20}" + "".join(
        "{:10.3f}{:8.3f}".format(*means[name]) if name in means else f"{'':18}" for name in [*DETECTORS, "none"]))
    return means["bayesian"][0] >= least
