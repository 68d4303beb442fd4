"""Holds the statistics that Trawl keeps of a column against exact ones and against those of the peers."""
import math
from dataclasses import dataclass

import numpy as np
import polars

from peers.reference import Moments, exact_sum

MOMENT_ERROR = {"mean": 1e-13, "standard_deviation": 1e-13, "skewness": 1e-10, "excess_kurtosis": 1e-10}
"""Against exact ones, relative: of the mean to the standard deviation where that is larger, of the last two to 1."""
PEER_ERROR = {"mean": 1e-9, "standard_deviation": 1e-9}
"""Against peers, whose sums of floating-point numbers depend on the order of their threads."""
RANK_ERROR = 0.005
DISTINCT_ERROR = 0.01
"""The standard error: the root of the mean square of the relative errors of many columns stays within it."""
DISTINCT_FURTHEST = 4
"""No single column is further off than so many standard errors."""
SHOWN_CHARACTERS = 100
"""Texts are cut there."""


@dataclass(frozen=True)
class Disagreement:
    """One statistic that is not what it should be."""

    column: str
    statistic: str
    trawl: object
    other: object
    bound: str

    def __str__(self):
        return f"column {self.column}: {self.statistic} is {self.trawl}, but {self.other} ({self.bound})"


class Check:
    """Gathers the disagreements of one column."""

    def __init__(self, name, stated):
        self.name = name
        self.stated = stated
        self.found = []
        self.compared = 0
        self.distinct_error = None

    def say(self, holds, statistic, ours, other, bound):
        self.compared += 1
        if not holds:
            self.found.append(Disagreement(self.name, statistic, ours, other, bound))

    def has_column(self, source):
        """Whether there is a column to check; it is a disagreement if not."""
        self.say(self.stated is not None, "the column", "absent", f"there is one by {source}", "the same columns")
        return self.stated is not None

    def equal(self, statistic, ours, other, source):
        self.say(ours == other, statistic, ours, f"{other} by {source}", "equal")

    def near(self, statistic, ours, other, error, source, scale=0.0):
        """`error` is relative to the larger of the other's value and the scale."""
        close = ours is not None and abs(ours - other) <= error * max(abs(other), scale)
        self.say(close, statistic, ours, f"{other} by {source}", f"within {error:g} of it")


def against_truth(name, stated, column):
    """Checks one column of an aggregate, None where it is absent there, against the exact values; returns the check."""
    check = Check(name, stated)
    if not check.has_column("Polars"):
        return check
    check.equal("present", stated["present"], column.present, "Polars")
    if "missing" in stated:
        check.equal("missing", stated["missing"], column.rows - column.present, "Polars")
    if column.present == 0:
        return check
    if stated["type"] in ("integer", "float"):
        numbers_agree(check, column.numbers(stated["type"]))
    elif stated["type"] != "boolean":
        check.equal("minimum", stated.get("minimum"), column.texts.min()[:SHOWN_CHARACTERS], "Polars")
        check.equal("maximum", stated.get("maximum"), column.texts.max()[:SHOWN_CHARACTERS], "Polars")
    if "length" in stated:
        lengths_agree(check, "length", column.texts.str.len_chars())
    counts = column.counts()
    distinct_agrees(check, len(counts))
    frequent_agree(check, counts)
    return check


def path_agrees(stated, path):
    """Checks what is kept of a path beside its numbers and strings; returns the check."""
    check = Check(path.name, stated)
    if not check.has_column("Python"):
        return check
    check.equal("types", stated["types"], dict(path.types), "Python")
    if path.parents is not None:
        check.equal("present", stated.get("present"), path.present, "Python")
        check.equal("parents", stated.get("parents"), path.parents, "Python")
    if path.types["boolean"]:
        check.equal("true", stated.get("true"), path.trues, "Python")
    if path.lengths:
        check.equal("array_length.count", stated["array_length"]["count"], len(path.lengths), "Python")
        lengths_agree(check, "array_length", polars.Series(path.lengths))
    for kind, values in (("numbers", path.numbers), ("strings", path.strings)):
        check.say((kind in stated) == bool(values), kind, kind in stated, f"{len(values)} by Python", "where there are any")
    return check


def lengths_agree(check, statistic, lengths):
    """The shortest, the longest and the average one."""
    stated = check.stated[statistic]
    check.equal(f"{statistic}.minimum", stated["minimum"], lengths.min(), "Polars")
    check.equal(f"{statistic}.maximum", stated["maximum"], lengths.max(), "Polars")
    check.near(f"{statistic}.mean", stated["mean"], lengths.sum() / len(lengths), 1e-12, "Polars")


def numbers_agree(check, numbers):
    """Range, sum, moments and quantiles of numbers without infinities."""
    stated = check.stated
    check.equal("minimum", stated.get("minimum"), numbers.min().item(), "NumPy")
    check.equal("maximum", stated.get("maximum"), numbers.max().item(), "NumPy")
    if stated["type"] == "integer":
        total = exact_sum(numbers)
        check.equal("sum", stated.get("sum"), total if -(2**63) <= total < 2**63 else float(total), "NumPy")
    exact = Moments(numbers)
    scales = {"mean": float(exact.standard_deviation or 0), "standard_deviation": 0.0}
    for name, error in MOMENT_ERROR.items():
        other = getattr(exact, name)
        if other is not None:
            check.near(name, stated.get(name), float(other), error, "NumPy", scales.get(name, 1.0))
    quantiles_agree(check, np.sort(numbers))


def quantiles_agree(check, ordered):
    """Exact ones as NumPy interpolates them; others by their rank."""
    quantiles = check.stated["quantiles"]
    for name, value in quantiles.items():
        if name == "exact":
            continue
        share = int(name[1:]) / 10 ** len(name[1:])
        if quantiles["exact"]:
            check.near(f"quantiles.{name}", value, float(np.quantile(ordered, share)), 1e-14, "NumPy")
            continue
        below = np.searchsorted(ordered, value, "left") / len(ordered)
        upto = np.searchsorted(ordered, value, "right") / len(ordered)
        check.say(
            below - RANK_ERROR <= share <= upto + RANK_ERROR, f"quantiles.{name}", value,
            f"its rank is {below:.5f} to {upto:.5f} by NumPy", f"rank within {RANK_ERROR}")


def distinct_agrees(check, exact):
    """Exact where it says so; else not further off than the distribution of the error allows."""
    distinct = check.stated["distinct"]
    if distinct["exact"]:
        check.equal("distinct.estimate", distinct["estimate"], exact, "Polars")
    else:
        check.distinct_error = distinct["estimate"] / exact - 1
        bound = DISTINCT_FURTHEST * DISTINCT_ERROR
        check.near("distinct.estimate", distinct["estimate"], exact, bound, "Polars")


def distinct_spread(checks):
    """Checks the root of the mean square of the errors of all columns with an estimate; of few it says little."""
    whole = Check("(all with an estimate)", {})
    errors = [check.distinct_error for check in checks if check.distinct_error is not None]
    if len(errors) >= 30:
        spread = math.sqrt(sum(error * error for error in errors) / len(errors))
        whole.say(spread <= DISTINCT_ERROR, "error of distinct.estimate", spread, "more", f"at most {DISTINCT_ERROR}")
    return whole


def frequent_agree(check, counts):
    """Exact counts are those of the most frequent texts; others are too low by the stated error at most.

    As only what is counted more often than the error is listed, a text that is twice as frequent cannot be absent,
    unless the list ends above it.
    """
    listed, error = check.stated["frequent"], check.stated["frequent_error"]
    if error == 0:
        expected = [{"value": text[:SHOWN_CHARACTERS], "count": count} for text, count in counts.items()][:len(listed)]
        found = [{"value": entry["value"], "count": entry["count"]} for entry in listed]
        check.equal("frequent", found, expected, "Polars")
        check.say(len(listed) > 0, "frequent", "empty", f"there are {len(counts)} texts by Polars", "exact ones listed")
        return
    for entry in listed:
        if len(entry["value"]) < SHOWN_CHARACTERS:
            exact = counts.get(entry["value"], 0)
            check.say(
                exact - error <= entry["count"] <= exact, f"frequent {entry['value']!r}", entry["count"],
                f"{exact} by Polars", f"at most {error} too low")
    shown = {entry["value"] for entry in listed}
    least = error + max(error, min((entry["count"] for entry in listed), default=0))
    for text, count in counts.items():
        if count <= least:
            break
        check.say(
            text[:SHOWN_CHARACTERS] in shown, "frequent", "not listed", f"{text[:40]!r} occurs {count} times by Polars",
            f"all above {least} listed")


def against_peer(name, stated, theirs, peer):
    """Checks one column of an aggregate, None where it is absent there, against what a peer states of it."""
    check = Check(name, stated)
    if not check.has_column(peer):
        return check
    for key in ("present", "missing"):
        if key in theirs:
            check.equal(key, stated[key], int(float(theirs[key])), peer)
    if "rows" in theirs:
        check.equal("present + missing", stated["present"] + stated["missing"], int(theirs["rows"]), peer)
    if not theirs.get("is_numeric") or stated["type"] not in ("integer", "float"):
        return check
    for key in ("minimum", "maximum"):
        check.equal(key, stated.get(key), float(theirs[key]), peer)
    deviation = float(theirs["standard_deviation"] or 0)
    for key, error in PEER_ERROR.items():
        other = float(theirs[key]) if theirs[key] is not None else math.nan
        if not math.isnan(other):
            check.near(key, stated.get(key), other, error, peer, deviation if key == "mean" else 0.0)
    return check
