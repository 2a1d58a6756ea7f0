// The boxes on the photo: drawn from what the API says, chosen by tap, click or keys, moved and resized by their handles.
const SVG = "http://www.w3.org/2000/svg";
const CORNERS = ["nw", "ne", "sw", "se"];
const LEAST = 4;

const node = (name, attributes) => {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
};
const place = (rect, [x1, y1, x2, y2]) => {
  for (const [key, value] of Object.entries({ x: x1, y: y1, width: x2 - x1, height: y2 - y1 })) rect.setAttribute(key, value);
};

/**
 * Start the overlay. `words(box)` names a box for screen readers, `onChoose(box)` tells which one is chosen, `onMoved(number,
 * xyxy)` that somebody dragged it, `onDrawn(xyxy)` that a new one was drawn.
 */
export function startBoxes(overlay, viewer, { words, onChoose, onMoved, onDrawn }) {
  const layer = overlay.appendChild(node("g", {}));
  const hands = overlay.appendChild(node("g", { class: "hands" }));
  const { width: wide, height: high } = overlay.viewBox.baseVal;
  let boxes = [];
  let chosen = null;
  let draft = null; // [x1, y1, x2, y2] of a box that is being drawn
  let drawing = false;
  let tints = new Map();

  const find = (number) => boxes.find((box) => box.number === number) ?? null;
  const rectOf = (number) => layer.querySelector(`[data-n="${number}"]`);
  const at = (event) => {
    const area = overlay.getBoundingClientRect();
    return [(event.clientX - area.left) * wide / area.width, (event.clientY - area.top) * high / area.height];
  };
  const inside = ([x1, y1, x2, y2]) => [Math.max(0, x1), Math.max(0, y1), Math.min(wide, x2), Math.min(high, y2)];

  /** Show these boxes, in reading order; the chosen one stays chosen while it is there. */
  function show(next) {
    boxes = next;
    const known = [...new Set(boxes.map((box) => box.sku).filter(Boolean))].sort();
    tints = new Map(known.map((sku, index) => [sku, index % 16 + 1]));
    const focused = layer.contains(document.activeElement);
    layer.replaceChildren(...boxes.map((box) => {
      const kind = `box tint-${tints.get(box.sku) ?? 0}${box.corrected ? " corrected" : ""}`;
      const rect = node("rect", { class: kind, role: "button", tabindex: 0, "data-n": box.number, "aria-label": words(box) });
      place(rect, box.xyxy);
      return rect;
    }));
    if (find(chosen) === null) chosen = null;
    mark();
    if (focused && chosen !== null) rectOf(chosen).focus({ preventScroll: true });
  }

  function mark() {
    for (const rect of layer.querySelectorAll(".chosen")) rect.classList.remove("chosen");
    const rect = chosen === null ? null : rectOf(chosen);
    rect?.classList.add("chosen");
    rect?.setAttribute("aria-current", "true");
    hold();
  }

  /** Handles of the chosen box, or of the one being drawn. */
  function hold() {
    const xyxy = draft ?? find(chosen)?.xyxy;
    hands.replaceChildren();
    if (!xyxy) return;
    const reach = 22 / viewer.scale();
    const frame = node("rect", { class: draft ? "frame draft" : "frame", "data-hand": "move" });
    place(frame, xyxy);
    hands.append(frame, ...CORNERS.map((corner) => {
      const spot = node("g", { class: "hand", "data-hand": corner });
      const dot = node("circle", { r: 6 / viewer.scale() });
      const room = node("circle", { class: "room", r: Math.min(reach, Math.max(8 / viewer.scale(), (xyxy[2] - xyxy[0]) / 3)) });
      for (const circle of [room, dot]) {
        circle.setAttribute("cx", corner.endsWith("w") ? xyxy[0] : xyxy[2]);
        circle.setAttribute("cy", corner.startsWith("n") ? xyxy[1] : xyxy[3]);
      }
      spot.append(room, dot);
      return spot;
    }));
  }

  function choose(number, { focus = true, reveal = true } = {}) {
    chosen = number;
    mark();
    const box = find(number);
    if (box && focus) rectOf(number).focus({ preventScroll: true });
    if (box && reveal) viewer.reveal({ x: box.xyxy[0], y: box.xyxy[1], width: box.xyxy[2] - box.xyxy[0], height: box.xyxy[3] - box.xyxy[1] });
    onChoose(box);
  }

  /** Move or stretch `xyxy` by a corner ("move": all of it), never inside out. */
  function stretched([x1, y1, x2, y2], hand, dx, dy) {
    if (hand === "move") {
      const mx = Math.min(Math.max(dx, -x1), wide - x2);
      const my = Math.min(Math.max(dy, -y1), high - y2);
      return [x1 + mx, y1 + my, x2 + mx, y2 + my];
    }
    const left = hand.endsWith("w") ? Math.min(x1 + dx, x2 - LEAST) : x1;
    const right = hand.endsWith("e") ? Math.max(x2 + dx, x1 + LEAST) : x2;
    const top = hand.startsWith("n") ? Math.min(y1 + dy, y2 - LEAST) : y1;
    const bottom = hand.startsWith("s") ? Math.max(y2 + dy, y1 + LEAST) : y2;
    return inside([left, top, right, bottom]);
  }

  function preview(xyxy) {
    if (draft) draft = xyxy;
    else {
      find(chosen).xyxy = xyxy;
      place(rectOf(chosen), xyxy);
    }
    hold();
  }

  let drag = null;
  overlay.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    const hand = event.target.closest("[data-hand]")?.dataset.hand;
    const [x, y] = at(event);
    if (drawing && !(draft && hand)) {
      drag = { hand: "se", x, y, from: [x, y, x, y], fresh: true, id: event.pointerId };
    } else if (hand) {
      drag = { hand, x, y, from: [...(draft ?? find(chosen).xyxy)], id: event.pointerId };
    } else return;
    event.preventDefault();
    overlay.setPointerCapture(event.pointerId);
  });
  overlay.addEventListener("pointermove", (event) => {
    if (!drag || event.pointerId !== drag.id) return;
    const [x, y] = at(event);
    if (drag.fresh) {
      draft = inside([Math.min(x, drag.x), Math.min(y, drag.y), Math.max(x, drag.x), Math.max(y, drag.y)]);
      hold();
    } else if (drag.moved || Math.hypot(x - drag.x, y - drag.y) * viewer.scale() > 3) {
      drag.moved = true;
      preview(stretched(drag.from, drag.hand, x - drag.x, y - drag.y));
    }
  });
  const drop = (event) => {
    if (!drag || event.pointerId !== drag.id) return;
    const { fresh, moved, from } = drag;
    drag = null;
    if (event.type === "pointercancel") {
      if (!fresh) preview(from);
    } else if (fresh && draft && draft[2] - draft[0] >= LEAST && draft[3] - draft[1] >= LEAST) onDrawn(draft);
    else if (!fresh && moved && !draft) onMoved(chosen, find(chosen).xyxy);
  };
  overlay.addEventListener("pointerup", drop);
  overlay.addEventListener("pointercancel", drop);
  overlay.addEventListener("click", (event) => {
    const rect = event.target.closest(".box");
    if (rect && !drawing) choose(Number(rect.dataset.n), { reveal: false });
  });
  layer.addEventListener("focusin", (event) => {
    const number = Number(event.target.dataset.n);
    if (number !== chosen) choose(number, { focus: false });
  });

  return {
    show,
    choose,
    find,
    get all() { return boxes; },
    get chosen() { return find(chosen); },
    get draft() { return draft; },
    tint: (sku) => tints.get(sku) ?? 0,
    redraw: hold,
    focus: () => rectOf(chosen)?.focus({ preventScroll: true }),
    /** The neighbour: dx in reading order, dy on the layer above or below (the nearest there). */
    next(dx, dy) {
      const box = find(chosen);
      if (!box) return boxes[0] ?? null;
      if (dx) return boxes[boxes.indexOf(box) + dx] ?? null;
      const layers = [...new Set(boxes.map((one) => one.layer))].sort((a, b) => a - b);
      const wanted = layers[layers.indexOf(box.layer) + dy];
      const middle = (one) => (one.xyxy[0] + one.xyxy[2]) / 2;
      const there = boxes.filter((one) => one.layer === wanted);
      return there.sort((a, b) => Math.abs(middle(a) - middle(box)) - Math.abs(middle(b) - middle(box)))[0] ?? null;
    },
    /** By keys: move the chosen box (or the draft), or its lower right corner. */
    nudge(dx, dy, corner = false) {
      const from = draft ?? find(chosen)?.xyxy;
      if (from) preview(stretched(from, corner ? "se" : "move", dx, dy));
      return from ? { number: chosen, xyxy: draft ?? find(chosen).xyxy } : null;
    },
    /** Begin to draw: by mouse or finger, or by keys from a box of the usual size. */
    draw(start) {
      drawing = true;
      draft = start;
      overlay.classList.add("drawing");
      hold();
    },
    endDraw() {
      drawing = false;
      draft = null;
      overlay.classList.remove("drawing");
      hold();
    },
    get drawing() { return drawing; },
  };
}
