// Settings of silence alerts: saved, undone, tried out on the last months; a replay is watched while it runs.
import { api, busy, sorry, t, toast } from "./core.js";
import { startPicker } from "./picker.js";

const URL_BASE = "/api/alert-settings";
const WATCH_MS = 1200;

const target = (form) => ({ category: form.dataset.category, sku: form.dataset.sku });

function valuesOf(form) {
  const body = target(form);
  for (const [name, value] of new FormData(form)) {
    const text = value.trim().replace("%", "").replace("，", ".").replace(",", ".");
    body[name] = text === "" ? null : text;
  }
  return body;
}

/** Take the parts of the page anew, and leave open what was open. */
async function refresh() {
  const open = [...document.querySelectorAll("details[open] > form.setting")].map(name);
  const answer = await fetch(location.href, { credentials: "same-origin" });
  if (!answer.ok || answer.redirected) return location.reload();
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of document.querySelectorAll("[data-part]")) {
    part.replaceChildren(...page.querySelector(`[data-part="${part.dataset.part}"]`).childNodes);
  }
  for (const form of document.querySelectorAll("details > form.setting")) {
    if (open.includes(name(form))) form.parentElement.open = true;
  }
  return undefined;
}

const name = (form) => `${form.dataset.category}\n${form.dataset.sku}`;

/** Do something with a form's target; what cannot be is told in the form. */
async function change(form, button, work, said) {
  const problem = form.querySelector(".field-error");
  problem.hidden = true;
  await busy(button, async () => {
    try {
      await work();
    } catch (error) {
      problem.textContent = error.text ?? String(error);
      problem.hidden = false;
      return;
    }
    const at = target(form);
    await refresh();
    if (await toast(t(said), said === "js.silence.undone" ? {} : { undo: t("js.undo") })) {
      api("POST", `${URL_BASE}/undo`, at).then(refresh).catch(sorry);
    }
  });
}

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form.setting");
  if (!form) return;
  event.preventDefault();
  change(form, form.querySelector("[type=submit]"), () => api("PUT", URL_BASE, valuesOf(form)), "js.silence.saved");
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const form = button.closest("form.setting");
  if (button.matches("[data-undo]")) change(form, button, () => api("POST", `${URL_BASE}/undo`, target(form)), "js.silence.undone");
  else if (button.matches("[data-stop]")) change(form, button, () => api("PUT", URL_BASE, { ...valuesOf(form), learning: false }), "js.silence.saved");
  else if (button.matches("[data-back]")) change(form, button, () => api("DELETE", `${URL_BASE}?${new URLSearchParams(target(form))}`), "js.silence.back");
  else if (button.matches("[data-try]")) start(button, [valuesOf(form)], form);
  else if (button.matches("[data-replay-start]")) start(button, []);
  else if (button.matches("[data-replay-cancel]")) busy(button, () => api("DELETE", `${URL_BASE}/replay`).then(look).catch(sorry));
});

async function start(button, trials, form) {
  const problem = form?.querySelector(".field-error");
  if (problem) problem.hidden = true;
  await busy(button, async () => {
    try {
      await api("POST", `${URL_BASE}/replay`, { trials });
    } catch (error) {
      if (!problem) return sorry(error);
      problem.textContent = error.text ?? String(error);
      problem.hidden = false;
      return undefined;
    }
    await look();
    document.getElementById("replay").scrollIntoView({ block: "center" });
    return undefined;
  });
}

let timer = 0;
async function look() {
  clearTimeout(timer);
  const place = document.getElementById("replay");
  try {
    const answer = await fetch("/alerts/settings/replay", { credentials: "same-origin" });
    if (!answer.ok || answer.redirected) return;
    const piece = new DOMParser().parseFromString(await answer.text(), "text/html");
    place.replaceChildren(...piece.body.childNodes);
  } finally {
    watch();
  }
}

function watch() {
  if (document.querySelector("[data-replay=running]")) timer = setTimeout(() => look().catch(() => {}), WATCH_MS);
}

startPicker(document.getElementById("sku-picker"), {
  onSku: (sku) => location.assign(`/alerts/settings?sku=${encodeURIComponent(sku.code)}#sku-picker`),
});
watch();
