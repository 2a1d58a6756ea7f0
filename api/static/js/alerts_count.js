// The number of open alerts beside their tab, on every page.
const leaving = new AbortController();
addEventListener("pagehide", () => leaving.abort());

/** Ask how many are open and show it; without signal the number stays as it was. */
export async function countAlerts() {
  const tab = document.querySelector("[data-alerts-tab]");
  if (!tab || !navigator.onLine) return;
  try {
    const answer = await fetch("/api/alerts/count", { credentials: "same-origin", signal: leaving.signal, headers: { "Accept": "application/json" } });
    if (!answer.ok) return;
    const { open } = await answer.json();
    tab.textContent = open > 99 ? "99+" : String(open);
    tab.hidden = open === 0;
  } catch {
    // the next page asks again
  }
}
