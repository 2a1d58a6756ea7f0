// Proposals: one tap approves an option, a reason declines, an undo takes either back.
import { api, busy, sorry, t, toast } from "./core.js";

const LEAVE_MS = 220;
const list = document.getElementById("live");
const dialog = document.getElementById("decline");
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const path = (card, what) => `/api/proposals/${card.dataset.proposal}/${what}`;

list.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  const card = button?.closest("[data-proposal]");
  if (!card) return;
  const { approve, title } = button.dataset;
  if (approve !== undefined) decide(card, button, "approve", { option: Number(approve), mark: card.dataset.mark }, t("js.proposal.approved", { title }));
  else if ("decline" in button.dataset) decline(card, button);
  else if ("reopen" in button.dataset) reopen(card, button);
});

/** Tell the server at once, take the card away, and offer to take it back. */
async function decide(card, button, what, body, words) {
  try {
    await busy(button, () => api("POST", path(card, what), body));
    const next = card.nextElementSibling ?? card.previousElementSibling;
    await leave(card);
    tally(-1);
    next?.querySelector("button")?.focus({ preventScroll: true });
    if (await toast(words, { undo: t("js.undo"), seconds: 9 })) {
      await api("POST", path(card, "reopen"));
      card.hidden = false;
      card.classList.remove("leaving");
      tally(1);
      card.querySelector("button").focus();
    } else {
      card.remove();
      if (!list.querySelector("[data-proposal]")) location.reload();
    }
  } catch (error) {
    card.hidden = false;
    card.classList.remove("leaving");
    sorry(error);
  }
}

function tally(change) {
  const badge = document.querySelector(".states .count");
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
    if (reason) decide(card, button, "decline", { reason, note }, t("js.proposal.declined"));
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
    tally(1);
    toast(t("js.proposal.reopened"));
  } catch (error) {
    sorry(error);
  }
}
