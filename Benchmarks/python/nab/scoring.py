"""The scoring rules of the Numenta Anomaly Benchmark (NAB).

Lavin and Ahmad, "Evaluating Real-Time Anomaly Detection Algorithms – the Numenta Anomaly Benchmark", ICMLA 2015, and the
benchmark's own program (`nab/sweeper.py`, `nab/scorer.py`). A window of a series that holds an anomaly is worth up to one point,
the more the earlier the first alarm within it; an alarm outside costs the more the farther behind the last window it is. The first
15 % of a series (at most 750 rows) do not count. One threshold serves all series: the one at which the sum is best.
"""
import math

PROBATION_SHARE = 0.15
PROBATION_MOST_ROWS = 5000


def probation(rows):
    """How many first rows do not count."""
    return int(min(math.floor(PROBATION_SHARE * rows), PROBATION_SHARE * PROBATION_MOST_ROWS))


def scaled_sigmoid(position):
    """What an alarm is worth at a place relative to a window: -1 is its left end, 0 its right end."""
    if position > 3:
        return -1.0
    return 2 / (1 + math.exp(5 * position)) - 1


def worths(rows, windows):
    """For each row what an alarm there is worth: ('window', number, worth), ('outside', worth) or None.

    `windows` are pairs of the first and the last row, in order, apart from each other.
    """
    first = probation(rows)
    result = [None] * rows
    for row in range(first, rows):
        inside = next((index for index, (start, end) in enumerate(windows) if start <= row <= end), None)
        if inside is not None:
            start, end = windows[inside]
            position = -(end - row + 1) / (end - start + 1)
            result[row] = ("window", inside, scaled_sigmoid(position) / scaled_sigmoid(-1))
            continue
        before = [window for window in windows if window[1] < row]
        if not before or before[-1][1] == before[-1][0]:
            result[row] = ("outside", -1.0)
        else:
            start, end = before[-1]
            result[row] = ("outside", scaled_sigmoid((row - end) / (end - start)))
    return result


class Tally:
    """The sum over series as alarms are added, for the costs of a profile."""

    def __init__(self, costs, windows):
        self.hit, self.miss, self.false = costs["tpWeight"], costs["fnWeight"], costs["fpWeight"]
        self.sum = -self.miss * windows
        self.best = {}

    def add(self, series, worth):
        """Adds an alarm."""
        if worth[0] == "outside":
            self.sum += self.false * worth[1]
            return
        key = (series, worth[1])
        known = self.best.get(key)
        if known is None:
            self.sum += self.miss + self.hit * worth[2]
        elif worth[2] > known:
            self.sum += self.hit * (worth[2] - known)
        self.best[key] = max(worth[2], known if known is not None else worth[2])


def normalised(total, costs, windows):
    """0 for no alarm at all, 100 for a perfect detector."""
    least, most = -costs["fnWeight"] * windows, costs["tpWeight"] * windows
    return 100 * (total - least) / (most - least)


def best_threshold(points, costs, windows):
    """The threshold with the best sum over all series, and the sum.

    `points` are (score, series, worth) of all rows that count.
    """
    tally = Tally(costs, windows)
    best = (tally.sum, 1.1)
    points = sorted(points, key=lambda point: -point[0])
    index = 0
    while index < len(points):
        score = points[index][0]
        while index < len(points) and points[index][0] == score:
            tally.add(points[index][1], points[index][2])
            index += 1
        if tally.sum > best[0]:
            best = (tally.sum, score)
    return best[1], best[0]


def at_threshold(scores, worth, windows, threshold, costs):
    """Sum, windows hit and alarms outside of one series."""
    tally = Tally(costs, len(windows))
    outside = 0
    for score, value in zip(scores, worth):
        if value is not None and score >= threshold:
            tally.add(None, value)
            outside += value[0] == "outside"
    return tally.sum, len(tally.best), outside
