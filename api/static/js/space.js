// A space suggestion: tick what to accept, see whether it fits, make a draft of it.
import { api, busy, t } from "./core.js";

const form = document.getElementById("space");

function show() {
  let [chosen, gain] = [0, 0];
  for (const layer of form.querySelectorAll("[data-layer]")) {
    let used = Number(layer.dataset.used);
    for (const box of layer.querySelectorAll("input:checked")) {
      used += Number(box.dataset.mm);
      gain += Number(box.dataset.gain);
      chosen += 1;
    }
    const width = Number(layer.dataset.width);
    const full = used > width + 0.5;
    layer.classList.toggle("full", full);
    layer.querySelector("progress").value = Math.min(used, width);
    const mm = Math.abs(Math.round(width - used));
    layer.querySelector("[data-room]").textContent = t(full ? "js.space.lacks" : "js.space.free", { mm });
  }
  form.querySelector("[data-sum]").textContent = t("js.space.chosen", { n: chosen, gain: `${gain < 0 ? "−" : "+"}${Math.abs(gain).toFixed(2)}` });
  form.querySelector("[type=submit]").disabled = chosen === 0;
}

form?.addEventListener("change", show);
form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const problem = form.querySelector(".field-error");
  problem.hidden = true;
  const accept = [...form.querySelectorAll("input:checked")].map((box) => ({
    sku: box.dataset.sku, layer: Number(box.closest("[data-layer]").dataset.layer), after: Number(box.dataset.after),
  }));
  await busy(form.querySelector("[type=submit]"), async () => {
    try {
      const draft = await api("POST", `/api/planograms/${form.dataset.version}/space`, { store: form.dataset.store || null, accept });
      location.assign(draft.page);
    } catch (error) {
      problem.textContent = error.text ?? String(error);
      problem.hidden = false;
    }
  });
});

if (form) show();
