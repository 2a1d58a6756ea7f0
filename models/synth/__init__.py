"""Drawn shelves of fictional brands, with exact ground truth: for the demo, for tests and for training."""

from models.synth.brands import demo_catalogue
from models.synth.camera import Conditions
from models.synth.family import random_sku_family
from models.synth.pack import draw_pack
from models.synth.shelf import render_shelf
from models.synth.sku import Look, Sku
from models.synth.truth import ShelfTruth, TrueGap, TrueProduct

__all__ = [
    "Conditions",
    "Look",
    "ShelfTruth",
    "Sku",
    "TrueGap",
    "TrueProduct",
    "demo_catalogue",
    "draw_pack",
    "random_sku_family",
    "render_shelf",
]
