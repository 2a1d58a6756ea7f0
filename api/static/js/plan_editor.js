// The editor of a draft: choose a slot, move it, change its facings, add, remove, undo, save.
import { api, busy, sorry, t, toast } from "./core.js";
import { startPicker } from "./picker.js";
import { allSlots, bay, boards, count, isUnknown, newSlot, number, placeOf, read, redraw, restore, setHeight, slotsOn, snapshot } from "./plan_bay.js";
import { startDrag } from "./plan_drag.js";
import { lift, settle } from "./plan_places.js";

const plan = document.getElementById("plan");
const tools = document.getElementById("tools");
const [save, undo, conflict] = ["save", "undo", "conflict"].map((id) => document.getElementById(id));
const [facings, stack] = ["facings", "stack"].map((id) => document.getElementById(id));
const search = document.getElementById("add-sku-input");
const head = [...document.querySelectorAll("[data-head]")];
const past = [];
let chosen = null;
let dirty = false;

function choose(slot, { focus = true } = {}) {
  for (const other of allSlots()) {
    other.setAttribute("aria-selected", String(other === slot));
    other.tabIndex = other === slot ? 0 : -1;
  }
  chosen = slot;
  tools.hidden = !slot;
  search.placeholder = t(slot && isUnknown(slot) ? "js.plan.what_is_it" : "js.plan.add_sku");
  tools.querySelector("[data-tool=name]").hidden = !slot || !isUnknown(slot);
  if (!slot) {
    const first = allSlots()[0];
    if (first) first.tabIndex = 0;
    return;
  }
  const { layer, position } = placeOf(slot);
  document.getElementById("tools-title").textContent = t("js.plan.slot_at", { words: slot.dataset.words, layer, position });
  facings.value = slot.dataset.facings;
  stack.value = slot.dataset.stack;
  if (focus) slot.focus({ preventScroll: true });
}

const say = (text) => { document.getElementById("said").textContent = text; };

/** Make a change that can be taken back. */
function change(work, words) {
  past.push({ bay: snapshot(), head: { ...plan.dataset } });
  if (past.length > 100) past.shift();
  work();
  number();
  touched(true);
  if (words) say(words);
}

function touched(now) {
  dirty = now;
  save.disabled = !now;
  undo.disabled = past.length === 0;
  const slots = allSlots().filter((slot) => !isUnknown(slot));
  const note = document.getElementById("unknown-note");
  if (note) note.hidden = !allSlots().some(isUnknown);
  document.getElementById("size").textContent = t("js.plan.size", { layers: boards().length, facings: slots.reduce((sum, slot) => sum + count(slot, "facings"), 0) });
}

function takeBack() {
  const state = past.pop();
  if (!state) return;
  restore(state.bay);
  for (const input of head) input.value = plan.dataset[input.dataset.head] = state.head[input.dataset.head];
  touched(true);
  choose(chosen?.isConnected ? chosen : null);
}

function move(slot, board, before) {
  if (slot === before || (slot.parentElement === board && slot.nextElementSibling === before)) return choose(slot);
  change(() => {
    lift(slot);
    board.insertBefore(slot, before);
    settle(board, slot);
  });
  const { layer, position } = placeOf(slot);
  say(t("js.plan.moved", { words: slot.dataset.words, layer, position }));
  return choose(slot);
}

function step(slot, dx, dy) {
  const board = slot.parentElement;
  if (dx < 0 && slot.previousElementSibling) move(slot, board, slot.previousElementSibling);
  else if (dx > 0 && slot.nextElementSibling) move(slot, board, slot.nextElementSibling.nextElementSibling);
  else if (dy) {
    const next = boards()[boards().indexOf(board) + dy];
    if (next) move(slot, next, slotsOn(next)[slotsOn(board).indexOf(slot)] ?? null);
  }
}

function set(slot, what, value, most) {
  const next = Math.min(most, Math.max(1, Math.round(value) || 1));
  if (next !== count(slot, what)) change(() => {
    slot.dataset[what] = String(next);
    settle(slot.parentElement);
    redraw(slot);
  }, `${slot.dataset.words} ${next}`);
  choose(slot, { focus: false });
}

function remove(slot) {
  const near = slot.nextElementSibling ?? slot.previousElementSibling;
  change(() => slot.remove());
  choose(near);
  toast(t("js.plan.removed", { words: slot.dataset.words }), { undo: t("js.undo") }).then((back) => { if (back) takeBack(); });
}

const TOOLS = {
  left: () => step(chosen, -1, 0), right: () => step(chosen, 1, 0), up: () => step(chosen, 0, -1), down: () => step(chosen, 0, 1),
  fewer: () => set(chosen, "facings", count(chosen, "facings") - 1, 200), more: () => set(chosen, "facings", count(chosen, "facings") + 1, 200),
  lower: () => set(chosen, "stack", count(chosen, "stack") - 1, 50), higher: () => set(chosen, "stack", count(chosen, "stack") + 1, 50),
  name: () => search.focus(), remove: () => remove(chosen), done: () => choose(null),
};
tools.addEventListener("click", (event) => {
  const button = event.target.closest("[data-tool]");
  if (button && chosen) TOOLS[button.dataset.tool]();
});
facings.addEventListener("change", () => set(chosen, "facings", Number(facings.value), 200));
stack.addEventListener("change", () => set(chosen, "stack", Number(stack.value), 50));

/** The slot to go to with an arrow key: a neighbour, or the same place on the next board that has any. */
function neighbour(slot, dx, dy) {
  if (dx) return dx < 0 ? slot.previousElementSibling : slot.nextElementSibling;
  const all = boards();
  const at = slotsOn(slot.parentElement).indexOf(slot);
  for (let row = all.indexOf(slot.parentElement) + dy; all[row]; row += dy) {
    const there = slotsOn(all[row]);
    if (there.length) return there[Math.min(at, there.length - 1)];
  }
  return null;
}

bay.addEventListener("keydown", (event) => {
  const slot = event.target.closest(".slot");
  const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
  if (!slot) return;
  if (way && (event.altKey || event.shiftKey)) step(slot, ...way);
  else if (way) choose(neighbour(slot, ...way) ?? slot);
  else if (event.key === "+" || event.key === "=") set(slot, "facings", count(slot, "facings") + 1, 200);
  else if (event.key === "-") set(slot, "facings", count(slot, "facings") - 1, 200);
  else if (event.key === "Delete" || event.key === "Backspace") remove(slot);
  else if (event.key === "Enter" || event.key === " ") choose(slot);
  else if (event.key === "Escape") choose(null);
  else return;
  event.preventDefault();
});
document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.target.closest("input, dialog")) return;
  if (event.key === "z") takeBack();
  else if (event.key === "s") save.click();
  else return;
  event.preventDefault();
});

/** What nobody could name has a name now: a slot with its facings, in its place. */
function name(unknown, slot) {
  const { facings: wide, stack: high, x, unitMm } = unknown.dataset;
  Object.assign(slot.dataset, { facings: wide, stack: high, x, unitMm: unitMm || slot.dataset.unitMm });
  redraw(slot);
  change(() => {
    unknown.replaceWith(slot);
    settle(slot.parentElement);
  }, t("js.plan.added", { words: slot.dataset.words }));
  choose(slot);
}

startDrag({ onDrop: move, onPick: choose });
startPicker(document.getElementById("add-sku"), {
  onSku: async (sku) => {
    const pictures = await api("GET", `/api/skus/${encodeURIComponent(sku.code)}/references`).catch(() => []);
    const slot = newSlot(sku, pictures[0]?.url);
    search.value = "";
    if (chosen && isUnknown(chosen)) return name(chosen, slot);
    const board = chosen?.parentElement ?? boards()[0];
    if (!board) return;
    change(() => {
      board.insertBefore(slot, chosen?.nextElementSibling ?? null);
      settle(board, slot);
    }, t("js.plan.added", { words: slot.dataset.words }));
    choose(slot);
    slot.scrollIntoView({ block: "nearest", inline: "nearest" });
  },
});
document.getElementById("add-layer").addEventListener("click", () => {
  change(() => bay.append(document.getElementById("new-board").content.cloneNode(true)));
});
bay.addEventListener("change", (event) => {
  const input = event.target.closest("[data-layer-height]");
  if (!input) return;
  const board = input.closest(".board");
  const height = input.value && Number(input.value) > 0 ? String(Number(input.value)) : "";
  if (height === board.dataset.height) setHeight(board, height);
  else change(() => setHeight(board, height));
});
for (const input of head) input.addEventListener("change", () => {
  const value = input.value.trim();
  if (input.required && !value) input.value = plan.dataset[input.dataset.head];
  else if (value !== plan.dataset[input.dataset.head]) change(() => { plan.dataset[input.dataset.head] = value; });
});
bay.addEventListener("click", (event) => {
  const button = event.target.closest("[data-drop-layer]");
  if (button) change(() => button.closest(".board").remove());
});
undo.addEventListener("click", takeBack);

async function store(since) {
  const { version, code, name, category, width } = plan.dataset;
  const body = { code, name, category, width_mm: Number(width) || null, ...read(), unchanged_since: since };
  const saved = await api("PUT", `/api/planograms/${version}`, body);
  plan.dataset.changed = saved.changed_at;
  conflict.hidden = true;
  document.querySelector("h1").textContent = name;
  touched(false);
  toast(t("js.plan.saved"), { seconds: 3 });
}

/** Somebody else saved this draft meanwhile: say so, and let the user choose whose word stands. */
function clash(error) {
  if (error.code !== "planogram_changed") return sorry(error);
  conflict.querySelector("strong").textContent = error.message;
  conflict.querySelector("p").textContent = t("js.plan.clash");
  conflict.hidden = false;
  return conflict.scrollIntoView({ block: "center" });
}
save.addEventListener("click", () => busy(save, () => store(plan.dataset.changed)).catch(clash).finally(() => { save.disabled = !dirty; }));
document.getElementById("reload").addEventListener("click", () => {
  dirty = false;
  location.reload();
});
document.getElementById("overwrite").addEventListener("click", (event) => busy(event.target, async () => {
  const theirs = await api("GET", `/api/planograms/${plan.dataset.version}`);
  await store(theirs.changed_at);
}).catch(sorry));

addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });
document.addEventListener("plan-left", () => { dirty = false; });
document.addEventListener("plan-wanted", (event) => {
  if (!dirty) return;
  event.preventDefault();
  toast(t("js.plan.save_first"), { seconds: 4 });
});
choose(null);
