"""How well the detectors tell: the area under the ROC curve on the sets of ADBench, beside the reference's."""
import csv
import math

import numpy
from sklearn.ensemble import IsolationForest
from sklearn.metrics import roc_auc_score

from anomaly import ours

REFERENCES = {
    "ecod": "ECOD_roc", "copod": "COPOD_roc", "hbos": "HBOS_roc", "pca": "PCA_roc", "knn": "KNN5_roc", "lof": "LOF20_roc",
    "isolation-forest": "IForest_roc_mean",
}
"""Our detectors, and the reference's columns."""
OWN = ["ensemble", "extended-isolation-forest", "robust-mahalanobis", "robust-z-score"]
"""Detectors that the reference has no column for."""
SEEDED = {"isolation-forest", "extended-isolation-forest", "ensemble", "robust-mahalanobis"}
TOLERANCE = 0.002
MANY_SEEDS = 20
MARGIN = 0.02
"""By how much the ensemble's mean is to be above the best mean of the reference."""


def read_references(folder):
    lines = [line for line in (folder / "reference_auc.csv").read_text().splitlines() if not line.startswith("#")]
    return {row["dataset"]: row for row in csv.DictReader(lines)}


def area(detector, table, labels, seeds):
    rounds, _ = ours.run(detector, table, rounds=seeds if detector in SEEDED else 1)
    return float(numpy.mean([roc_auc_score(labels, scores) for scores in rounds]))


def forest_areas(table, labels):
    """The areas of scikit-learn's forests over twenty seeds, and of ours. The reference's are over five, too few to tell how
    much a forest's area depends on its seed."""
    theirs = [
        roc_auc_score(labels, -IsolationForest(random_state=seed).fit(table).score_samples(table))
        for seed in range(MANY_SEEDS)]
    found, _ = ours.run("isolation-forest", table, rounds=MANY_SEEDS)
    return theirs, [roc_auc_score(labels, scores) for scores in found]


class Forests:
    """The forest's areas, set by set, held against the reference's mean and deviation over its five seeds as well."""

    def __init__(self):
        self.rows = []

    def agree(self, name, found, reference, table, labels):
        """Whether an area is within two standard deviations of one forest's of scikit-learn's mean over twenty seeds."""
        theirs, own = forest_areas(table, labels)
        mean, deviation = float(reference["IForest_roc_mean"]), float(reference["IForest_roc_sd"])
        self.rows.append((name, mean, deviation, found, float(numpy.mean(own)), float(numpy.mean(theirs)), float(numpy.std(theirs))))
        return abs(found - numpy.mean(theirs)) <= 2 * numpy.std(theirs)

    def report(self):
        """Prints the areas, and which sets are outside two of the reference's deviations."""
        print(f"\n{'isolation forest':20}{'reference':>10}{'sd':>8}{'ours':>9}{'ours, 20':>10}{'scikit-learn, 20':>18}{'sd':>8}")
        for name, mean, deviation, few, many, theirs, spread in self.rows:
            mark = "" if abs(few - mean) <= 2 * deviation else "  outside"
            peer = "" if abs(theirs - mean) <= 2 * deviation else "  scikit-learn's 20 outside"
            print(f"{name:20}{mean:10.4f}{deviation:8.4f}{few:9.4f}{many:10.4f}{theirs:18.4f}{spread:8.4f}{mark}{peer}")
        within = sum(abs(row[3] - row[1]) <= 2 * row[2] for row in self.rows)
        peers = sum(abs(row[5] - row[1]) <= 2 * row[2] for row in self.rows)
        print(f"within two of the reference's deviations of its mean: ours on {within} of {len(self.rows)} sets, "
              f"scikit-learn over twenty seeds on {peers}")


def compare(folder, seeds, names=None):
    """Prints the table of set by detector, each cell ours/reference, and says whether all is as it should be."""
    references = read_references(folder)
    detectors = list(REFERENCES) + OWN
    print(f"{'set':20}" + "".join(f"{name[:17]:>18}" for name in detectors))
    ours_by_detector, theirs_by_detector = {}, {}
    missed = []
    forests = Forests()
    for name, reference in references.items():
        path = folder / f"{name}.npz"
        if not path.exists() or (names and name not in names):
            continue
        data = numpy.load(path)
        table, labels = data["X"].astype(float), data["y"].ravel()
        cells = []
        for detector in detectors:
            found = area(detector, table, labels, seeds)
            ours_by_detector.setdefault(detector, []).append(found)
            expected = float(reference[REFERENCES[detector]] or "nan") if detector in REFERENCES else None
            if expected is None:
                cells.append(f"{found:.4f}")
                continue
            theirs_by_detector.setdefault(detector, []).append(expected)
            if detector == "isolation-forest":
                fits = forests.agree(name, found, reference, table, labels)
            else:
                fits = math.isnan(expected) or abs(found - expected) <= TOLERANCE
            if not fits:
                missed.append(f"{name}: {detector} {found:.4f}, reference {expected:.4f}")
            cells.append(f"{found:.4f}/{expected:.4f}{' ' if fits else '!'}")
        print(f"{name:20}" + "".join(f"{cell:>18}" for cell in cells), flush=True)
    forests.report()
    return verdict(detectors, ours_by_detector, theirs_by_detector, missed)


def verdict(detectors, found, expected, missed):
    if not found:
        print("no set was found")
        return False
    means = {detector: float(numpy.nanmean(values)) for detector, values in expected.items()}
    cells = [
        f"{numpy.mean(found[name]):.4f}" + (f"/{means[name]:.4f} " if name in means else "") for name in detectors]
    print(f"{'mean':20}" + "".join(f"{cell:>18}" for cell in cells))
    best = max(means, key=means.get)
    gain = float(numpy.mean(found["ensemble"])) - means[best]
    print(f"the ensemble is {gain:+.4f} against the best reference, {best} ({means[best]:.4f}); wanted {MARGIN:+.2f}")
    for line in missed:
        print(f"differs: {line}")
    return not missed and gain >= MARGIN
