// Where slots stand on their board, in millimetres from its left end: kept while a draft is edited. What stands stays
// where it is; only what would overlap is pushed to the right. A board of which a place or a width is not known has none.
// Places without a name, which may be on top of a slot, neither push nor are pushed.
import { count, isUnknown, slotsOn } from "./plan_bay.js";

const tenth = (value) => Math.round(value * 10) / 10;
const x = (slot) => (slot.dataset.x ? Number(slot.dataset.x) : null);

/** How wide the whole slot is; null where nobody knows. */
export function width(slot) {
  return slot.dataset.unitMm ? tenth(Number(slot.dataset.unitMm) * count(slot, "facings")) : null;
}

const named = (board) => slotsOn(board).filter((slot) => !isUnknown(slot));
const known = (slots) => slots.length > 0 && slots.every((slot) => x(slot) !== null && width(slot) !== null);

/** Before a slot is moved: those behind it close up, and its own place is forgotten. */
export function lift(slot) {
  const slots = named(slot.parentElement);
  if (!isUnknown(slot) && known(slots)) {
    for (const behind of slots.slice(slots.indexOf(slot) + 1)) behind.dataset.x = String(tenth(Math.max(0, x(behind) - width(slot))));
  }
  slot.dataset.x = "";
}

/** After a change of a board; `fresh` has just come to it and gets the place behind its neighbour, the others make room. */
export function settle(board, fresh = null) {
  const slots = named(board);
  const others = slots.filter((slot) => slot !== fresh);
  if (fresh) fresh.dataset.x = "";
  if (fresh && isUnknown(fresh)) return;
  if (others.length && !known(others)) return;
  if (fresh && width(fresh) === null) return;
  let end = 0;
  for (const slot of slots) {
    if (slot === fresh || x(slot) < end) slot.dataset.x = String(end);
    end = tenth(x(slot) + width(slot));
  }
}
