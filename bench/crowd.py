"""Many people at once: one thread that keeps any number of connections busy."""

import re
import select
import socket
import time
from dataclasses import dataclass

# When nothing comes in for this long, nothing more will.
PATIENCE = 60


@dataclass
class Answer:
    """What came back; status 0 when nothing did."""

    status: int = 0
    seconds: float = 0.0
    head: str = ""
    body: bytes = b""


def post(path, headers, body):
    """A request as it goes over the wire; `headers` are whole lines."""
    body = body.encode()
    return f"POST {path} HTTP/1.1\r\nHost: localhost\r\n{headers}Content-Length: {len(body)}\r\n\r\n".encode() + body


class _Line:
    """A connection with a request under way."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setblocking(False)
        self.number = None
        self.sent_at = 0.0
        self.received = bytearray()

    def send(self, number, request):
        """Sends a request; it is small enough for any buffer."""
        self.number, self.received = number, bytearray()
        self.sent_at = time.perf_counter()
        if self.socket.send(request) != len(request):
            raise OSError("a request did not fit the socket's buffer")

    def answer(self):
        """The answer, once all of it is there."""
        end = self.received.find(b"\r\n\r\n")
        if end < 0:
            return None
        head, body = self.received[:end].decode("latin-1"), bytes(self.received[end + 4:])
        length = re.search(r"(?im)^content-length: *(\d+)", head)
        if not (len(body) >= int(length.group(1)) if length else body.endswith(b"0\r\n\r\n")):
            return None
        return Answer(int(head[9:12]), time.perf_counter() - self.sent_at, head, body)


def ask(port, requests, connections):
    """Opens the connections, then sends the requests, each connection one at a time.

    Gives the answers in the order of the requests, and the seconds from the first request to the last answer.
    """
    answers = [Answer() for _ in requests]
    lines = {line.socket.fileno(): line for line in (_Line(port) for _ in range(connections))}
    waiting = iter(enumerate(requests))
    busy = 0
    with select.epoll() as poll:
        for descriptor in lines:
            poll.register(descriptor, select.EPOLLIN)
        started = finished = time.perf_counter()
        for line in lines.values():
            if (following := next(waiting, None)) is not None:
                line.send(*following)
                busy += 1
        while busy and (events := poll.poll(PATIENCE)):
            for descriptor, _ in events:
                line = lines[descriptor]
                try:
                    data = line.socket.recv(65536)
                except ConnectionError:
                    data = b""
                line.received += data
                answer = line.answer()
                if answer:
                    answers[line.number] = answer
                    finished = time.perf_counter()
                if answer and (following := next(waiting, None)) is not None:
                    line.send(*following)
                elif answer or not data:
                    poll.unregister(descriptor)
                    busy -= 1
    for line in lines.values():
        line.socket.close()
    return answers, finished - started
