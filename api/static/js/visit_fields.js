// The few fields of a visit, each answered in three seconds: a tap on a pick, a big button, or a spoken word.
import { debounce, el, t } from "./core.js";
import { recall, remember } from "./queue.js";
import { asked, user } from "./queue_page.js";
import { canSpeak, speak } from "./voice.js";

const PICKS_MOST = 6;
let pending = [];

/** Draw the fields into `form`; `answered(key, text)` is told of every change. */
export async function showFields(form, fields, answers, answered) {
  pending = [];
  const nodes = [];
  for (const field of fields) nodes.push(field.kind === "choice" ? choice(field, answers[field.key], answered) : await words(field, answers[field.key], answered));
  form.replaceChildren(...nodes);
}

/** Keep what was typed a moment ago. */
export async function checkFields() {
  await Promise.all(pending.map((save) => save()));
}

const must = (field) => (field.required ? el("span", { class: "must" }, t("js.visit.must")) : null);

function choice(field, answer, answered) {
  const box = el("fieldset", { class: "answer", dataset: { key: field.key } }, el("legend", {}, field.label, must(field)));
  const options = el("div", { class: "options" });
  for (const text of field.choices) {
    const input = el("input", { type: "radio", name: field.key, value: text, checked: text === answer });
    input.addEventListener("change", () => { box.setAttribute("aria-invalid", "false"); answered(field.key, text); });
    options.append(el("label", {}, el("span", {}, text), input));
  }
  box.append(options);
  return box;
}

async function words(field, answer, answered) {
  const id = `field-${field.key}`;
  const input = el("input", { id, type: "text", value: answer ?? "", maxLength: 500, autocomplete: "off", enterKeyHint: "done", dataset: { key: field.key } });
  const save = () => answered(field.key, input.value.replace(/\p{Cc}/gu, " ").trim());
  const saveSoon = debounce(250, save);
  const picks = el("div", { class: "picks" });
  const mark = () => {
    for (const pick of picks.children) pick.setAttribute("aria-pressed", String(pick.textContent === input.value.trim()));
  };
  const set = (text) => { input.value = text; changed(); };
  const changed = () => { input.setAttribute("aria-invalid", "false"); mark(); saveSoon(); };
  input.addEventListener("input", changed);
  input.addEventListener("change", save);
  addEventListener("pagehide", save);
  pending.push(save);
  const say = el("div", { class: "say" }, input);
  if (canSpeak) {
    const mic = el("button", { type: "button", class: "button", "aria-pressed": "false", "aria-label": t("js.voice.say", { label: field.label }) });
    mic.append(document.getElementById("mic").content.cloneNode(true));
    mic.addEventListener("click", () => speak(mic, set));
    say.append(mic);
  }
  for (const text of await picksOf(field)) {
    const pick = el("button", { type: "button", class: "pick", "aria-pressed": "false" }, text);
    pick.addEventListener("click", () => set(pick.getAttribute("aria-pressed") === "true" ? "" : text));
    picks.append(pick);
  }
  mark();
  const label = el("label", { class: "label", htmlFor: id }, field.label, must(field));
  return el("div", { class: "answer" }, label, say, picks.children.length ? picks : null);
}

/** The last answers to this field, and where it asks for what is pushed today, the products of our running promotions and the promotions themselves. */
async function picksOf(field) {
  const last = await recall(`picks ${user} ${field.key}`) ?? [];
  const ours = field.key === "main_product" ? await promoted() : [];
  return [...new Set([...last, ...ours])].slice(0, PICKS_MOST);
}

async function promoted() {
  const key = `promoted ${user}`;
  const kept = await recall(key);
  if (kept && (Date.now() - kept.at < 12 * 3600 * 1000 || !navigator.onLine)) return kept.names;
  const answer = await asked("GET", "/api/policies?state=running&limit=20");
  if (answer.status !== 200) return kept?.names ?? [];
  const { policies } = answer.body;
  const names = [...new Set([...policies.flatMap(({ skus }) => skus.map((sku) => sku.name)), ...policies.map(({ name }) => name)])].slice(0, PICKS_MOST);
  await remember(key, { at: Date.now(), names });
  return names;
}
