"""How long fitting and scoring take, beside scikit-learn and PyOD, in interleaved rounds on the same table."""
import statistics
import time

import numpy
from pyod.models.copod import COPOD
from pyod.models.ecod import ECOD
from pyod.models.hbos import HBOS
from sklearn.ensemble import IsolationForest
from sklearn.neighbors import LocalOutlierFactor, NearestNeighbors

from anomaly import ours

ROUNDS = 5


def forest(table, threads):
    IsolationForest(random_state=0, n_jobs=threads).fit(table).score_samples(table)


PEERS = {
    "isolation-forest": ("scikit-learn", forest, 5),
    "ecod": ("PyOD", lambda table, threads: ECOD(n_jobs=threads).fit(table), 10),
    "copod": ("PyOD", lambda table, threads: COPOD(n_jobs=threads).fit(table), 10),
    "hbos": ("PyOD", lambda table, threads: HBOS(n_bins=10).fit(table), 10),
}
"""For each detector of ours its peer, what that does, and how many times faster ours is to be."""


NEIGHBOURS = {
    "knn": ("scikit-learn", lambda table, threads: NearestNeighbors(n_neighbors=5, n_jobs=threads).fit(table).kneighbors(), 0.5),
    "lof": ("scikit-learn", lambda table, threads: LocalOutlierFactor(n_neighbors=20, n_jobs=threads).fit(table), 0.5),
}
"""The same, measured on a tenth of the rows, as peers take minutes for all."""


def compare(rows, columns):
    """Prints the times of all detectors."""
    race(PEERS, rows, columns)
    race(NEIGHBOURS, max(rows // 10, 2), columns)


def race(peers, rows, columns):
    """Prints for each detector the medians of wall time and of processor time, ours and the peer's."""
    table = numpy.random.default_rng(0).standard_normal((rows, columns))
    print(f"{rows} rows of {columns} columns; medians of {ROUNDS} interleaved rounds, in milliseconds")
    print(f"{'detector':18}{'threads':>8}{'ours':>9}{'peer':>9}{'ratio':>7}{'ours, CPU':>11}{'peer, CPU':>11}{'ratio':>7}")
    for detector, (peer, fit, wanted) in peers.items():
        for threads in (1, 2):
            fit(table, threads)
            left, right = [], []
            for _ in range(ROUNDS):
                # The first round of a process pays for its memory, which the peers' process has paid already.
                left += ours.run(detector, table, threads=threads, rounds=2)[1][1:]
                wall, processor = time.perf_counter(), time.process_time()
                fit(table, threads)
                right.append((time.perf_counter() - wall, time.process_time() - processor))
            medians = [[statistics.median(pair[place] for pair in side) * 1e3 for place in (0, 1)] for side in (left, right)]
            (wall, processor), (peer_wall, peer_processor) = medians
            print(
                f"{detector:18}{threads:8}{wall:9.1f}{peer_wall:9.1f}{peer_wall / wall:7.1f}{processor:11.1f}"
                f"{peer_processor:11.1f}{peer_processor / processor:7.1f}  {peer}, wanted {wanted}", flush=True)
