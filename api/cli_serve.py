"""`paimian serve` and `paimian demo`: the service, empty or with the demo chain in it."""

import logging
from collections.abc import Callable
from socket import socket
from threading import Event
from typing import Annotated, Final

import typer
import uvicorn

from api import demo as demo_data
from api.app import create_app
from api.cli_common import FAILURE, HomeOption, fail, failures_said, open_eyes, open_home, read_settings
from api.demo_night import keep_night_after_photos
from api.parts import Parts
from api.settings import Settings

HostOption = Annotated[str, typer.Option(envvar="PAIMIAN_HOST", help="address to listen on")]
PortOption = Annotated[int, typer.Option(envvar="PAIMIAN_PORT", min=0, max=65535, help="port to listen on")]

_LOCAL: Final = "127.0.0.1"


def serve(host: HostOption = _LOCAL, port: PortOption = 8000, home: HomeOption = None) -> None:
    """Serve pages and API; audits run in threads of this process."""
    _serve(read_settings(home), host, port, lambda address, _: typer.echo(f"Paimian is at {address}"))


def demo(host: HostOption = _LOCAL, port: PortOption = 8000, home: HomeOption = None) -> None:
    """Serve a small fictional chain: drawn shelf photos, a catalogue, people to sign in as."""
    with open_home(home) as offline, failures_said():
        open_eyes(offline.settings)  # a missing model is said now, not after a minute of drawing
        if not demo_data.is_filled(offline.engine):
            demo_data.fill(
                offline.engine, offline.files, offline.chain_id, offline.settings.home / "demo", typer.echo
            )
    # the night waits for the photos: its alerts go by what they show
    settings = offline.settings.model_copy(update={"night_hour": -1})
    ends: list[Event] = []

    def begin(address: str, parts: Parts) -> None:
        _say_welcome(address)
        ends.append(keep_night_after_photos(parts, offline.settings.night_hour))

    try:
        _serve(settings, host, port, begin)
    finally:
        for end in ends:
            end.set()


def _say_welcome(address: str) -> None:
    typer.echo(f"\nPaimian 排面 is at {address}\nSign in (password: {demo_data.PASSWORD}):")
    for user in demo_data.USERS:
        typer.echo(f"  {user.username:10s} {user.role.replace('_', ' ')}")
    typer.echo("Stop with Ctrl-C; the next start continues where this one stopped.")


class _Server(uvicorn.Server):
    """Says where it is once it really listens."""

    def __init__(
        self, config: uvicorn.Config, parts: Callable[[], Parts], ready: Callable[[str, Parts], None]
    ) -> None:
        super().__init__(config)
        self._parts, self._ready = parts, ready

    async def startup(self, sockets: list[socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            host, port = self.servers[0].sockets[0].getsockname()[:2]
            self._ready(f"http://{host}:{port}", self._parts())

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        """End open streams first: uvicorn waits for its connections before the service may stop."""
        self._parts().hub.close()
        self._parts().board.close()
        await super().shutdown(sockets)


def _serve(settings: Settings, host: str, port: int, ready: Callable[[str, Parts], None]) -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    with failures_said():
        app = create_app(settings)
        config = uvicorn.Config(
            app,
            host=host,
            port=port,
            log_level="warning",
            server_header=False,
            proxy_headers=False,  # the app has its own, by the setting PROXIES
            timeout_graceful_shutdown=5,
        )
        server = _Server(config, lambda: app.state.parts, ready)
        server.run()
    if not server.started:
        fail(
            FAILURE,
            f"the service did not start on {host}:{port}; is the port taken? Choose another with --port",
        )
