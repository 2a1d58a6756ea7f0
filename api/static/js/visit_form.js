// What a visit asks: at most three fields, the least photos; beside it what the rep will see. Saved whole, undone whole.
import { api, busy, el, locale, sorry, t, toast } from "./core.js";

const page = document.getElementById("vf");
const form = document.getElementById("form");
const list = document.getElementById("fields");
const preview = document.getElementById("preview");
const problem = document.getElementById("problem");
const save = document.getElementById("save");
const undo = document.getElementById("undo");
const shape = document.getElementById("field");
const most = Number(page.dataset.most);
const cycle = JSON.parse(page.dataset.cycle);
const PHOTOS = ["panorama", "shelf", "poster"];
let saved = JSON.parse(page.dataset.form);

function add(field, focus = false) {
  const item = shape.content.firstElementChild.cloneNode(true);
  const of = (name) => item.querySelector(`[name=${name}]`);
  item.dataset.key = field.key ?? "";
  of("label").value = field.label ?? "";
  of("label_en").value = field.label_en ?? "";
  of("kind").value = field.kind ?? "text";
  of("required").checked = Boolean(field.required);
  of("choices").value = (field.choices ?? []).join("\n");
  list.append(item);
  if (focus) of("label").focus();
}

/** The fields and photos as they stand in the page. */
function read() {
  const fields = [...list.children].map((item) => {
    const of = (name) => item.querySelector(`[name=${name}]`);
    const kind = of("kind").value;
    const choices = kind === "choice" ? of("choices").value.split(/[\n,，、]/).map((each) => each.trim()).filter(Boolean) : [];
    const known = saved.fields.find((each) => each.key === item.dataset.key);
    const label = of("label").value.trim();
    // another question is another field: its answers are kept under a key of their own
    const key = item.dataset.key && (!known || known.label === label) ? item.dataset.key : "";
    return { key, label, label_en: of("label_en").value.trim(), kind, choices, required: of("required").checked };
  });
  const photos = {};
  for (const select of form.querySelectorAll("[data-photos]")) if (select.value !== "0") photos[select.dataset.photos] = Number(select.value);
  return { fields, photos };
}

function show(told) {
  saved = { fields: told.fields, photos: told.photos };
  list.replaceChildren();
  told.fields.forEach((field) => add(field));
  for (const select of form.querySelectorAll("[data-photos]")) select.value = String(told.photos[select.dataset.photos] ?? 0);
  refresh();
}

const same = (one, other) => JSON.stringify(tidy(one)) === JSON.stringify(tidy(other));
const tidy = ({ fields, photos }) => [
  fields.map(({ label, label_en, kind, choices, required }) => [label, label_en, kind, choices, required]),
  PHOTOS.map((kind) => photos[kind] ?? 0),
];

function refresh() {
  const now = read();
  [...list.children].forEach((item, number, all) => {
    item.querySelector(".vf-number").textContent = t("js.vform.number", { n: number + 1 });
    item.querySelector("[data-of-choice]").hidden = now.fields[number].kind !== "choice";
    item.querySelector(".vf-up").disabled = number === 0;
    item.querySelector(".vf-down").disabled = number === all.length - 1;
  });
  const full = now.fields.length >= most;
  document.getElementById("none").hidden = now.fields.length > 0;
  document.getElementById("full").hidden = !full;
  form.querySelector("[data-add=text]").disabled = full;
  const asked = now.fields.some((field) => field.label === cycle.label);
  form.querySelector("[data-add=cycle]").disabled = full || asked;
  save.disabled = same(now, saved);
  preview.replaceChildren(...drawn(now));
}

/** What the rep will see; nothing in it can be pressed. */
function drawn({ fields, photos }) {
  const must = () => el("b", { class: "vf-must" }, t("js.vform.must"));
  const shots = PHOTOS.map((kind) => el("div", { class: kind === "shelf" ? "vf-shot first" : "vf-shot" }, el("span", {}, t(`js.vform.kind.${kind}`)),
    photos[kind] ? el("small", {}, t("js.vform.least", { n: photos[kind] })) : null));
  const asked = fields.filter((field) => field.label).map((field) => el("div", { class: "vf-asked" },
    el("p", {}, locale === "en" && field.label_en ? field.label_en : field.label, field.required ? must() : null),
    field.kind === "choice"
      ? el("div", { class: "vf-chips" }, ...field.choices.map((choice) => el("span", {}, choice)))
      : el("div", { class: "vf-text" }, t("js.vform.type_or_speak"))));
  return [el("div", { class: "vf-shots" }, ...shots), ...asked, el("div", { class: "vf-submit" }, t("js.vform.submit"))];
}

/** What is wrong, as a sentence and the element to go to; null when nothing is. */
function wrong({ fields }) {
  const at = (number, name) => list.children[number].querySelector(`[name=${name}]`);
  for (const [number, field] of fields.entries()) {
    const n = number + 1;
    if (!field.label) return [t("js.vform.no_label", { n }), at(number, "label")];
    if (fields.findIndex((each) => each.label === field.label) !== number) return [t("js.vform.twice", { n }), at(number, "label")];
    if (field.kind !== "choice") continue;
    const choices = field.choices;
    if (choices.length < 2 || choices.length > Number(page.dataset.choicesMost)) return [t("js.vform.choices", { n }), at(number, "choices")];
    if (new Set(choices).size !== choices.length) return [t("js.vform.same_choice", { n }), at(number, "choices")];
    if (choices.some((each) => each.length > Number(page.dataset.choiceMost))) return [t("js.vform.long_choice", { n, most: page.dataset.choiceMost }), at(number, "choices")];
  }
  return null;
}

function complain(text, target) {
  problem.textContent = text;
  problem.hidden = !text;
  target?.focus();
}

async function takeBack() {
  try {
    show(await api("POST", "/api/visit-form/undo"));
    complain("");
    toast(t("js.vform.undone"));
  } catch (error) {
    sorry(error);
  }
}

list.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  const item = button?.closest("li");
  if (!item) return;
  if ("drop" in button.dataset) item.remove();
  else if (button.dataset.move === "-1") item.previousElementSibling?.before(item);
  else item.nextElementSibling?.after(item);
  refresh();
  (item.isConnected && !button.disabled ? button : form.querySelector("[data-add=text]")).focus();
});
form.addEventListener("input", refresh);
form.addEventListener("change", refresh);
for (const button of form.querySelectorAll("[data-add]")) {
  button.addEventListener("click", () => {
    add(button.dataset.add === "cycle" ? cycle : {}, button.dataset.add === "text");
    refresh();
  });
}
undo.addEventListener("click", () => busy(undo, takeBack));
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const now = read();
  const found = wrong(now);
  complain(...(found ?? [""]));
  if (found || save.disabled) return;
  try {
    const told = await busy(save, () => api("PUT", "/api/visit-form", now));
    show(told);
    undo.hidden = !told.can_undo;
    if (await toast(t("js.vform.saved"), { undo: t("js.undo"), seconds: 9 })) await takeBack();
  } catch (error) {
    complain(error.text ?? String(error));
  }
});
addEventListener("beforeunload", (event) => {
  if (!same(read(), saved)) event.preventDefault();
});
show(saved);
