"""Speaks Trawl's protocol (Plugins/PROTOCOL.md), so that a handler is one function:

    def handle(file, options, report):
        return {"bytes": len(file.read())}

    serve(handle, version="1.0.0", accepts=["text/plain"])
"""

import json
import os
import socket
import sys


class HandlerError(Exception):
    """Why there is no aggregate: `wrong-format` lets the next handler try, `limit-exceeded` refuses the file, `corrupt`
    and `unreadable` are failures. `offset` is the byte where it showed, from 0."""

    def __init__(self, code, message, offset=None):
        super().__init__(message)
        self.code, self.message, self.offset = code, message, offset

    def fields(self):
        fields = {"code": self.code, "message": self.message}
        return fields if self.offset is None else {**fields, "offset": self.offset}


class File:
    """An open file: its `path` in the store (a name, not to be opened), `media_type`, `charset` (or None) and `size`."""

    def __init__(self, message, stream):
        self.path = message["path"]
        self.media_type = message["media_type"]
        self.charset = message.get("charset")
        self.size = message["size"]
        self.stream = stream

    def read(self, count=-1):
        return self.stream.read(count)

    def __iter__(self):
        return iter(self.stream)


class Report:
    """Takes what is found beside the aggregate."""

    def __init__(self, identifier):
        self.identifier = identifier
        self.partial = None

    def anomaly(self, subject, detector, score, reason, threshold=0.5):
        """Something out of the ordinary; `score` and `threshold` are from 0 to 1, higher is stranger."""
        _say("anomaly", id=self.identifier, subject=subject, detector=detector, score=score, threshold=threshold,
             reason=reason)

    def note(self, text):
        """A remark that is neither an anomaly nor a failure."""
        _say("note", id=self.identifier, text=text)

    def progress(self):
        """Says that work goes on; needed where it takes longer than the limit `stall`."""
        _say("progress", id=self.identifier)

    def mark_partial(self, code, message, offset=None):
        """The aggregate about to be returned covers only a part of the file, for this reason."""
        self.partial = HandlerError(code, message, offset)


def serve(handle, version, accepts):
    """Answers the host until it has no more files. `version` and `accepts` are those of handler.yaml."""
    options = {}
    for message, descriptor in _messages():
        if message["type"] == "hello":
            options = message["options"]
            _say("hello", protocol=1, name=message["handler"], version=version, accepts=accepts)
        elif message["type"] == "file":
            with _opened(message, descriptor) as stream:
                _answer(handle, File(message, stream), options, Report(message["id"]))


def _answer(handle, file, options, report):
    try:
        value = handle(file, options, report)
    except HandlerError as error:
        return _say("error", id=report.identifier, **error.fields())
    partial = {} if report.partial is None else {"partial_because": report.partial.fields()}
    _say("aggregate", id=report.identifier, value=value, **partial)


def _opened(message, descriptor):
    return open(message["file"], "rb") if descriptor is None else os.fdopen(descriptor, "rb")


def _messages():
    """Every message, with the descriptor that came beside it; these come in the order of their messages."""
    channel, buffer, descriptors = socket.socket(fileno=0), b"", []
    while True:
        data, received, _, _ = socket.recv_fds(channel, 65536, 64)
        descriptors += received
        if not data:
            return
        *lines, buffer = (buffer + data).split(b"\n")
        for line in lines:
            message = json.loads(line)
            is_beside = message["type"] == "file" and "file" not in message
            yield message, descriptors.pop(0) if is_beside else None


def _say(kind, **fields):
    line = json.dumps({"type": kind, **fields}, allow_nan=False, ensure_ascii=False)
    sys.stdout.buffer.write(line.encode("utf-8", "backslashreplace") + b"\n")
    sys.stdout.buffer.flush()
