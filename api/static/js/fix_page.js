// Correcting the boxes of a shelf photo: keys first, a finger as well. Everything that is said is saved at once.
import { busy, el, sorry, t, toast } from "./core.js";
import { startBoxes } from "./fix_boxes.js";
import { startKeys } from "./fix_keys.js";
import { startStore } from "./fix_store.js";
import { startPicker } from "./picker.js";
import { startViewer } from "./viewer.js";

const page = document.getElementById("fix");
const part = (name) => page.querySelector(`[data-part="${name}"]`);
const inOneLine = (sku) => [sku.brand, sku.name, sku.spec].filter(Boolean).join(" ");
const wordsOf = (box) => (box.sku === null ? t("js.unknown_product") : inOneLine(box));
const photo = document.getElementById("photo");
const overlay = document.getElementById("overlay");

const viewer = startViewer({ wheel: true });
let guesses = {};
let options = []; // what the chosen box may be: specs of its product, or guesses; chosen by s and 1 … 9
let asked = 0;

const boxes = startBoxes(overlay, viewer, {
  words: (box) => `${t("js.place", { layer: box.layer, position: box.position })} ${wordsOf(box)}`,
  onChoose: (box) => describe(box).catch(sorry),
  onMoved: (number, xyxy) => say({ action: "move", number, xyxy }, t("js.boxfix.moved")),
  onDrawn: (xyxy) => add(xyxy),
});
const store = startStore(Number(page.dataset.audit), (answer) => {
  guesses = answer.guesses;
  boxes.show(answer.boxes);
  part("count").textContent = t("js.boxfix.count", { n: answer.boxes.length, unknown: answer.boxes.filter((box) => box.sku === null).length });
  if (answer.former) offerFormer(answer);
});

/** Say one thing; what it did stands in the status line, and a screen reader reads it. */
async function say(order, words) {
  part("status").classList.add("busy");
  try {
    const made = await store.say(order);
    part("status").textContent = made ? t("js.boxfix.saved", { what: words }) : t("js.boxfix.so_already");
    describe(boxes.chosen).catch(sorry);
    return made;
  } catch (error) {
    part("status").textContent = t("js.boxfix.not_saved");
    sorry(error);
    await store.load().catch(sorry);
    return null;
  } finally {
    part("status").classList.remove("busy");
  }
}

async function name(sku) {
  const box = boxes.chosen;
  if (!box) return;
  const made = await say({ action: "name", number: box.number, sku: sku?.sku ?? null }, sku ? inOneLine(sku) : t("js.unknown_product"));
  if (made && boxes.chosen?.number === box.number) boxes.focus();
}

async function remove() {
  const box = boxes.chosen;
  if (!box) return;
  const after = boxes.next(1, 0) ?? boxes.next(-1, 0);
  if (await say({ action: "remove", number: box.number }, t("js.boxfix.removed")) && after) boxes.choose(after.number);
}

async function add(xyxy) {
  boxes.endDraw();
  const made = await say({ action: "add", xyxy }, t("js.boxfix.added"));
  drawHint();
  if (!made) return;
  boxes.choose(made.number, { reveal: false });
  search("");
}

/** A new box by keys: of the usual size, beside the chosen one. */
function draw() {
  const sizes = (from, to) => boxes.all.map((box) => box.xyxy[to] - box.xyxy[from]).sort((a, b) => a - b)[boxes.all.length >> 1] ?? 80;
  const [width, height] = [sizes(0, 2), sizes(1, 3)];
  const near = boxes.chosen?.xyxy ?? [0, 0, 0, height];
  const x = Math.min(near[2], overlay.viewBox.baseVal.width - width);
  boxes.draw([x, near[3] - height, x + width, near[3]].map((value) => Math.max(0, value)));
  drawHint();
  // On a phone the button lies below the photo that is drawn on.
  if (!matchMedia("(min-width: 1000px)").matches) document.getElementById("viewer").scrollIntoView({ block: "start" });
}

function stopDrawing() {
  boxes.endDraw();
  drawHint();
}

function drawHint() {
  part("draw").setAttribute("aria-pressed", String(boxes.drawing));
  part("draw-hint").hidden = !boxes.drawing;
}

async function wholeGroup() {
  const box = boxes.chosen;
  if (!box || box.sku === null || box.look_alikes === null) return void (part("status").textContent = t("js.boxfix.no_group"));
  const n = boxes.all.filter((one) => one.look_alikes === box.look_alikes && (!one.said || one === box)).length;
  await store.nameGroup(box.look_alikes, box.sku);
  part("status").textContent = t("js.boxfix.group_named", { n, name: inOneLine(box) });
  await describe(boxes.chosen);
}

async function teach() {
  const box = boxes.chosen;
  if (!box || box.sku === null) return;
  const reference = await store.teach(box.number);
  part("status").textContent = t("js.boxfix.taught", { name: inOneLine(box) });
  if (await toast(t("js.boxfix.taught", { name: inOneLine(box) }), { undo: t("js.undo") })) {
    await store.unteach(reference);
    part("status").textContent = t("js.boxfix.untaught");
  }
}

async function undo() {
  part("status").textContent = await store.undo() ? t("js.boxfix.undone") : t("js.boxfix.nothing_to_undo");
  await describe(boxes.chosen);
}

/** Fill the panel for a box. */
async function describe(box) {
  part("none").hidden = box !== null;
  part("one").hidden = box === null;
  if (!box) return;
  part("place").textContent = `${t("js.place", { layer: box.layer, position: box.position })} · ${boxes.all.indexOf(box) + 1}/${boxes.all.length}`;
  part("name").textContent = wordsOf(box);
  part("by").textContent = box.corrected ? t("js.boxfix.by", { by: box.corrected.by ?? "?", at: new Date(box.corrected.at).toLocaleString() }) : "";
  part("group").disabled = box.sku === null || box.look_alikes === null;
  part("teach").disabled = box.sku === null;
  crop(box.xyxy);
  const turn = asked += 1;
  const found = box.sku === null ? guesses[box.group] ?? [] : await store.siblings(box);
  if (turn !== asked) return;
  options = found.length > 1 || box.sku === null ? found.slice(0, 9) : [];
  part("options-title").textContent = t(box.sku === null ? "js.boxfix.maybe" : "js.boxfix.specs");
  part("options-title").hidden = options.length === 0;
  part("options").replaceChildren(...options.map((option, index) => {
    const chip = el("button", { type: "button", class: "chip", "aria-pressed": String(option.sku === box.sku) },
      el("kbd", {}, String(index + 1)), box.sku === null ? inOneLine(option) : option.spec || option.sku);
    chip.addEventListener("click", () => name(option));
    return chip;
  }));
}

// Beside the photo itself, whose natural size is told in the pixels of its srcset's density.
const pixels = new Image();
pixels.addEventListener("load", () => boxes.chosen && crop(boxes.chosen.xyxy));

/** Draw the box's part of the photo, with a little of what is around it. */
function crop([x1, y1, x2, y2]) {
  const canvas = part("crop");
  const unit = pixels.naturalWidth / overlay.viewBox.baseVal.width;
  const [dx, dy] = [(x2 - x1) * .08, (y2 - y1) * .08];
  const [width, height] = [x2 - x1 + 2 * dx, y2 - y1 + 2 * dy];
  const scale = Math.min(canvas.width / width, canvas.height / height);
  const pen = canvas.getContext("2d");
  pen.clearRect(0, 0, canvas.width, canvas.height);
  if (!pixels.naturalWidth) return;
  pen.drawImage(pixels, (x1 - dx) * unit, (y1 - dy) * unit, width * unit, height * unit,
    (canvas.width - width * scale) / 2, (canvas.height - height * scale) / 2, width * scale, height * scale);
}

/** Put the cursor into the search, with what was typed already. */
function search(typed) {
  const input = part("search");
  input.value = typed;
  input.focus();
  if (typed) input.dispatchEvent(new Event("input"));
  else input.select();
}

function offerFormer({ former, corrections }) {
  const note = part("former");
  note.hidden = corrections.some((one) => one.undone_at === null);
  part("former-text").textContent = t("js.boxfix.former", { n: former.corrections });
  part("carry").onclick = () => busy(part("carry"), async () => {
    const n = await store.carry();
    note.hidden = true;
    part("status").textContent = t("js.boxfix.carried", { n });
  }).catch(sorry);
}

startPicker(page.querySelector(".picker"), {
  onSku: (sku) => {
    part("search").value = "";
    name({ sku: sku.code, brand: sku.brand, name: sku.name, spec: sku.spec }).then(() => boxes.focus()).catch(sorry);
  },
});

const go = (dx, dy) => {
  const box = boxes.next(dx, dy);
  if (box) boxes.choose(box.number);
};
const nextSpec = () => {
  const index = options.findIndex((option) => option.sku === boxes.chosen?.sku);
  if (options.length) name(options[(index + 1) % options.length]).catch(sorry);
  else part("status").textContent = t("js.boxfix.no_specs");
};
const dialog = document.getElementById("keys");
const commands = {
  go, draw, stopDrawing, remove, wholeGroup, undo, search, nextSpec,
  drawn: () => add(boxes.draft),
  nudge: (dx, dy, corner) => boxes.nudge(dx, dy, corner),
  nudged: ({ number, xyxy }) => say({ action: "move", number, xyxy }, t("js.boxfix.moved")),
  option: (index) => options[index] && name(options[index]),
  help: () => dialog.showModal(),
  zoom: (factor) => viewer.zoomBy(factor),
  leave: () => part("search").focus(),
};
startKeys(page, boxes, commands, sorry);
for (const [key, work] of Object.entries({
  previous: () => go(-1, 0), next: () => go(1, 0), draw: () => (boxes.drawing ? stopDrawing() : draw()), remove, group: wholeGroup,
  teach, undo, help: commands.help, none: () => name(null), "draw-save": commands.drawn, "draw-stop": stopDrawing,
})) {
  for (const button of page.querySelectorAll(`[data-do="${key}"]`)) button.addEventListener("click", () => busy(button, async () => work()).catch(sorry));
}
const sharpen = () => { if (photo.currentSrc) pixels.src = photo.currentSrc; };
photo.addEventListener("load", sharpen);
if (photo.complete) sharpen();
document.getElementById("viewer").addEventListener("click", () => boxes.redraw());
addEventListener("resize", boxes.redraw);
store.load().then(() => {
  const wanted = boxes.all.find((box) => box.sku === null) ?? boxes.all[0];
  if (wanted) boxes.choose(wanted.number, { focus: matchMedia("(min-width: 1000px)").matches });
  page.dataset.ready = "true";
}).catch(sorry);
