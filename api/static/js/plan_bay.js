// The drawing as data: what stands on which board is read from and written to the page itself.
import { el } from "./core.js";

export const bay = document.getElementById("bay");
export const boards = () => [...bay.querySelectorAll(".slots")];
export const slotsOn = (board) => [...board.querySelectorAll(".slot")];
export const allSlots = () => boards().flatMap(slotsOn);
export const count = (slot, what) => Number(slot.dataset[what]);

/** Where a slot stands, both from 1. */
export function placeOf(slot) {
  const board = slot.closest(".slots");
  return { layer: boards().indexOf(board) + 1, position: slotsOn(board).indexOf(slot) + 1 };
}

/** Draw as many faces as the slot has facings, and its ticket. */
export function redraw(slot) {
  const { words, facings, stack, wide, high, picture } = slot.dataset;
  const faces = Array.from({ length: Number(facings) }, () => (picture ? el("img", { src: picture, alt: "", width: Number(wide), height: Number(high), draggable: false }) : blank(wide, high)));
  slot.querySelector(".faces").replaceChildren(...faces);
  slot.querySelector(".ticket b").textContent = Number(stack) > 1 ? `${facings}×${stack}` : facings;
  slot.querySelector(".sr").textContent = `${words} ${facings}×${stack}`;
}

function blank(wide, high) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  for (const [name, value] of [["width", wide], ["height", high], ["aria-hidden", "true"]]) svg.setAttribute(name, value);
  const rect = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  for (const [name, value] of [["x", 1], ["y", 1], ["width", "100%"], ["height", "100%"]]) rect.setAttribute(name, value);
  svg.append(rect);
  return svg;
}

/** Whether a slot is the place of something that nobody could name. */
export const isUnknown = (slot) => !slot.dataset.sku;

/** A slot for a SKU of the catalogue. */
export function newSlot(sku, picture) {
  const scale = Number(bay.dataset.pxPerMm);
  const slot = el("li", {
    class: sku.competitor ? "slot rival" : "slot", role: "option", "aria-selected": "false", tabIndex: -1,
    dataset: {
      sku: sku.code, words: [sku.brand, sku.name, sku.spec].filter(Boolean).join(" "), facings: "1", stack: "1", picture: picture ?? "", x: "",
      unitMm: sku.width_mm === null ? "" : String(sku.width_mm),
      wide: String(Math.max(16, Math.round((sku.width_mm ?? 75) * scale))), high: String(Math.min(220, Math.max(16, Math.round((sku.height_mm ?? 210) * scale)))),
    },
  }, el("span", { class: "faces" }), el("span", { class: "ticket" }, el("b", {}), " ", el("span", {}, sku.name)), el("span", { class: "sr" }));
  redraw(slot);
  return slot;
}

/** The plan as the API takes it. */
export function read() {
  return {
    layer_heights_mm: boards().map((board) => Number(board.closest(".board").dataset.height) || null),
    slots: allSlots().filter((slot) => !isUnknown(slot)).map((slot) => ({ sku: slot.dataset.sku, ...place(slot) })),
    unknown: allSlots().filter(isUnknown).map(place),
  };
}

function place(slot) {
  return {
    ...placeOf(slot), facings: count(slot, "facings"), stack: count(slot, "stack"),
    x_mm: slot.dataset.x ? Number(slot.dataset.x) : null,
    width_mm: slot.dataset.unitMm ? Math.round(Number(slot.dataset.unitMm) * count(slot, "facings") * 10) / 10 : null,
  };
}

/** What `restore` needs to put everything back. */
export function snapshot() {
  return [...bay.children].map((board) => ({
    board, height: board.dataset.height,
    slots: slotsOn(board.querySelector(".slots")).map((slot) => ({ slot, facings: slot.dataset.facings, stack: slot.dataset.stack, x: slot.dataset.x ?? "" })),
  }));
}

export function restore(state) {
  bay.replaceChildren(...state.map(({ board, height, slots }) => {
    setHeight(board, height);
    board.querySelector(".slots").replaceChildren(...slots.map(({ slot, facings, stack, x }) => {
      slot.dataset.x = x;
      if (slot.dataset.facings !== facings || slot.dataset.stack !== stack) {
        Object.assign(slot.dataset, { facings, stack });
        redraw(slot);
      }
      return slot;
    }));
    return board;
  }));
  number();
}

/** A board's height in millimetres, "" where nobody knows. */
export function setHeight(board, height) {
  board.dataset.height = height;
  const input = board.querySelector("[data-layer-height]");
  if (input) input.value = height;
}

/** Write the boards' numbers anew. */
export function number() {
  bay.querySelectorAll(".layer-no").forEach((place, at) => { place.textContent = String(at + 1); });
}
