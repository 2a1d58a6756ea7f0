// The full list of tips: one tap answers, an undo takes it back, a photo proves; the list keeps itself fresh.
import { api, busy, sorry, t, toast } from "./core.js";
import { ask, bump, comeBack, countDown, goneUnlessUndone, leave, lookAgain, pause } from "./cards.js";
import { checkByPhoto } from "./tip_check.js";

const LOOK_MS = 20_000;
const list = document.getElementById("live");
const dialog = document.getElementById("decline");
let answering = 0; // while somebody answers or a photo is looked at, the list is left alone

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
    await goneUnlessUndone(card, t(words, { title: card.dataset.title }), () => api("POST", path(card, "reopen")), { tally });
  } catch (error) {
    comeBack(card);
    sorry(error);
  } finally {
    answering -= 1;
    refresh();
  }
}

function tally(change) {
  if (list.dataset.state === "open") bump(document.querySelector(".tip-states .count"), change);
}

async function decline(card, button) {
  const said = await ask(dialog);
  if (said) answer(card, button, "decline", said, "js.tip.declined");
  else button.focus();
}

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

async function refresh() {
  const news = await lookAgain(list, () => answering === 0 && !dialog.open, [".tip-states", ".tip-counts"]);
  if (news && list.dataset.state === "open") toast(t("js.tip.new"));
}

setInterval(() => countDown(list), 30_000);
setInterval(refresh, LOOK_MS);
document.addEventListener("visibilitychange", refresh);
countDown(list);
