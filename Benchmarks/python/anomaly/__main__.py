"""Measures the detectors of anomalies: the area under the ROC curve on ADBench's sets beside the reference's, how
far people agree with the change points found, and the time that fitting and scoring take beside scikit-learn and PyOD. Ends
with 1 if an area differs or people do not agree; a ratio of times is only said."""
import argparse
import os
import sys
from pathlib import Path

from anomaly import changes, quality, speed


def main():
    corpus = Path(os.environ.get("TRAWL_CORPUS") or Path(__file__).parents[4] / "shared" / "data")
    parser = argparse.ArgumentParser(prog="anomaly", description=__doc__)
    parser.add_argument("--sets", type=Path, default=corpus / "anomaly" / "adbench", metavar="DIR",
                        help="where the sets and reference_auc.csv are (default: %(default)s)")
    parser.add_argument("--series", type=Path, default=corpus / "reception" / "tcpd", metavar="DIR",
                        help="where the series with change points and annotations.json are (default: %(default)s)")
    parser.add_argument("--least-f1", type=float, default=0.7, metavar="N",
                        help="the least mean F1 of the changes found (default: %(default)s)")
    parser.add_argument("--only", metavar="NAMES", help="which sets, with commas between (default: all that are there)")
    parser.add_argument("--seeds", type=int, default=5, metavar="N", help="over how many seeds areas are averaged")
    parser.add_argument("--rows", type=int, default=200_000, metavar="N", help="of the table that is timed")
    parser.add_argument("--columns", type=int, default=10, metavar="N", help="of the table that is timed")
    parser.add_argument("--no-speed", action="store_true", help="leave out the times")
    chosen = parser.parse_args()
    if chosen.seeds < 1 or chosen.rows < 2 or chosen.columns < 2:
        parser.error("--seeds must be at least 1, --rows and --columns at least 2")
    agrees = True
    if (chosen.sets / "reference_auc.csv").exists():
        agrees = quality.compare(chosen.sets, chosen.seeds, chosen.only and chosen.only.split(","))
    else:
        print(f"left out: there is no {chosen.sets / 'reference_auc.csv'}")
    if (chosen.series / "annotations.json").exists():
        agrees = changes.compare(chosen.series, chosen.least_f1) and agrees
    else:
        print(f"left out: there is no {chosen.series / 'annotations.json'}")
    if not chosen.no_speed:
        speed.compare(chosen.rows, chosen.columns)
    sys.exit(0 if agrees else 1)


main()
