"""A phone's signal for tests: all that goes to the service goes through here and can be cut, for workers too."""

import socket
import threading
from contextlib import suppress


class Radio:
    """Forwards a port of its own to the service's. `cut` closes what is open and whatever comes, until `mend`."""

    def __init__(self, port: int) -> None:
        self._target = port
        self._open: set[socket.socket] = set()
        self._there = True
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._door.getsockname()[1]
        threading.Thread(target=self._answer, daemon=True).start()

    def cut(self) -> None:
        """No signal from now on."""
        self._there = False
        for end in list(self._open):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        """The signal is back."""
        self._there = True

    def close(self) -> None:
        """End it."""
        self.cut()
        self._door.close()

    def _answer(self) -> None:
        with suppress(OSError):
            while True:
                phone, _ = self._door.accept()
                if not self._there:
                    phone.close()
                    continue
                service = socket.create_connection(("127.0.0.1", self._target))
                for here, there in ((phone, service), (service, phone)):
                    self._open.add(here)
                    threading.Thread(target=self._carry, args=(here, there), daemon=True).start()

    def _carry(self, here: socket.socket, there: socket.socket) -> None:
        with suppress(OSError):
            while data := here.recv(1 << 16):
                there.sendall(data)
        for end in (here, there):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        self._open.discard(here)
        here.close()
