// What to do before leaving the store: the tips that this photo brought, a moment after the report is there.
import { toSignIn } from "./core.js";

const WAIT_MS = 1200;
const TRIES = 25;
const section = document.getElementById("audit-tips");
const place = section.querySelector("[data-found]");

async function show(left = TRIES) {
  try {
    const answer = await fetch(section.dataset.tips, { credentials: "same-origin" });
    if (answer.redirected) return toSignIn();
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const list = page.querySelector("[data-advised]");
    section.hidden = list.children.length === 0;
    place.replaceChildren(list);
    if (list.dataset.advised === "no" && left > 0) setTimeout(() => show(left - 1), WAIT_MS);
  } catch (error) {
    console.warn("tips", error);
  }
}

document.addEventListener("report-changed", () => show());
show();
