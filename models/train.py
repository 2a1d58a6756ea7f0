"""Train a model: `python -m models.train detector|embedder` (training environment only)."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(add_completion=False, no_args_is_help=True, help=__doc__)

Data = Annotated[Path, typer.Option(help="Folder of the real photos.", exists=True, file_okay=False)]
Out = Annotated[Path, typer.Option(help="Where checkpoints go; a run found there is resumed.")]


@app.callback()
def _main() -> None:
    """Choose what to train."""


@app.command()
def detector(
    data: Data = Path("../shared/data"),
    out: Out = Path("runs/detector"),
    epochs: Annotated[int, typer.Option(min=1)] = 10,
    drawn: Annotated[int, typer.Option(min=0, help="Drawn shelves that join the photos.")] = 0,
    threads: Annotated[int, typer.Option(min=1)] = 1,
) -> None:
    """Fine-tune the shelf detector from the teacher's weights."""
    from models.torch_setup import prepare_torch

    prepare_torch(threads=threads)
    from models.detector_training import Recipe, train_detector

    typer.echo(train_detector(data, out, Recipe(epochs=epochs, drawn=drawn), log=typer.echo))


@app.command()
def embedder(
    data: Data = Path("../shared/data"),
    out: Out = Path("runs/embedder"),
    labels: Annotated[Path, typer.Option(help="Cache of the teacher's boxes.")] = Path(
        "runs/detector/labels"
    ),
    steps: Annotated[int, typer.Option(min=1)] = 1600,
    rate: Annotated[float, typer.Option(help="Highest learning rate.")] = 2e-3,
    temperature: Annotated[float, typer.Option(help="Lower: siblings push harder.")] = 0.06,
    seed: int = 1,
    start_from: Annotated[Path | None, typer.Option(help="Another run's last.pt.", exists=True)] = None,
    threads: Annotated[int, typer.Option(min=1)] = 1,
) -> None:
    """Train the crop embedder from ImageNet's weights; the banks of crops are made first where they are missing."""
    import cv2
    import torch

    from models.embedder_batches import mixture
    from models.embedder_prepare import prepare
    from models.embedder_training import Recipe, Trainer, imagenet_trunk

    torch.set_num_threads(threads)
    cv2.setNumThreads(threads)
    prepare(data, out / "banks", labels)
    recipe = Recipe(steps=steps, rate=rate, temperature=temperature, seed=seed)
    trainer = Trainer(recipe, out / "run", imagenet_trunk())
    if start_from is not None:
        trainer.start_from(start_from)
    trainer.train(mixture(out / "banks"))


if __name__ == "__main__":
    app()
