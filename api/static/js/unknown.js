// The queue of unknown products: j/k moves, 1-5 names, Enter searches or makes a new SKU, x sets aside, o splits off.
import { api, busy, sorry, t, toast } from "./core.js";
import { startPicker } from "./picker.js";

const list = document.getElementById("unknowns");
const template = document.getElementById("name-form");
const total = document.getElementById("open-total");
const cards = () => [...list.querySelectorAll("[data-unknown]")];
const waiting = () => cards().filter((card) => !card.hidden);
const url = (card, what) => `/api/unknown/${card.dataset.unknown}/${what}`;
let last = null; // how the last answer is undone

function count(more) {
  if (total) total.textContent = String(Math.max(0, Number(total.textContent) + more));
}

function focusOn(card) {
  card?.focus({ preventScroll: true });
  card?.scrollIntoView({ block: "start", behavior: "smooth" });
}

function step(by) {
  const all = waiting();
  const at = all.indexOf(document.activeElement?.closest("[data-unknown]"));
  focusOn(all[Math.min(all.length - 1, Math.max(0, at + by))]);
}

/** Undo the last answer: by its message while that is there, so that the message goes with it. */
function undoLast() {
  const button = document.querySelector("#toasts .toast:last-child button");
  if (button) button.click();
  else last().catch(sorry);
}

/** Answer a card: it leaves at once, comes back when the answer fails or is undone. */
async function answer(card, send, undo, words, { counts = -1, focus = true } = {}) {
  if (card.classList.contains("going")) return;
  card.classList.add("going");
  let said;
  try {
    said = await send();
  } finally {
    card.classList.remove("going");
  }
  const next = waiting()[waiting().indexOf(card) + 1] ?? waiting()[waiting().indexOf(card) - 1];
  card.hidden = true;
  count(counts);
  if (focus) focusOn(next);
  const back = async () => {
    if (last !== back) return;
    last = null;
    await undo(said);
    card.hidden = false;
    count(-counts);
    focusOn(card);
  };
  last = back;
  if (waiting().length === 0 && document.querySelector(".pages a")) setTimeout(() => waiting().length === 0 && location.reload(), 7000);
  toast(typeof words === "function" ? words(said) : words, { undo: t("js.undo"), seconds: 8 }).then((pressed) => pressed && back()).catch(sorry);
}

const name = (card, body, words) => answer(
  card,
  () => api("POST", url(card, "name"), body),
  () => api("DELETE", url(card, "name")),
  (said) => t("js.unknown.named", { name: words, n: said.groups }),
);

const aside = (card) => answer(card, () => api("POST", url(card, "aside")), () => api("DELETE", url(card, "aside")), t("js.unknown.aside"));

async function split(card, button) {
  const item = button.closest("li");
  const made = await api("POST", url(card, "split"), { group_id: Number(button.dataset.split) });
  item.hidden = true;
  card.classList.remove("splitting");
  count(1);
  focusOn(card);
  const back = async () => {
    if (last !== back) return;
    last = null;
    await api("POST", `/api/unknown/${made.id}/join`, { into: Number(card.dataset.unknown) });
    item.hidden = false;
    count(-1);
  };
  last = back;
  toast(t("js.unknown.split"), { undo: t("js.undo"), seconds: 8 }).then((pressed) => pressed && back()).catch(sorry);
}

/** The search and the form of a new SKU, made when they are asked for. */
function openForm(card) {
  const place = card.querySelector("[data-form]");
  if (place.firstElementChild) return place.querySelector("[role=combobox], [name=brand]").focus();
  const form = template.content.firstElementChild.cloneNode(true);
  const fields = form.querySelector("[data-new]");
  const problem = form.querySelector(".field-error");
  const attempt = async (body, words) => {
    problem.hidden = true;
    try {
      await name(card, body, words);
    } catch (error) {
      problem.textContent = error.text ?? String(error);
      problem.hidden = false;
    }
  };
  startPicker(form.querySelector(".picker"), {
    onSku: (sku) => attempt({ sku: sku.code }, [sku.brand, sku.name, sku.spec].filter(Boolean).join(" ")),
    onNew: (typed) => {
      fields.hidden = false;
      form.querySelector(".picker").hidden = true;
      form.elements.name.value = typed;
      form.elements.brand.focus();
    },
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (fields.hidden) return;
    const value = (field) => form.elements[field].value.trim();
    const missing = ["brand", "spec", "name"].find((field) => !value(field));
    for (const field of ["brand", "spec", "name"]) form.elements[field].setAttribute("aria-invalid", String(!value(field)));
    if (missing) {
      form.elements[missing].focus();
      problem.textContent = t("js.fill_in");
      problem.hidden = false;
      return;
    }
    const words = `${value("brand")} ${value("name")} ${value("spec")}`;
    busy(form.querySelector("[type=submit]"), () => attempt({ new: { brand: value("brand"), name: value("name"), spec: value("spec"), competitor: form.elements.competitor.checked || null } }, words));
  });
  place.append(form);
  return form.querySelector("[role=combobox]").focus();
}

list.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  const card = button?.closest("[data-unknown]");
  if (!card) return;
  const { sku, words } = button.dataset;
  if (sku) busy(button, () => name(card, { sku }, words)).catch(sorry);
  else if ("split" in button.dataset) busy(button, () => split(card, button)).catch(sorry);
  else if ("other" in button.dataset) openForm(card);
  else if ("aside" in button.dataset) busy(button, () => aside(card)).catch(sorry);
  else if ("back" in button.dataset) busy(button, () => answer(card, () => api("DELETE", url(card, "aside")), () => api("POST", url(card, "aside")), t("js.unknown.back"), { counts: 1 })).catch(sorry);
  else if ("unname" in button.dataset) busy(button, () => api("DELETE", url(card, "name")).then(() => {
    card.hidden = true;
    count(1);
    return toast(t("js.unknown.unnamed"));
  })).catch(sorry);
});

document.addEventListener("keydown", (event) => {
  if (list.dataset.state !== "open" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const typing = event.target.closest("input, textarea, select");
  if (typing) {
    if (event.key === "Escape") focusOn(event.target.closest("[data-unknown]"));
    return;
  }
  const card = document.activeElement?.closest("[data-unknown]");
  if (event.key === "j") step(1);
  else if (event.key === "k") step(-1);
  else if (event.key === "u" && last) undoLast();
  else if (!card) return;
  else if (/^[1-5]$/.test(event.key)) card.querySelectorAll("[data-sku]")[Number(event.key) - 1]?.click();
  else if (event.key === "Enter" && document.activeElement === card) openForm(card);
  else if (event.key === "x") aside(card).catch(sorry);
  else if (event.key === "o") {
    card.classList.toggle("splitting");
    card.querySelector("li:not([hidden]) [data-split]")?.focus();
  } else return;
  event.preventDefault();
});

if (list.dataset.state === "open") waiting()[0]?.focus({ preventScroll: true });
