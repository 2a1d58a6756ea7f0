// The audit page: wait for the end, or bring the finished report to life.
import { api, busy, sorry, t } from "./core.js";
import { follow } from "./progress.js";

const waiting = document.getElementById("waiting");
const report = document.getElementById("report");

for (const button of document.querySelectorAll("[data-again]")) {
  button.addEventListener("click", () => busy(button, async () => {
    const answer = await api("POST", `/api/audits/${button.dataset.again}/re-audit`);
    location.assign(`/audits/${answer.audit_id}`);
  }).catch(sorry));
}

if (waiting) {
  follow(waiting.dataset.audit, showProgress).then(() => location.reload()).catch(sorry);
}

if (report) {
  const [{ startViewer }, { startBoxes }, { startNaming }, { refresh }, { startPlan }, { startTalkers }] = await Promise.all([
    import("./viewer.js"), import("./boxes.js"), import("./naming.js"), import("./refresh.js"), import("./audit_plan.js"), import("./audit_talkers.js"),
  ]);
  const viewer = startViewer();
  startPlan(viewer);
  startTalkers(viewer);
  report.addEventListener("click", (event) => {
    const button = event.target.closest("[data-count-mode]");
    if (button) setCount(button.dataset.countMode);
  });
  try {
    const audit = await api("GET", `/api/audits/${report.dataset.audit}`);
    const naming = startNaming(audit, async () => {
      await refresh(audit);
      document.dispatchEvent(new Event("report-changed"));
      setCount(report.dataset.count);
      choosing.again();
    });
    const choosing = startBoxes(audit, viewer, naming);
  } catch (error) {
    sorry(error);
  }
}

function setCount(mode) {
  report.dataset.count = mode;
  for (const button of report.querySelectorAll("[data-count-mode]")) {
    button.setAttribute("aria-pressed", String(button.dataset.countMode === mode));
  }
}

function showProgress({ state, step, fraction }) {
  document.getElementById("state").textContent = t(`state.${state}`);
  const bar = document.getElementById("fraction");
  if (fraction === null || fraction === undefined) bar.removeAttribute("value");
  else bar.value = fraction;
  if (!step) return;
  const steps = [...document.querySelectorAll("#steps li")];
  const now = steps.findIndex((item) => item.dataset.step === step);
  steps.forEach((item, index) => {
    item.classList.toggle("past", index < now);
    item.classList.toggle("now", index === now);
  });
}
