"""Stands between the hub and PostgreSQL, on loopback, and does to its connections what networks and servers do."""

import contextlib
import random
import socket
import struct
import threading
import time
from urllib.parse import urlsplit, urlunsplit

CHUNK = 65536
SOON = 0.05  # seconds between two looks at whether the fault is over
RESET = struct.pack("ii", 1, 0)  # of SO_LINGER: close with a reset instead of a farewell
WELL, STOPPED, HANGING, SLOW, TORN = "well", "stopped", "hanging", "slow", "torn"


class Proxy:
    """`proxy.url` is the address to use instead; `proxy.fault` says what is wrong."""

    def __init__(self, database_url: str, seed: int = 0) -> None:
        parts = urlsplit(database_url)
        self.server = (parts.hostname, parts.port)
        self.dice = random.Random(seed)
        self.fault = WELL
        self.delay = 0.05  # seconds for each packet in each direction, while slow
        self.lines: set[Line] = set()
        self.is_closed = False
        self.listener = self._listen(0)
        self.port = self.listener.getsockname()[1]
        credentials = parts.netloc.rpartition("@")[0]
        self.url = urlunsplit(parts._replace(netloc=f"{credentials}@127.0.0.1:{self.port}"))

    def _listen(self, port: int) -> socket.socket:
        listener = socket.create_server(("127.0.0.1", port), backlog=128)
        threading.Thread(target=self._accept, args=(listener,), daemon=True).start()
        return listener

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                client, _address = listener.accept()
            except OSError:
                return
            threading.Thread(target=self._connect, args=(client,), daemon=True).start()

    def _connect(self, client: socket.socket) -> None:
        while self.fault == HANGING and not self.is_closed:
            time.sleep(SOON)
        try:
            server = socket.create_connection(self.server)
        except OSError:
            client.close()
            return
        line = Line(self, client, server)
        self.lines.add(line)
        line.start()

    def stop(self) -> None:
        """As a server that was stopped: who is connected is thrown out, and nobody listens."""
        self.fault = STOPPED
        # Closing does not wake up who waits in `accept`; shutting down does.
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.cut()

    def hang(self) -> None:
        self.fault = HANGING

    def heal(self, *, forgets: bool = False) -> None:
        """`forgets`: connections from before stay open and silent for ever, as behind a balancer that lost their state."""
        if self.fault == STOPPED:
            self.listener = self._listen(self.port)
        if forgets:
            for line in list(self.lines):
                line.is_forgotten = True
        self.fault = WELL

    def cut(self) -> None:
        for line in list(self.lines):
            line.reset()

    def close(self) -> None:
        self.is_closed = True
        self.stop()


class Line:
    """One connection, through the proxy."""

    def __init__(self, proxy: Proxy, client: socket.socket, server: socket.socket) -> None:
        self.proxy, self.client, self.server = proxy, client, server
        self.is_forgotten = False
        for end in (client, server):
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def start(self) -> None:
        for ends in ((self.client, self.server), (self.server, self.client)):
            threading.Thread(target=self._pump, args=ends, daemon=True).start()

    def _pump(self, source: socket.socket, target: socket.socket) -> None:
        try:
            while data := source.recv(CHUNK):
                self._wait()
                if self.proxy.fault == TORN and source is self.client and self.proxy.dice.random() < 0.2:
                    target.sendall(data[: self.proxy.dice.choice((len(data) // 2, len(data)))])
                    self.reset()
                    return
                target.sendall(data)
        except OSError:
            pass
        self.reset()

    def _wait(self) -> None:
        if self.proxy.fault == SLOW:
            time.sleep(self.proxy.delay)
        while (self.proxy.fault == HANGING or self.is_forgotten) and not self.proxy.is_closed:
            time.sleep(SOON)

    def reset(self) -> None:
        self.proxy.lines.discard(self)
        with contextlib.suppress(OSError):
            self.client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        for end in (self.client, self.server):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
