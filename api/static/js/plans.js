// Planograms beyond the drawing: dialogs, a new one, publish, copy, withdraw (with undo).
import { api, busy, sorry, t, toast } from "./core.js";
import { startStores } from "./plan_stores.js";

const plan = document.getElementById("plan");
const address = plan ? `/api/planograms/${plan.dataset.version}` : "";

const note = sessionStorage.getItem("plan-note");
if (note && plan) {
  sessionStorage.removeItem("plan-note");
  toast(note, { seconds: 9 });
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-open]");
  const act = event.target.closest("[data-act]");
  if (opener) open(opener);
  if (event.target.closest("[data-close]")) event.target.closest("dialog").close();
  if (act) busy(act, () => ({ copy, withdraw })[act.dataset.act]()).catch(sorry);
});

function open(opener) {
  const asked = new CustomEvent("plan-wanted", { cancelable: true, detail: opener.dataset.open });
  if (document.dispatchEvent(asked)) document.getElementById(opener.dataset.open).showModal();
}

async function copy() {
  const made = await api("POST", `${address}/copy`);
  location.assign(made.page);
}

/** Undo comes first: what is withdrawn cannot be put in force again, so the server is told when the chance has passed. */
async function withdraw() {
  const undone = await toast(t("js.plan.withdrawn"), { undo: t("js.undo") });
  if (undone) return;
  await api("POST", `${address}/withdraw`);
  document.dispatchEvent(new Event("plan-left"));
  location.assign("/plans");
}

function problem(form, text) {
  const place = form.querySelector(".field-error");
  place.textContent = text;
  place.hidden = !text;
}

document.querySelector("[data-new-plan]")?.addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target;
  const empty = [...form.querySelectorAll("[required]")].filter((input) => !input.value.trim());
  for (const input of form.querySelectorAll("[required]")) input.setAttribute("aria-invalid", String(empty.includes(input)));
  if (empty.length) {
    empty[0].focus();
    return problem(form, t("js.fill_in"));
  }
  const { code, name, category, layers } = form.elements;
  const body = { code: code.value, name: name.value, category: category.value, layer_heights_mm: Array(Math.min(12, Math.max(1, Number(layers.value) || 1))).fill(null) };
  return busy(form.querySelector("[type=submit]"), async () => {
    location.assign((await api("POST", "/api/planograms", body)).page);
  }).catch((error) => problem(form, error.text));
});

const publish = document.querySelector("[data-publish]");
const stores = publish && startStores(publish.querySelector("[data-where=stores]"));
publish?.addEventListener("change", (event) => {
  if (event.target.name !== "where") return;
  for (const part of publish.querySelectorAll("[data-where]")) part.hidden = part.dataset.where !== publish.elements.where.value;
  if (publish.elements.where.value === "stores") stores.load().catch((error) => problem(publish, error.text));
});
publish?.addEventListener("submit", (event) => {
  event.preventDefault();
  problem(publish, "");
  return busy(publish.querySelector("[type=submit]"), publishNow).catch((error) => problem(publish, error.text));
});

async function publishNow() {
  const { valid_from: from, valid_until: until, where } = publish.elements;
  if (where.value === "stores" && !await stores.settle()) return;
  const ticked = [...publish.querySelectorAll("[name=store_classes]:checked")].map((box) => box.value);
  const codes = where.value === "stores" ? stores.codes() : [];
  const classes = where.value === "classes" ? ticked : [];
  if (where.value !== "everywhere" && codes.length + classes.length === 0) {
    problem(publish, t("js.plan.choose_where"));
    return;
  }
  await api("POST", `${address}/publish`, { valid_from: from.value || null, valid_until: until.value || null, stores: codes, store_classes: classes });
  document.dispatchEvent(new Event("plan-left"));
  location.reload();
}
