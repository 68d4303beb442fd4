"""What the scripts here share: record stores, runs that nobody disturbs, and what must hold of both."""
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
PROGRAM = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else os.path.join(HERE, "../../.build/release/trawl"))
LISTINGS = ["results", "failures", "anomalies", "skipped"]
DONE, DONE_WITH_FAILURES = 0, 3

# What a store that is whole at every moment never holds.
CONTRADICTIONS = {
    "recorded without a record": """
        SELECT count(*) FROM files f WHERE outcome = 'recorded'
        AND NOT EXISTS (SELECT 1 FROM records r WHERE r.root = f.root AND r.path = f.path)""",
    "failed without a failure": """
        SELECT count(*) FROM files f WHERE outcome = 'failed' AND vanished IS NULL
        AND NOT EXISTS (SELECT 1 FROM open_failures o WHERE o.root = f.root AND o.path = f.path)""",
    "record without a file": """
        SELECT count(*) FROM records r
        WHERE NOT EXISTS (SELECT 1 FROM files f WHERE f.root = r.root AND f.path = r.path)""",
    "anomaly without a file": """
        SELECT count(*) FROM anomalies a
        WHERE NOT EXISTS (SELECT 1 FROM files f WHERE f.root = a.root AND f.path = a.path)""",
    "failure without a file": """
        SELECT count(*) FROM open_failures o
        WHERE NOT EXISTS (SELECT 1 FROM files f WHERE f.root = o.root AND f.path = o.path)""",
    "record and file of different runs": """
        SELECT count(*) FROM files f JOIN records r ON r.root = f.root AND r.path = f.path
        WHERE r.run <> f.run AND f.stamp IS NOT NULL""",
}


def fail(message):
    """Ends the program with a message."""
    sys.exit(f"{os.path.basename(sys.argv[0])}: {message}")


class Store:
    """A record store in a folder of its own."""

    def __init__(self, folder):
        self.folder = folder
        self.path = os.path.join(folder, "store.db")
        os.makedirs(folder, exist_ok=True)

    def copy(self, folder):
        """A copy that may be opened without a trace in the store itself; the index of its log is not copied."""
        shutil.rmtree(folder, ignore_errors=True)
        copied = Store(folder)
        for ending in ["", "-wal", "-journal"]:
            if os.path.exists(self.path + ending):
                shutil.copyfile(self.path + ending, copied.path + ending)
        return copied

    def query(self, text, *arguments):
        connection = sqlite3.connect(self.path)
        try:
            return connection.execute(text, arguments).fetchall()
        finally:
            connection.close()

    def count(self, text, *arguments):
        return self.query(text, *arguments)[0][0]

    def is_made(self):
        """Whether it has all its tables and columns; it gets them step by step."""
        if not os.path.exists(self.path):
            return False
        return self.count("SELECT count(*) FROM pragma_table_info('files') WHERE name = 'vanished'") == 1

    def check(self, moment):
        """Ends everything if the store is unsound or holds half an outcome."""
        verdict = self.query("PRAGMA integrity_check")
        if verdict != [("ok",)]:
            fail(f"{moment}: the store is damaged: {verdict[:3]}")
        for name, text in CONTRADICTIONS.items():
            if (count := self.count(text)) > 0:
                fail(f"{moment}: {name}: {count} times; see {self.path}")

    def listing(self, name):
        listed = subprocess.run([PROGRAM, name, "--store", self.path, "--format", "ndjson"], capture_output=True)
        if listed.returncode != 0:
            fail(f"{name} of {self.path} ended with {listed.returncode}: {listed.stderr.decode()}")
        return listed.stdout


class Stage:
    """Runs over the files as they are now, with the same settings each."""

    def __init__(self, name, files, arguments):
        self.name = name
        self.arguments = ["run", files, "--quiet", "--format", "json"] + arguments
        self.expected = {}
        self.seconds = self.least = 0
        self.total = self.work = 0

    def command(self, store, options):
        return [PROGRAM] + self.arguments + ["--store", store.path] + options

    def run_undisturbed(self, store):
        began = time.monotonic()
        ended = subprocess.run(self.command(store, []), capture_output=True, text=True)
        self.seconds = time.monotonic() - began
        self.check_end(ended.returncode, ended.stdout, ended.stderr)
        self.expected = {name: store.listing(name) for name in LISTINGS}
        self.total = store.count("SELECT count(*) FROM files WHERE vanished IS NULL")
        self.work = store.count("SELECT count(*) FROM files WHERE run = (SELECT max(run) FROM runs)")
        store.check(self.name)
        # What a run takes that finds everything done.
        copied = store.copy(store.folder + "-again")
        began = time.monotonic()
        subprocess.run(self.command(copied, []), capture_output=True)
        self.least = time.monotonic() - began

    def check_end(self, code, output, errors):
        if code not in (DONE, DONE_WITH_FAILURES):
            fail(f"{self.name}: a run ended with {code}: {errors}")
        summary = json.loads(output)
        if not summary["balanced"] or summary.get("interrupted"):
            fail(f"{self.name}: the summary does not balance: {output}")
        return summary

    def compare(self, store, scratch):
        """Ends everything if the store is not that of the undisturbed run."""
        for name, expected in self.expected.items():
            found = store.listing(name)
            if found != expected:
                paths = [os.path.join(scratch, f"{name}.{which}") for which in ["expected", "found"]]
                for path, content in zip(paths, [expected, found]):
                    with open(path, "wb") as file:
                        file.write(content)
                fail(f"{self.name}: {name} differ from those of an undisturbed run; see: diff {' '.join(paths)}")
        codes = {row[0] for row in store.query("SELECT DISTINCT code FROM failures")}
        if "crashed" in codes or "quarantined" in codes:
            fail(f"{self.name}: a kill of the whole program was taken for a crash of a handler")
        total = store.count("SELECT count(*) FROM files WHERE vanished IS NULL")
        if total != self.total:
            fail(f"{self.name}: {total} rows instead of {self.total}")


def make_files(folder, count, seed):
    """Fills a folder with files of many kinds."""
    subprocess.run([os.path.join(HERE, "make-store"), folder, str(count), str(seed)], check=True)


def change_files(folder, seed):
    """Changes some of the files that `make_files` made."""
    subprocess.run([os.path.join(HERE, "make-store"), "--change", folder, str(seed)], check=True)


def require_program():
    """Ends everything where the program is not built."""
    if not os.access(PROGRAM, os.X_OK):
        fail(f"there is no program {PROGRAM}; build it with: make build")
