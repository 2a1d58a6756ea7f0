// Numbers beside tabs: how many are open there, on every page.
const leaving = new AbortController();
addEventListener("pagehide", () => leaving.abort());

/** Ask again for each tab that counts; without signal the numbers stay as they were. */
export function refreshCounts() {
  for (const badge of document.querySelectorAll("[data-open-count]")) count(badge);
}

async function count(badge) {
  if (!navigator.onLine) return;
  try {
    const answer = await fetch(badge.dataset.openCount, { credentials: "same-origin", signal: leaving.signal, headers: { "Accept": "application/json" } });
    if (!answer.ok) return;
    const { open } = await answer.json();
    badge.textContent = open > 99 ? "99+" : String(open);
    badge.hidden = open === 0;
  } catch {
    // the next page asks again
  }
}
