// After a naming: the page is fetched again and its figures, table and overlay put in place; nothing is lost.
import { api } from "./core.js";

const PARTS = ["figures", "table", "overlay", "legend", "unknown-title", "compliance", "talkers"];

/** Bring counts, colours and the audit's JSON up to date with what the server now says. */
export async function refresh(audit) {
  const [answer, fresh] = await Promise.all([
    fetch(location.href, { credentials: "same-origin" }),
    api("GET", `/api/audits/${audit.id}`),
  ]);
  Object.assign(audit, fresh);
  if (!answer.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const id of PARTS) {
    const [old, now] = [document.getElementById(id), page.getElementById(id)];
    if (old && now) old.replaceChildren(...now.childNodes);
  }
}
