"""What the parts of every report share."""

from pydantic import BaseModel, ConfigDict

Xyxy = tuple[float, float, float, float]


class Part(BaseModel):
    """Base of the reports' parts: frozen, nothing beyond what is named."""

    model_config = ConfigDict(frozen=True, extra="forbid")
