"""The way from the app to the server: a proxy that passes on, or does what networks and what stands in them do."""

import collections
import re
import select
import socket
import struct
import threading
import time

from clinic import free_port

PORTAL = b"<!doctype html><title>Welcome</title><h1>Log in to this network</h1>"

Asked = collections.namedtuple("Asked", "at path")


class Way:
    """A port of its own in front of a server's. What passes is one request a connection, so that it can be told
    apart; the live connection stays open for as long as the way is."""

    def __init__(self, port):
        self.server = port
        # Bound to a number, it stays ours while nothing is listened to.
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.mode, self.only, self.times = "open", "", None
        self.asked, self.struck = [], 0
        self.turn = threading.Condition()
        self.age = 0
        self.listens, self.closed = True, False
        self.door = socket.socket()
        self.door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.door.bind(("127.0.0.1", self.port))
        self.door.listen(64)
        threading.Thread(target=self._accept, daemon=True).start()

    # What it does.

    def open(self):
        """Passes everything on."""
        self._become("open")

    def gone(self):
        """Nobody listens any more, and what was open is reset."""
        self._become("gone")

    def deaf(self):
        """Whoever asks is heard, noted and reset."""
        self._become("deaf")

    def mute(self, only="", times=None):
        """Requests reach the server; of those with `only` in their path the answers are lost, so many times."""
        self._become("mute", only, times)

    def cut(self, only=""):
        """Answers break off in their middle."""
        self._become("cut", only)

    def portal(self):
        """Something else answers: everything is fine, and is a page."""
        self._become("portal")

    def missing(self):
        """Something else answers, that knows nothing of anything."""
        self._become("missing")

    def close(self):
        """Ends it."""
        with self.turn:
            self.closed, self.age = True, self.age + 1
            self.turn.notify_all()
        self._shut()

    # What it knows.

    def mark(self):
        """How much was asked so far, to count from here."""
        return len(self.asked)

    def since(self, mark, path=""):
        """What was asked since then, of these paths."""
        return [asked for asked in self.asked[mark:] if path in asked.path]

    # How.

    def _become(self, mode, only="", times=None):
        with self.turn:
            self.mode, self.only, self.times, self.struck = mode, only, times, 0
            # What is open goes, except where only some paths are concerned.
            self.age += not (only or mode == "open")
            self.listens = mode != "gone"
            self.turn.notify_all()
        if mode == "gone":
            self._shut()
        else:
            self.door.listen(64)

    def _shut(self):
        """Listens no more; the port stays bound."""
        try:
            self.door.shutdown(socket.SHUT_RDWR)
        except OSError:  # it did not listen
            pass

    def _accept(self):
        while True:
            with self.turn:
                self.turn.wait_for(lambda: self.listens or self.closed)
                if self.closed:
                    return
            try:
                client, _ = self.door.accept()
            except OSError:  # shut, or not yet open again
                time.sleep(0.02)
                continue
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client):
        age = self.age
        try:
            client.settimeout(30)
            head, rest = read_head(client)
            if head:
                self._answer(client, head, rest, age)
            client.close()
        except OSError:
            reset(client)

    def _answer(self, client, head, rest, age):
        path = head.split(b" ", 2)[1].decode(errors="replace")
        with self.turn:
            self.asked.append(Asked(time.monotonic(), path))
            mode = self.mode if self.only in path else "open"
            if mode == "mute" and self.times is not None and self.struck >= self.times:
                mode = "open"
            self.struck += mode != "open"
        if mode == "portal":
            return answer(client, head, rest, b"200 OK\r\ncontent-type: text/html", PORTAL)
        if mode == "missing":
            return answer(client, head, rest, b"404 Not Found", b"")
        if mode in ("gone", "deaf"):
            return reset(client)
        with socket.create_connection(("127.0.0.1", self.server), timeout=30) as server:
            server.sendall(one_only(head) + rest)
            if mode == "open":
                return self._pass_on(client, server, age)
            said = self._pass_on(client, server, age, keep=True)
        if mode == "cut":
            head, _, body = said.partition(b"\r\n\r\n")
            client.sendall(head + b"\r\n\r\n" + body[: len(body) // 2])
            # What was sent is read before the reset is.
            time.sleep(0.2)
        return reset(client)

    def _pass_on(self, client, server, age, keep=False):
        """Both ways, until the server has said all; what it said is handed on, or kept."""
        said = b""
        while self.age == age:
            ready, _, _ = select.select([client, server], [], [], 0.1)
            if server in ready:
                part = server.recv(65536)
                if not part:
                    return said
                if keep:
                    said += part
                    # What is to stay open does not end by itself.
                    if said.startswith(b"HTTP/1.1 101"):
                        return said
                else:
                    client.sendall(part)
            if client in ready:
                part = client.recv(65536)
                if not part:
                    return said
                server.sendall(part)
        raise ConnectionResetError


def read_head(client):
    """The first lines of a request, and what came with them."""
    read = b""
    while b"\r\n\r\n" not in read:
        part = client.recv(65536)
        if not part:
            return b"", b""
        read += part
    head, _, rest = read.partition(b"\r\n\r\n")
    return head + b"\r\n\r\n", rest


def one_only(head):
    """The head of a request after which its connection ends, unless it is to become another kind of connection."""
    if re.search(rb"(?im)^upgrade:", head):
        return head
    head = re.sub(rb"(?im)^connection:[^\r\n]*\r\n", b"", head)
    return head.replace(b"\r\n\r\n", b"\r\nconnection: close\r\n\r\n", 1)


def answer(client, head, rest, status, body):
    """Says the same to everything, once it is all there."""
    length = re.search(rb"(?im)^content-length: *(\d+)", head)
    missing = int(length.group(1)) - len(rest) if length else 0
    while missing > 0:
        part = client.recv(65536)
        if not part:
            return
        missing -= len(part)
    client.sendall(b"HTTP/1.1 %s\r\nconnection: close\r\ncontent-length: %d\r\n\r\n%s" % (status, len(body), body))


def reset(client):
    """Ends a connection the hard way."""
    try:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    except OSError:  # closed already
        pass
    client.close()
