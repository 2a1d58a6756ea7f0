"""At the ends of a row, which facings of a slot are the seen ones, and which does the photo's edge cut off."""

from collections.abc import Callable, Sequence

from alerts.compliance_lines import Floats, PhotoLine, PlanLine


def settle_ends(
    columns: Sequence[int], line: PlanLine, photo: PhotoLine, x_of: Callable[[Sequence[int]], Floats]
) -> list[int]:
    """(N,) stacks beside facings → the same, with the outermost slots' stacks where they stand best.

    The facings of a slot are alike, so that an alignment cannot tell them apart; where the other slots' stacks put
    each of them (`x_of` such columns: (N,) centres in pixels) can.
    """
    settled = list(columns)
    for last in (True, False):
        used = [k for k, column in enumerate(settled) if column >= 0]
        if not used:
            break
        slot = line.slot_of[used[-1] if last else used[0]]
        own = [k for k in used if line.slot_of[k] == slot]
        if len(own) == len(used):
            continue
        stacks = [settled[k] for k in own]
        for k in own:
            settled[k] = -1
        places = [k for k, other in enumerate(line.slot_of) if other == slot]
        middle = [(photo.stacks[c].xyxy[0] + photo.stacks[c].xyxy[2]) / 2 for c in stacks]
        x = x_of(settled)
        for k, column in zip(_nearest([float(x[p]) for p in places], middle), stacks, strict=True):
            settled[places[k]] = column
    return settled


def _nearest(places: Sequence[float], middle: Sequence[float]) -> list[int]:
    """Which place each of as many or fewer stacks stands in, in order, with the least distance in all."""
    never = float("inf")
    best = [[0.0] * (len(places) + 1)] + [[never] * (len(places) + 1) for _ in middle]
    for m, x in enumerate(middle, start=1):
        for p in range(m, len(places) + 1):
            best[m][p] = min(best[m][p - 1], best[m - 1][p - 1] + abs(x - places[p - 1]))
    chosen, p = [0] * len(middle), len(places)
    for m in range(len(middle), 0, -1):
        while best[m][p] == best[m][p - 1]:
            p -= 1
        p -= 1
        chosen[m - 1] = p
    return chosen
