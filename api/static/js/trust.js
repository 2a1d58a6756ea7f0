// Pairs of photos that show the same: one tap says what they are, an undo takes it back.
import { refreshCounts } from "./counts.js";
import { api, busy, sorry, t, toast } from "./core.js";

const list = document.getElementById("pairs");
const waiting = document.getElementById("waiting");
const none = document.getElementById("none");

list?.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  const card = button?.closest("[data-pair]");
  if (!card) return;
  if (button.dataset.answer) answer(card, button, button.dataset.answer);
  else if ("reopen" in button.dataset) reopen(card, button);
});

async function answer(card, button, said) {
  const address = `/api/likenesses/${card.dataset.pair}/answer`;
  try {
    await busy(button, () => api("PUT", address, { answer: said }));
    const next = card.nextElementSibling ?? card.previousElementSibling;
    show(card, false);
    next?.querySelector("button")?.focus({ preventScroll: true });
    if (await toast(t(said === "copy" ? "js.like.copy" : "js.like.fine"), { undo: t("js.undo") })) {
      await api("DELETE", address);
      show(card, true);
      card.querySelector("button").focus();
    }
  } catch (error) {
    show(card, true);
    sorry(error);
  }
}

async function reopen(card, button) {
  try {
    await busy(button, () => api("DELETE", `/api/likenesses/${card.dataset.pair}/answer`));
    show(card, false);
    toast(t("js.like.reopened"));
  } catch (error) {
    sorry(error);
  }
}

/** Take a pair out of the list or put it back, and bring the numbers up to date. */
function show(card, there) {
  if (card.hidden === !there) return;
  card.hidden = !there;
  if (waiting && !location.search.includes("answered")) {
    const left = Math.max(0, Number(waiting.textContent) + (there ? 1 : -1));
    waiting.textContent = String(left);
    waiting.hidden = left === 0;
  }
  if (none) none.hidden = [...list.children].some((each) => !each.hidden);
  refreshCounts();
}
