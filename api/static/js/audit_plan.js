// Compliance on the audit page: a sentence opens its place on the photo; choosing the bay; a golden photo.
import { api, busy, sorry, t } from "./core.js";

/** Bring the block to life; it may be replaced at any time, so everything is listened to from outside of it. */
export function startPlan(viewer) {
  const canvas = document.getElementById("canvas");
  const toggle = document.getElementById("plan-toggle");

  function show(on) {
    canvas.classList.toggle("plan-on", on);
    toggle?.setAttribute("aria-pressed", String(on));
  }

  function open(button) {
    show(true);
    for (const other of document.querySelectorAll("[data-verdict]")) other.removeAttribute("aria-current");
    for (const mark of canvas.querySelectorAll("[data-mark]")) mark.classList.toggle("chosen", mark.dataset.mark === button.dataset.verdict);
    button.setAttribute("aria-current", "true");
    const { x, y, width, height } = button.dataset;
    viewer.focus({ x: Number(x), y: Number(y), width: Number(width), height: Number(height) });
    document.getElementById("viewer").scrollIntoView({ block: "nearest", behavior: "smooth" });
  }

  toggle?.addEventListener("click", () => show(!canvas.classList.contains("plan-on")));
  document.addEventListener("click", (event) => {
    const verdict = event.target.closest("[data-verdict]");
    const golden = event.target.closest("[data-golden]");
    if (verdict) open(verdict);
    const unchoose = event.target.closest("[data-unchoose]");
    if (unchoose) busy(unchoose, async () => {
      await api("DELETE", `/api/audits/${unchoose.dataset.unchoose}/judge`);
      location.reload();
    }).catch(sorry);
    if (golden) busy(golden, () => makeGolden(golden.dataset.golden)).catch(sorry);
  });
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-judge]");
    if (!form) return;
    event.preventDefault();
    const query = new URLSearchParams({ planogram: form.elements.planogram.value });
    busy(form.querySelector("[type=submit]"), async () => {
      await api("POST", `/api/audits/${form.dataset.judge}/judge?${query}`);
      location.reload();
    }).catch(sorry);
  });
}

async function makeGolden(audit) {
  const { planogram, unknown } = await api("POST", `/api/audits/${audit}/planogram`);
  if (unknown.length) sessionStorage.setItem("plan-note", t("js.plan.unknown_kept", { n: unknown.length }));
  location.assign(planogram.page);
}
