"""`python -m models.synth --out DIR`: write the demo's photos, catalogue, stores, visits and truth."""

import argparse
from datetime import date
from pathlib import Path

from models.synth.demo import write_demo


def main(arguments: list[str] | None = None) -> None:
    """Parse, draw, say where it went."""
    parser = argparse.ArgumentParser(prog="python -m models.synth", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder to write into")
    parser.add_argument("--photos", type=int, default=12)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--size", type=int, nargs=2, default=(1920, 2560), metavar=("WIDTH", "HEIGHT"))
    parser.add_argument(
        "--last-day", type=date.fromisoformat, default=date(2026, 11, 20), metavar="YYYY-MM-DD"
    )
    given = parser.parse_args(arguments)
    truth = write_demo(
        given.out,
        photos=given.photos,
        seed=given.seed,
        size_wh=(given.size[0], given.size[1]),
        last_day=given.last_day,
    )
    print(f"{given.photos} photos and their truth: {truth}")


if __name__ == "__main__":
    main()
