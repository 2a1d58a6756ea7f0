// The catalogue's health: a reference is removed or given to the SKU that it shows, two SKUs become one; each with undo.
import { api, busy, sorry, t, toast } from "./core.js";

const list = document.getElementById("health");
const of = (code, id) => `/api/skus/${encodeURIComponent(code)}/references/${id}`;

list?.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  const item = button?.closest("li");
  if (!item) return;
  const { reference, code } = button.closest("[data-reference]")?.dataset ?? {};
  if ("remove" in button.dataset) removeLater(item, code, reference);
  else if (button.dataset.move) busy(button, () => move(item, code, reference, button.dataset.move)).catch(sorry);
  else if (button.dataset.keep) busy(button, () => merge(item, button.dataset.keep, button.dataset.drop)).catch(sorry);
});

/** Take a reference away at once, tell the server only when the undo has passed (or the page is left). */
async function removeLater(item, code, id) {
  let told = false;
  const tell = () => {
    if (told) return Promise.resolve();
    told = true;
    return api("DELETE", of(code, id), undefined, { keepalive: true });
  };
  item.hidden = true;
  addEventListener("pagehide", tell);
  const undone = await toast(t("js.reference_deleted"), { undo: t("js.undo") });
  removeEventListener("pagehide", tell);
  if (undone) {
    item.hidden = false;
    return;
  }
  await tell().catch((error) => {
    item.hidden = false;
    sorry(error);
  });
}

async function move(item, code, id, to) {
  await api("PATCH", of(code, id), { sku: to });
  item.hidden = true;
  if (await toast(t("js.sku_health.moved"), { undo: t("js.undo") })) {
    await api("PATCH", of(to, id), { sku: code });
    item.hidden = false;
  }
}

async function merge(item, keep, drop) {
  const done = await api("POST", "/api/skus/merge", { keep, drop });
  item.hidden = true;
  if (await toast(t("js.sku_health.merged", { name: keep, n: done.references }), { undo: t("js.undo"), seconds: 9 })) {
    await api("DELETE", `/api/skus/merges/${done.id}`);
    item.hidden = false;
  }
}
