// Choosing a box: by tap, click or keyboard; its product is lit up, the rest steps back.
import { closePanel, openPanel } from "./panel.js";

const overlay = document.getElementById("overlay");
const boxes = () => [...overlay.querySelectorAll(".box")];
const layerOf = (box) => Number(box.dataset.layer);
const frame = (box) => ({
  x: box.x.baseVal.value, y: box.y.baseVal.value, width: box.width.baseVal.value, height: box.height.baseVal.value,
});

export function startBoxes(audit, viewer, naming) {
  let chosen = null; // the index of the product

  const boxAt = (index) => (index === null ? null : overlay.querySelector(`[data-i="${index}"]`));

  /** Light up the boxes for which `test` is true; null for none. */
  function light(test, badge) {
    overlay.classList.toggle("picking", test !== null);
    for (const box of boxes()) box.classList.toggle("kin", test !== null && test(box));
    for (const mark of overlay.querySelectorAll(".badge")) mark.classList.toggle("kin", mark.dataset.b === badge);
    for (const button of document.querySelectorAll("#legend [data-pick]")) {
      button.setAttribute("aria-pressed", String(test !== null && button.dataset.pick === badge));
    }
  }

  function choose(box, { reveal = false } = {}) {
    boxAt(chosen)?.classList.remove("chosen");
    chosen = Number(box.dataset.i);
    for (const other of boxes()) other.tabIndex = other === box ? 0 : -1;
    box.classList.add("chosen");
    const { g, b } = box.dataset;
    light(b === "0" ? (other) => other.dataset.g === g : (other) => other.dataset.b === b, b);
    const panel = openPanel(audit, chosen, naming, { step, close });
    const sheet = panel.offsetTop > 100 ? panel.offsetHeight : 0;
    if (reveal || sheet) viewer.reveal(frame(box), sheet);
  }

  function close() {
    if (chosen === null) return;
    const box = boxAt(chosen);
    box.classList.remove("chosen");
    chosen = null;
    light(null, null);
    closePanel();
    box.focus({ preventScroll: true });
  }

  /** Go to the neighbour: dx in reading order, dy to the layer above or below (the nearest there). */
  function step(dx, dy) {
    const from = boxAt(chosen) ?? document.activeElement;
    const all = boxes();
    if (!all.includes(from)) return;
    const next = dx ? all[all.indexOf(from) + dx] : nearestInLayer(all, from, dy);
    if (!next) return;
    const focused = all.includes(document.activeElement);
    for (const other of all) other.tabIndex = other === next ? 0 : -1;
    if (chosen !== null) choose(next, { reveal: true });
    if (focused) next.focus({ preventScroll: chosen !== null });
  }

  overlay.addEventListener("click", (event) => {
    const box = event.target.closest(".box");
    if (box) choose(box);
    else close();
  });
  overlay.addEventListener("keydown", (event) => {
    const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const box = event.target.closest(".box");
    if (box && (event.key === "Enter" || event.key === " ")) choose(box);
    else if (moves[event.key]) step(...moves[event.key]);
    else return;
    event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented) close();
  });
  document.addEventListener("click", (event) => {
    const pick = event.target.closest("[data-pick]");
    const group = event.target.closest("[data-show-group]");
    if (pick) showProduct(pick);
    if (group) {
      const box = boxes().find((other) => other.dataset.g === group.dataset.showGroup);
      if (box) choose(box, { reveal: true });
    }
  });

  function showProduct(button) {
    const { pick } = button.dataset;
    const again = button.getAttribute("aria-pressed") === "true";
    close();
    light(again ? null : (box) => box.dataset.b === pick, pick);
    if (!button.closest("#legend")) document.getElementById("viewer").scrollIntoView({ block: "nearest" });
  }

  return {
    /** Draw the choice again on an overlay that was replaced. */
    again() {
      if (chosen !== null) choose(boxAt(chosen));
    },
  };
}

function nearestInLayer(all, from, dy) {
  const layers = [...new Set(all.map(layerOf))].sort((a, b) => a - b);
  const layer = layers[layers.indexOf(layerOf(from)) + dy];
  const middle = (box) => frame(box).x + frame(box).width / 2;
  const there = all.filter((box) => layerOf(box) === layer);
  return there.sort((a, b) => Math.abs(middle(a) - middle(from)) - Math.abs(middle(b) - middle(from)))[0];
}
