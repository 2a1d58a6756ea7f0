// Choosing a box: by tap, click or keyboard; its product is lit up, the rest steps back.
import { closePanel, openPanel } from "./panel.js";

const overlay = document.getElementById("overlay");
const report = document.getElementById("report");
const boxes = [...overlay.querySelectorAll(".box")];
const place = (box) => box.dataset.at.split(".").map(Number);
const frame = (box) => ({
  x: box.x.baseVal.value, y: box.y.baseVal.value, width: box.width.baseVal.value, height: box.height.baseVal.value,
});

export function startBoxes(audit, viewer, naming) {
  let chosen = null;

  /** Light up the boxes for which `test` is true; null for none. */
  function light(test, badge) {
    overlay.classList.toggle("picking", test !== null);
    for (const box of boxes) box.classList.toggle("kin", test !== null && test(box));
    for (const mark of overlay.querySelectorAll(".badge")) mark.classList.toggle("kin", mark.dataset.b === badge);
    for (const button of document.querySelectorAll(".legend [data-pick]")) {
      button.setAttribute("aria-pressed", String(test !== null && button.dataset.pick === badge));
    }
  }

  function choose(box, { reveal = false } = {}) {
    chosen?.classList.remove("chosen");
    chosen = box;
    for (const other of boxes) other.tabIndex = other === box ? 0 : -1;
    box.classList.add("chosen");
    const { g, b } = box.dataset;
    light(b === "0" ? (other) => other.dataset.g === g : (other) => other.dataset.b === b, b);
    const panel = openPanel(audit, Number(box.dataset.i), naming, { step, close });
    const sheet = panel.offsetTop > 100 ? panel.offsetHeight : 0;
    if (reveal || sheet) viewer.reveal(frame(box), sheet);
  }

  function close() {
    if (!chosen) return;
    chosen.classList.remove("chosen");
    const box = chosen;
    chosen = null;
    light(null, null);
    closePanel();
    box.focus({ preventScroll: true });
  }

  /** Choose the neighbour: dx along the layer, dy to the layer above or below (the nearest there). */
  function step(dx, dy) {
    const from = chosen ?? document.activeElement;
    if (!boxes.includes(from)) return;
    const next = dx ? boxes[boxes.indexOf(from) + dx] : nearestInLayer(from, dy);
    if (!next) return;
    if (chosen) choose(next, { reveal: true });
    for (const other of boxes) other.tabIndex = other === next ? 0 : -1;
    if (boxes.includes(document.activeElement)) next.focus({ preventScroll: Boolean(chosen) });
  }

  overlay.addEventListener("click", (event) => {
    const box = event.target.closest(".box");
    if (box) choose(box);
    else close();
  });
  overlay.addEventListener("keydown", (event) => {
    const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    if (event.key === "Enter" || event.key === " ") choose(event.target.closest(".box"));
    else if (moves[event.key]) step(...moves[event.key]);
    else return;
    event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented) close();
  });

  for (const button of document.querySelectorAll("[data-pick]")) {
    button.addEventListener("click", () => {
      const { pick } = button.dataset;
      const again = button.getAttribute("aria-pressed") === "true";
      close();
      light(again ? null : (box) => box.dataset.b === pick, pick);
      if (!button.closest(".legend") && !again) document.getElementById("viewer").scrollIntoView({ block: "nearest" });
    });
  }
  for (const button of report.querySelectorAll("[data-show-group]")) {
    button.addEventListener("click", () => {
      const box = boxes.find((other) => other.dataset.g === button.dataset.showGroup);
      if (box) choose(box, { reveal: true });
    });
  }
}

function nearestInLayer(from, dy) {
  const layers = [...new Set(boxes.map((box) => place(box)[0]))].sort((a, b) => a - b);
  const layer = layers[layers.indexOf(place(from)[0]) + dy];
  const middle = (box) => frame(box).x + frame(box).width / 2;
  const there = boxes.filter((box) => place(box)[0] === layer);
  return there.sort((a, b) => Math.abs(middle(a) - middle(from)) - Math.abs(middle(b) - middle(from)))[0];
}
