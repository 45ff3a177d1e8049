"""A way to PostgreSQL that can be cut at one moment of one transaction."""

import select
import socket
import threading
import time

SYNC = b"S\x00\x00\x00\x04"  # ends what a client sends together
READY = b"Z\x00\x00\x00\x05"  # the server says after it, when all is done
LATE = 1.5  # seconds


class Cutter:
    """Passes on what clients and the server say. After cut_at() a connection is cut, once, where a client sends `mark`, or
    so many `trips` later: "before" the server gets what it sends, "during" its work, "after" it has answered, or "late",
    which is before, but it gets it a moment later."""

    def __init__(self, port: int):
        """Of the server, on this machine."""
        self.port = port
        self.how, self.mark, self.trips = "", b"", 0
        self.lock = threading.Lock()
        self.through = threading.Event()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.place = f"127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    def cut_at(self, mark: str, trips: int, how: str) -> None:
        with self.lock:
            self.mark, self.trips, self.how = mark.encode(), trips, how
        self.through.clear()

    def wait(self, seconds: float) -> None:
        """Until the server is done with what was cut."""
        assert self.through.wait(seconds), "nothing was cut"

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return  # closed
            threading.Thread(target=self._pass_on, args=(client,), daemon=True).start()

    def _pass_on(self, client: socket.socket) -> None:
        with client, socket.create_connection(("127.0.0.1", self.port)) as server:
            together = b""
            trips = None  # since the mark
            due = 0  # answers to what was sent together
            while True:
                ready, _, _ = select.select([client, server], [], [])
                try:
                    octets = ready[0].recv(65536)
                    if not octets:
                        return
                    if ready[0] is server:
                        due = max(0, due - octets.count(READY))  # a greeting is answered so too
                        client.sendall(octets)
                        continue
                    together += octets
                    if together[:1] in b"PB" and not together.endswith(SYNC):
                        continue  # there is more of it
                    trips = self._trips(together, trips)
                    due += together.count(SYNC)
                    if how := self._due(trips):
                        self._cut(how, together, due, client, server)
                        return
                    server.sendall(together)
                except OSError:
                    return  # one of them is gone
                together = b""

    def _trips(self, together: bytes, before: int | None) -> int | None:
        with self.lock:
            if self.how and self.mark in together:
                return 0
        return None if before is None else before + 1

    def _due(self, trips: int | None) -> str:
        with self.lock:
            if not self.how or trips != self.trips:
                return ""
            how, self.how = self.how, ""
            return how

    def _cut(self, how: str, together: bytes, due: int, client: socket.socket, server: socket.socket) -> None:
        assert due > 0, "what is cut is answered"
        if how in ("during", "after"):
            server.sendall(together)
        if how == "after":
            self._answers(server, due)
        client.close()
        if how == "late":
            time.sleep(LATE)
            server.sendall(together)
        if how in ("during", "late"):
            self._answers(server, due)
        self.through.set()

    @staticmethod
    def _answers(server: socket.socket, due: int) -> None:
        server.settimeout(20)
        answers = b""
        while answers.count(READY) < due:
            octets = server.recv(65536)
            assert octets, "the server hung up"
            answers += octets
