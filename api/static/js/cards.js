// Cards that are answered: how they leave and come back, the sheet that asks why, the time that is left, looking again.
import { t, toast } from "./core.js";

const LEAVE_MS = 220;
const SOON_MINUTES = 1440;
const LATE_MINUTES = 360;
const armed = new WeakSet();
const leaving = new AbortController();
addEventListener("beforeunload", () => leaving.abort());

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Take the card away; it stays in the page, hidden, until it is removed or comes back. */
export async function leave(card) {
  card.classList.add("leaving");
  await pause(LEAVE_MS);
  card.hidden = true;
}

export function comeBack(card) {
  card.hidden = false;
  card.classList.remove("leaving");
}

/** Take an answered card away and offer the undo; true when `takeBack` was wanted and done. Throws what that throws. */
export async function goneUnlessUndone(card, words, takeBack, { tally = () => {}, seconds = 6 } = {}) {
  const next = card.nextElementSibling ?? card.previousElementSibling;
  await leave(card);
  tally(-1);
  next?.querySelector("button")?.focus({ preventScroll: true });
  if (!await toast(words, { undo: t("js.undo"), seconds })) {
    card.remove();
    return false;
  }
  await takeBack();
  comeBack(card);
  tally(1);
  card.querySelector("button")?.focus();
  return true;
}

/** Bring a number beside a tab up to date; the next look has the server's. */
export function bump(badge, change) {
  if (badge) badge.textContent = String(Math.max(0, Number(badge.textContent) + change));
}

/** Ask in a sheet; the promise tells {reason, note}, or null when it was closed without a choice. */
export function ask(dialog) {
  arm(dialog);
  const form = dialog.querySelector("form");
  form.reset();
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      const reason = dialog.returnValue;
      resolve(reason ? { reason, note: form.elements.note?.value.trim() ?? "" } : null);
    }, { once: true });
  });
}

function arm(dialog) {
  if (armed.has(dialog)) return;
  armed.add(dialog);
  dialog.addEventListener("pointerdown", (event) => {
    if (event.target === dialog) dialog.close("");
  });
  // Enter in the text field means «with these words», not the cross that stands first in the form
  dialog.querySelector("input")?.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    dialog.close("other");
  });
}

/** Rewrite what is left of each card's time; it turns red when little is left. */
export function countDown(list) {
  for (const chip of list.querySelectorAll("[data-due]")) {
    const minutes = Math.floor((new Date(chip.dataset.due) - Date.now()) / 60_000);
    const [days, hours] = [Math.floor(minutes / 1440), Math.floor(minutes / 60)];
    let text = t("js.tip.due.over");
    if (days > 0) text = t("js.tip.due.days", { days, hours: hours % 24 });
    else if (hours > 0) text = t("js.tip.due.hours", { hours });
    else if (minutes >= 0) text = t("js.tip.due.minutes", { minutes });
    chip.querySelector("span").textContent = text;
    chip.classList.toggle("soon", minutes < SOON_MINUTES);
    chip.classList.toggle("over", minutes < LATE_MINUTES);
  }
}

/**
 * Fetch the page again and put its list in place, where it is another one. Tells whether cards came that were not there.
 * `still` says that nobody is in the middle of an answer; `parts` are selectors of what else is brought up to date.
 */
export async function lookAgain(list, still, parts = []) {
  if (!still() || document.hidden) return false;
  let page;
  try {
    const answer = await fetch(location.href, { signal: leaving.signal, credentials: "same-origin", headers: { "Accept": "text/html" } });
    if (!answer.ok || answer.redirected) return false;
    page = new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch {
    return false; // no signal: the next look will tell
  }
  const found = page.getElementById(list.id);
  if (!still() || found === null || found.dataset.mark === list.dataset.mark) return false;
  const cards = (root) => [...root.querySelectorAll("article[id], [data-tip]")].map((card) => card.id || card.dataset.tip);
  const known = new Set(cards(list));
  const news = known.size > 0 && cards(found).some((name) => !known.has(name));
  const said = [...list.querySelectorAll(".tip-check:not([hidden])")].map((note) => [note.closest("article"), note]);
  list.dataset.mark = found.dataset.mark;
  list.replaceChildren(...found.childNodes);
  // what a photo said of a tip stays to be read
  for (const [card, note] of said) {
    const place = card.id ? list.querySelector(`#${card.id} .tip-check`) : list.querySelector(`[data-tip="${card.dataset.tip}"] .tip-check`);
    place?.replaceWith(note);
  }
  for (const part of parts) {
    const [old, now] = [document.querySelector(part), page.querySelector(part)];
    if (old && now) old.replaceChildren(...now.childNodes);
  }
  countDown(list);
  return news;
}
