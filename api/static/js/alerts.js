// Silence alerts: one tap says what it was, an undo takes it back, a photo of the shelf follows; «later» puts it off.
import { api, busy, el, sorry, t, toast } from "./core.js";
import { ask, bump } from "./cards.js";
import { refreshCounts } from "./counts.js";

const why = document.getElementById("why");
const later = document.getElementById("later");
const PHOTO_AFTER = new Set(["moved", "restocked", "relisted"]);

const path = (card, what) => `/api/alerts/${card.dataset.alert}/${what}`;
const words = (reason) => document.getElementById("reason-words").content.querySelector(`[data-reason=${reason}]`).textContent;

document.getElementById("main").addEventListener("click", (event) => {
  const button = event.target.closest("button");
  const card = button?.closest("[data-alert]");
  if (!card) return;
  if (button.dataset.close) close(card, button, button.dataset.close, "");
  else if ("more" in button.dataset) askWhy(card, button);
  else if ("later" in button.dataset) putOff(card, button);
  else if ("wake" in button.dataset) act(button, () => api("POST", path(card, "snooze"), { until: null }), "js.alert.woken", card);
  else if ("reopen" in button.dataset) act(button, () => api("POST", path(card, "reopen")), "js.alert.reopened", card);
});

/** Close it; the card stays where it is, says so, and offers the way back and the photo. */
async function close(card, button, reason, note) {
  try {
    await busy(button, () => api("POST", path(card, "close"), { reason, note }));
  } catch (error) {
    sorry(error);
    return;
  }
  tally(-1);
  const answers = card.querySelector(".alert-answers");
  const undo = el("button", { class: "button", type: "button" }, t("js.undo"));
  const photo = PHOTO_AFTER.has(reason) ? el("a", { class: "button primary", href: card.dataset.photo }, t("js.alert.photo")) : null;
  const end = el("div", { class: "alert-answers", role: "status" },
    el("p", { class: "alert-end whole" }, el("strong", {}, t("js.alert.closed", { reason: words(reason) }))), photo, undo);
  answers.hidden = true;
  answers.after(end);
  card.classList.add("closed");
  (photo ?? undo).focus({ preventScroll: true });
  undo.addEventListener("click", async () => {
    try {
      await busy(undo, () => api("POST", path(card, "reopen")));
    } catch (error) {
      sorry(error);
      return;
    }
    end.remove();
    answers.hidden = false;
    card.classList.remove("closed");
    tally(1);
    button.focus({ preventScroll: true });
  });
}

async function askWhy(card, button) {
  const said = await ask(why);
  if (said) close(card, button, said.reason, said.note);
  else button.focus();
}

async function putOff(card, button) {
  const said = await ask(later);
  if (!said) {
    button.focus();
    return;
  }
  const until = said.reason;
  const days = Number(later.querySelector(`[value="${until}"]`).dataset.days);
  try {
    await busy(button, () => api("POST", path(card, "snooze"), { until }));
  } catch (error) {
    sorry(error);
    return;
  }
  card.hidden = true;
  tally(-1);
  const undone = await toast(t("js.alert.snoozed", { n: days, days }), { undo: t("js.undo") });
  if (!undone) {
    if ("whole" in card.dataset) location.assign("/alerts");
    return;
  }
  try {
    await api("POST", path(card, "snooze"), { until: null });
    card.hidden = false;
    tally(1);
  } catch (error) {
    sorry(error);
  }
}

/** Do it; the card leaves this list, or its own page is made anew. */
async function act(button, work, said, card) {
  try {
    await busy(button, work);
  } catch (error) {
    sorry(error);
    return;
  }
  if ("whole" in card.dataset) {
    location.reload();
    return;
  }
  card.remove();
  toast(t(said));
  tally(1);
}

/** Bring the numbers of open alerts up to date: the tab's at once, the menu's from the server. */
function tally(change) {
  bump(document.querySelector("[data-alerts-open]"), change);
  refreshCounts();
}
