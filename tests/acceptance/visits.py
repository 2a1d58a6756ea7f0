"""A shelf as pieces that can be moved about, and what compliance must then say of each slot."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from alerts.golden import plan_runs
from alerts.shelf import BareSpace, Shelf, Stack, Xyxy
from alerts.verdicts import Judgement, Verdict
from models.synth.truth import ShelfTruth

Home = tuple[int, int]
"""Layer and position of a slot of the plan."""


@dataclass(frozen=True)
class Piece:
    """A facing; `home` is the slot it was planned for, None for one that came later; `surplus` ones fill no slot."""

    home: Home | None
    sku: str
    xyxy: Xyxy
    units: int = 1
    surplus: bool = False

    @property
    def width(self) -> float:
        return self.xyxy[2] - self.xyxy[0]


@dataclass(frozen=True)
class Expected:
    """What must be said of a slot; None for a verdict that nobody could know."""

    verdict: Verdict | None
    seen: int
    instead: str | None = None


@dataclass
class Visit:
    """A shelf in pieces: `layers` by number from 1, with what must be said of it."""

    size_wh: tuple[int, int]
    layers: dict[int, list[Piece]]
    gaps: list[BareSpace]
    expected: dict[Home, Expected]
    hidden: set[str] = field(default_factory=set)
    """SKUs of which nobody could know whether there are too many."""
    kind: dict[Home, str] = field(default_factory=dict)
    sku_of: dict[Home, str] = field(default_factory=dict)

    @staticmethod
    def of(shelf: Shelf) -> "Visit":
        """The shelf as it was when the plan was made of it, homes as `golden_plan` numbers them."""
        layers: dict[int, list[Piece]] = {}
        expected: dict[Home, Expected] = {}
        for layer in range(1, shelf.layers + 1):
            layers[layer] = []
            for number, run in enumerate(plan_runs(shelf, layer), start=1):
                if run[0].sku is None:
                    continue
                home = (layer, number)
                layers[layer] += [Piece(home, s.sku or "", s.xyxy, s.units) for s in run]
                expected[home] = Expected("ok", len(run))
        planned = {p.home: p.sku for row in layers.values() for p in row if p.home}
        return Visit(shelf.size_wh, layers, list(shelf.gaps), expected, sku_of=planned)

    @property
    def extra(self) -> Counter[str]:
        """How many facings fill no slot, by SKU."""
        return Counter(piece.sku for row in self.layers.values() for piece in row if piece.surplus)

    def beside(self, home: Home) -> set[Home]:
        """The slots to the left and to the right; places of unknown products are passed over."""
        row = sorted(other for other in self.expected if other[0] == home[0])
        at = row.index(home)
        return {*row[max(at - 1, 0) : at], *row[at + 1 : at + 2]}

    def facings(self, home: Home) -> list[Piece]:
        """The slot's own pieces, wherever they are."""
        return [piece for row in self.layers.values() for piece in row if piece.home == home]

    def replaced(self, old: Piece, new: Iterable[Piece]) -> None:
        """Put other pieces, or none, in the place of one."""
        for layer, row in self.layers.items():
            if any(piece is old for piece in row):
                self.layers[layer] = [p for piece in row for p in (new if piece is old else (piece,))]

    def shelf(self) -> Shelf:
        """What the photo shows; a layer without a product has no number there, as in `vision.layers`."""
        stacks = []
        rows = [row for _, row in sorted(self.layers.items()) if row]
        for layer, row in enumerate(rows, start=1):
            for position, piece in enumerate(sorted(row, key=lambda p: p.xyxy[0] + p.xyxy[2]), start=1):
                stacks.append(Stack(layer, position, piece.sku, None, 1, piece.units, piece.xyxy))
        return Shelf(self.size_wh, tuple(stacks), tuple(self.gaps))

    def where(self, home: Home) -> set[tuple[int, int]]:
        """Layers and positions on the photo of the slot's own pieces."""
        own = {piece.xyxy for piece in self.facings(home)}
        return {(stack.layer, stack.position) for stack in self.shelf().stacks if stack.xyxy in own}


def perfect(truth: ShelfTruth) -> Shelf:
    """The shelf that faultless eyes would see: a stack a column."""
    columns: dict[tuple[int, int, int], list[Xyxy]] = {}
    sku_of: dict[int, str] = {}
    for product in truth.products:
        columns.setdefault((product.layer, product.position, product.column), []).append(product.xyxy)
        sku_of[product.column] = product.sku
    made = []
    for (layer, position, column), boxes in sorted(columns.items()):
        x0, y0, x1, y1 = zip(*boxes, strict=True)
        box = (min(x0), min(y0), max(x1), max(y1))
        made.append(Stack(layer, position, sku_of[column], None, column + 1, len(boxes), box))
    numbers = {layer: rank for rank, layer in enumerate(sorted({s.layer for s in made}), start=1)}
    stacks = tuple(replace(stack, layer=numbers[stack.layer]) for stack in made)
    gaps = tuple(BareSpace(numbers.get(gap.layer, 0), gap.xyxy) for gap in truth.gaps)
    return Shelf(truth.size_wh, stacks, gaps)


@dataclass(frozen=True)
class Answer:
    """One slot, or one kind of extra product: what was planted, what had to be said, what was said."""

    kind: str
    expected: str
    said: str
    right: bool


def answers(visit: Visit, judgement: Judgement, *, strict: bool = True) -> list[Answer]:
    """Compare; `strict` also asks for the right number, the right intruder and the right place."""
    given = {(v.layer, v.position): v for v in judgement.verdicts if v.position is not None}
    found = []
    for home, want in visit.expected.items():
        if want.verdict is None:
            continue
        said = given.get(home)
        kind = visit.kind.get(home, "untouched")
        if said is None:
            found.append(Answer(kind, want.verdict, judgement.outcome, False))
            continue
        right = said.verdict == want.verdict
        if strict and right:
            right = {
                "too_few": said.seen == want.seen,
                "wrong_product": said.instead == want.instead,
                "misplaced": said.found in visit.where(home),
            }.get(said.verdict, True)
        found.append(Answer(kind, want.verdict, said.verdict, right))
    extra = Counter[str]()
    for v in judgement.verdicts:
        if v.verdict == "extra":
            extra[v.sku] += v.seen
    for sku in sorted({*extra, *visit.extra} - visit.hidden):
        same = extra[sku] == visit.extra[sku] if strict else bool(extra[sku]) == bool(visit.extra[sku])
        kind = "extra" if visit.extra[sku] else "untouched"
        found.append(Answer(kind, "extra" if visit.extra[sku] else "-", "extra" if extra[sku] else "-", same))
    return found
