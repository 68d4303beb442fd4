"""What is printed of the races, and what is written as JSON."""
from peers.contests import CONTESTS, MEBIBYTE, MEMORY_LIMIT, MEMORY_SHARE


def table(rows, head):
    """Rows of texts below a head, the first two columns flush left, the others flush right."""
    widths = [max(len(row[i]) for row in [head, *rows]) for i in range(len(head))]
    for row in [head, ["-" * width for width in widths], *rows]:
        cells = [cell.ljust(width) if i < 2 else cell.rjust(width) for i, (cell, width) in enumerate(zip(row, widths))]
        print("  ".join(cells).rstrip())


def spread(seconds):
    """The least and the greatest of several, nothing for one."""
    return f"{min(seconds):.2f}..{max(seconds):.2f}" if len(seconds) > 1 else ""


def times(races):
    """The table of times."""
    head = ["input", "peer", "trawl s", "spread", "peer s", "spread", "process s", "trawl cpu s", "peer cpu s", "ratio",
            "at least", ""]
    rows = []
    for race in races:
        ours = race.runs["trawl"]
        for peer, runs in race.runs.items():
            if peer == "trawl":
                continue
            rows.append([
                race.name, peer, f"{ours.median:.2f}", spread(ours.seconds), f"{runs.median:.2f}", spread(runs.seconds),
                f"{min(runs.process_seconds):.2f}", f"{min(ours.cpu_seconds):.2f}", f"{min(runs.cpu_seconds):.2f}",
                *verdict(race, peer)])
    print("Time: medians; a peer's is that of its query alone, Trawl's that of the whole process. CPU: the least.")
    table(rows, head)


def verdict(race, peer):
    """Ratio, what is demanded, and whether it is met."""
    bound = CONTESTS[race.name].peers[peer]
    if not race.profiles:
        return ["", f"{bound:.2f}x" if bound else "", "no handler took it"]
    ratio = race.ratio(peer)
    if bound is None:
        return [f"{ratio:.2f}x", "", ""]
    return [f"{ratio:.2f}x", f"{bound:.2f}x", "met" if ratio >= bound else "missed"]


def memory(races):
    """The table of peaks of memory."""
    rows = []
    for race in races:
        peaks = {who: runs.peak_bytes / MEBIBYTE for who, runs in race.runs.items() if runs.peak_bytes}
        if not peaks:
            continue
        bound = min(MEMORY_LIMIT / MEBIBYTE, peaks.get("duckdb", float("inf")) / MEMORY_SHARE)
        state = "no handler took it" if not race.profiles else "met" if peaks["trawl"] <= bound else "missed"
        shown = [f"{peaks[who]:.0f}" if who in peaks else "" for who in ("trawl", "duckdb", "polars")]
        rows.append([race.name, "", *shown, f"{bound:.0f}", state])
    if rows:
        print("\nPeak memory in MiB, all processes together; at most a third of DuckDB's and 100 MiB.")
        table(rows, ["input", "", "trawl", "duckdb", "polars", "at most", ""])


def document(races, agreements):
    """All that was measured and compared, for JSON."""
    return {
        "inputs": {
            race.name: {
                who: {
                    "seconds": runs.seconds, "process_seconds": runs.process_seconds, "cpu_seconds": runs.cpu_seconds,
                    "peak_bytes": runs.peak_bytes,
                    "ratio": race.ratio(who) if who != "trawl" and race.profiles else None,
                    "at_least": CONTESTS[race.name].peers.get(who),
                } for who, runs in race.runs.items()
            } for race in races},
        "agreement": {
            name: {"compared": found.compared, "disagreements": [str(one) for one in found.disagreements]}
            for name, found in agreements.items()},
    }
