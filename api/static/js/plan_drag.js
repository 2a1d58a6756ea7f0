// Dragging a slot with mouse, pen or finger. A finger drags the chosen slot alone, so that the others can be scrolled over.
import { bay, boards, slotsOn } from "./plan_bay.js";

const THRESHOLD = 7;

/** `onDrop(slot, board, before)` is told where a slot was let go; `onPick(slot)` that it was only pressed. */
export function startDrag({ onDrop, onPick }) {
  let drag = null;

  bay.addEventListener("pointerdown", (event) => {
    const slot = event.target.closest(".slot");
    if (!slot || event.button !== 0) return;
    const mayDrag = event.pointerType !== "touch" || slot.getAttribute("aria-selected") === "true";
    drag = { slot, mayDrag, x: event.clientX, y: event.clientY, id: event.pointerId, moved: false };
  });

  addEventListener("pointermove", (event) => {
    if (!drag || event.pointerId !== drag.id) return;
    if (!drag.moved) {
      if (Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < THRESHOLD) return;
      if (!drag.mayDrag) {
        drag = null;
        return;
      }
      lift();
    }
    drag.ghost.style.left = `${event.clientX + 8}px`;
    drag.ghost.style.top = `${event.clientY + 8}px`;
    aim(event.clientX, event.clientY);
  });

  addEventListener("pointerup", (event) => {
    if (!drag || event.pointerId !== drag.id) return;
    const { slot, moved, mark } = drag;
    const board = mark?.parentElement;
    const before = mark?.nextElementSibling ?? null;
    settle();
    if (moved && board) onDrop(slot, board, before);
    else if (!moved) onPick(slot);
  });
  addEventListener("pointercancel", settle);
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && drag?.moved) {
      event.preventDefault();
      settle();
    }
  }, true);

  function lift() {
    drag.moved = true;
    drag.ghost = document.createElement("div");
    drag.ghost.className = "ghost-slot";
    drag.ghost.append(drag.slot.querySelector(".faces").cloneNode(true));
    drag.mark = document.createElement("li");
    drag.mark.className = "slot-here";
    drag.slot.classList.add("dragged");
    document.body.append(drag.ghost);
  }

  /** Put the mark where the slot would go: the nearest board, before the first slot whose middle is further right. */
  function aim(x, y) {
    const away = (board) => {
      const { top, bottom } = board.parentElement.getBoundingClientRect();
      return y < top ? top - y : Math.max(0, y - bottom);
    };
    const board = boards().reduce((best, one) => (away(one) < away(best) ? one : best));
    const before = slotsOn(board).find((slot) => {
      const { left, width } = slot.getBoundingClientRect();
      return slot !== drag.slot && left + width / 2 > x;
    });
    board.insertBefore(drag.mark, before ?? null);
  }

  function settle() {
    drag?.ghost?.remove();
    drag?.mark?.remove();
    drag?.slot.classList.remove("dragged");
    drag = null;
  }
}
