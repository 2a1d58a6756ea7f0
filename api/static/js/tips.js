// The inbox of tips: one tap answers, an undo takes it back, a photo proves; the list keeps itself fresh.
import { api, busy, sorry, t, toast } from "./core.js";
import { checkByPhoto } from "./tip_check.js";

const LOOK_MS = 20_000;
const LEAVE_MS = 220;
const list = document.getElementById("live");
const dialog = document.getElementById("decline");
let answering = 0; // while somebody answers or a photo is looked at, the list is left alone

const leaving = new AbortController();
addEventListener("beforeunload", () => leaving.abort());

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const path = (card, what) => `/api/tips/${card.dataset.tip}/${what}`;

list.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  const card = button?.closest("[data-tip]");
  if (!card) return;
  if ("done" in button.dataset) answer(card, button, "done", { note: "" }, "js.tip.done");
  else if ("decline" in button.dataset) decline(card, button);
  else if ("reopen" in button.dataset) reopen(card, button);
});

list.addEventListener("change", async (event) => {
  const input = event.target.closest("[data-after]");
  if (!input?.files.length) return;
  const [file] = input.files;
  const card = input.closest("[data-tip]");
  input.value = "";
  answering += 1;
  const solved = await checkByPhoto(card, file, Number(list.dataset.maxMb));
  answering -= 1;
  if (!solved) return;
  await pause(2400);
  await leave(card);
  card.remove();
  refresh();
});

/** Tell the server at once, take the card away, and offer to take it back. */
async function answer(card, button, what, body, words) {
  answering += 1;
  try {
    await busy(button, () => api("POST", path(card, what), body));
    const next = card.nextElementSibling ?? card.previousElementSibling;
    await leave(card);
    tally(-1);
    next?.querySelector("button")?.focus({ preventScroll: true });
    const undone = await toast(t(words, { title: card.dataset.title }), { undo: t("js.undo") });
    if (undone) {
      await api("POST", path(card, "reopen"));
      card.hidden = false;
      card.classList.remove("leaving");
      tally(1);
      card.querySelector("button").focus();
    } else card.remove();
  } catch (error) {
    card.hidden = false;
    card.classList.remove("leaving");
    sorry(error);
  } finally {
    answering -= 1;
    refresh();
  }
}

/** Bring the number of open tips up to date; the next look has the server's. */
function tally(change) {
  const badge = list.dataset.state === "open" ? document.querySelector(".tip-states .count") : null;
  if (badge) badge.textContent = String(Math.max(0, Number(badge.textContent) + change));
}

async function leave(card) {
  card.classList.add("leaving");
  await pause(LEAVE_MS);
  card.hidden = true;
}

function decline(card, button) {
  const form = dialog.querySelector("form");
  form.reset();
  dialog.returnValue = "";
  dialog.showModal();
  dialog.addEventListener("close", () => {
    const reason = dialog.returnValue;
    const note = form.elements.note.value.trim();
    if (reason) answer(card, button, "decline", { reason, note }, "js.tip.declined");
    else button.focus();
  }, { once: true });
}

// Enter in the text field means «decline with these words», not the cross that stands first in the form
dialog.querySelector("input").addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing) return;
  event.preventDefault();
  dialog.close("other");
});
dialog.addEventListener("pointerdown", (event) => {
  if (event.target === dialog) dialog.close("");
});

async function reopen(card, button) {
  try {
    await busy(button, () => api("POST", path(card, "reopen")));
    await leave(card);
    card.remove();
    toast(t("js.tip.reopened"));
    refresh();
  } catch (error) {
    sorry(error);
  }
}

/** Fetch the page again; the list changes only when something is new and nobody is in the middle of an answer. */
async function refresh() {
  if (answering > 0 || document.hidden) return;
  try {
    const page = await fetch(location.href, { signal: leaving.signal, credentials: "same-origin", headers: { "Accept": "text/html" } });
    if (!page.ok || page.redirected) return;
    const fresh = new DOMParser().parseFromString(await page.text(), "text/html");
    const found = fresh.getElementById("live");
    if (answering > 0 || dialog.open || found === null || found.dataset.mark === list.dataset.mark) return;
    const known = new Set([...list.querySelectorAll("[data-tip]")].map((card) => card.dataset.tip));
    const news = [...found.querySelectorAll("[data-tip]")].some((card) => !known.has(card.dataset.tip));
    list.dataset.mark = found.dataset.mark;
    const said = [...list.querySelectorAll(".tip-check:not([hidden])")].map((note) => [note.closest("[data-tip]").dataset.tip, note]);
    list.replaceChildren(...found.childNodes);
    // what a photo said of a tip stays to be read
    for (const [id, note] of said) list.querySelector(`[data-tip="${id}"] .tip-check`)?.replaceWith(note);
    for (const part of [".tip-states", ".tip-counts"]) {
      const [old, now] = [document.querySelector(part), fresh.querySelector(part)];
      if (old && now) old.replaceChildren(...now.childNodes);
    }
    count();
    if (news && known.size > 0 && list.dataset.state === "open") toast(t("js.tip.new"));
  } catch {
    // no signal: the next look will tell
  }
}

/** Rewrite what is left of each tip's time. */
function count() {
  for (const chip of list.querySelectorAll("[data-due]")) {
    const minutes = Math.floor((new Date(chip.dataset.due) - Date.now()) / 60_000);
    const [days, hours] = [Math.floor(minutes / 1440), Math.floor(minutes / 60)];
    let text = t("js.tip.due.over");
    if (days > 0) text = t("js.tip.due.days", { days, hours: hours % 24 });
    else if (hours > 0) text = t("js.tip.due.hours", { hours });
    else if (minutes >= 0) text = t("js.tip.due.minutes", { minutes });
    chip.querySelector("span").textContent = text;
    chip.classList.toggle("soon", minutes < 1440);
    chip.classList.toggle("over", minutes < 0);
  }
}

setInterval(count, 30_000);
setInterval(refresh, LOOK_MS);
document.addEventListener("visibilitychange", refresh);
count();
