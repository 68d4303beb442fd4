"""Disks of which more is known than of others: what a program wrote, in order, and what of it was synced."""
import os
import struct
import subprocess

from stores import fail

WRITE, TRUNCATE, SYNC, UNLINK, CREATE, FOLDER_SYNC = range(1, 7)
HEAD = struct.Struct("=IIqq")
# The smallest part of a write that survives as a whole.
SECTOR = 512


def build_library(scratch):
    """Compiles disk.c; the path of the library."""
    here = os.path.dirname(os.path.abspath(__file__))
    library = os.path.join(scratch, "disk.so")
    compiler = os.environ.get("CC", "clang")
    built = subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-Wall", "-Wextra", "-Werror", "-o", library,
                            os.path.join(here, "disk.c"), "-ldl", "-lpthread"], capture_output=True, text=True)
    if built.returncode != 0:
        fail(f"{compiler} does not compile disk.c: {built.stderr}")
    return library


def environment(library, store, **settings):
    """The environment of a program whose disk is watched: settings as in disk.c, without DISK_."""
    disk = {"DISK_" + name.upper(): str(value) for name, value in settings.items()}
    return dict(os.environ, LD_PRELOAD=library, DISK_STORE=store.path, **disk)


def read_trace(path):
    """The operations of a trace: kind, name, number, data, and where in the trace the operation ends."""
    with open(path, "rb") as file:
        trace = file.read()
    place, operations = 0, []
    while place + HEAD.size <= len(trace):
        kind, name, number, data = HEAD.unpack_from(trace, place)
        place += HEAD.size
        operations.append((kind, trace[place:place + name].decode(), number,
                           trace[place + name:place + name + data], place + name + data))
        place += name + data
    return operations


class File:
    """A file on the disk: what was synced of it, and what was done to it since."""

    def __init__(self, content=b""):
        self.synced = bytearray(content)
        self.pending = []

    def sync(self):
        for operation in self.pending:
            self.apply(self.synced, *operation)
        self.pending = []

    @staticmethod
    def apply(content, kind, number, data):
        if kind == TRUNCATE:
            del content[number:]
            content.extend(bytes(number - len(content)))
        else:
            content.extend(bytes(max(0, number - len(content))))
            content[number:number + len(data)] = data

    def after_loss(self, chance):
        """The content when power is lost: without what is pending, or with what `chance` lets through of it."""
        content = bytearray(self.synced)
        for kind, number, data in self.pending if chance else []:
            if kind == TRUNCATE:
                if chance.random() < 0.5:
                    self.apply(content, kind, number, data)
                continue
            # The length may have grown though the bytes did not arrive: then they are zeros.
            if chance.random() < 0.5:
                content.extend(bytes(max(0, number + len(data) - len(content))))
            for start in range(0, len(data), SECTOR):
                if chance.random() < 0.5:
                    self.apply(content, WRITE, number + start, data[start:start + SECTOR])
        return content

    def after_kill(self):
        """The content when the program alone is lost."""
        content = bytearray(self.synced)
        for operation in self.pending:
            self.apply(content, *operation)
        return content


class Disk:
    """The files of one store, as a trace tells of them."""

    def __init__(self, store):
        self.names = {}
        for suffix in ["", "-wal", "-journal"]:
            if os.path.exists(store.path + suffix):
                with open(store.path + suffix, "rb") as file:
                    self.names[suffix] = File(file.read())
        # Names that survive: those that were there when the folder was synced last.
        self.synced_names = dict(self.names)

    def apply(self, kind, name, number, data):
        """Does one operation of a trace."""
        if kind == CREATE or (kind in (WRITE, TRUNCATE, SYNC) and name not in self.names):
            # A file of which no making is known was made by a reader.
            self.names[name] = File()
        if kind == CREATE:
            return
        if kind == UNLINK:
            self.names.pop(name, None)
        elif kind == FOLDER_SYNC:
            self.synced_names = dict(self.names)
        elif kind == SYNC:
            self.names[name].sync()
        else:
            self.names[name].pending.append((kind, number, data))

    def names_after_loss(self, chance):
        if not chance:
            return self.synced_names
        kept = {}
        for name in sorted(set(self.names) | set(self.synced_names)):
            source = self.names if chance.random() < 0.5 else self.synced_names
            if name in source:
                kept[name] = source[name]
        return kept

    def write_loss(self, store, chance=None):
        """Writes what a loss of power leaves; with `chance`, some of what was not synced survives."""
        self.write(store, {name: file.after_loss(chance) for name, file in self.names_after_loss(chance).items()})

    def write_kill(self, store):
        """Writes what the end of the program alone leaves."""
        self.write(store, {name: file.after_kill() for name, file in self.names.items()})

    @staticmethod
    def write(store, contents):
        for name in os.listdir(store.folder):
            os.remove(os.path.join(store.folder, name))
        for suffix, content in contents.items():
            with open(store.path + suffix, "wb") as file:
                file.write(content)
