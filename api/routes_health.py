"""Is the service well?"""

from dataclasses import asdict
from importlib.metadata import version

from fastapi import APIRouter

from api.deps import PartsDep, ReadSession
from api.errors import ErrorBody
from api.schemas_audits import Health, ModelAnswer
from catalog.queries_people import find_chain

router = APIRouter(prefix="/api", tags=["service"])


@router.get(
    "/health",
    summary="Is it well?",
    responses={500: {"model": ErrorBody, "description": "The database does not answer"}},
)
def read_health(parts: PartsDep, session: ReadSession) -> Health:
    """Answers when the database does; needs no sign-in."""
    find_chain(session, "")
    models = [ModelAnswer(**asdict(stamp)) for stamp in parts.eyes.models]
    return Health(status="ok", version=version("paimian"), models=models)
