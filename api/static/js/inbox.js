// The inbox: one tap answers, an undo takes it back, the camera opens at once; what is new comes in by itself.
import { api, busy, el, sorry, t, toast } from "./core.js";
import { ask, comeBack, countDown, goneUnlessUndone, leave, lookAgain, pause } from "./cards.js";
import { refreshCounts } from "./counts.js";
import { follow } from "./progress.js";
import { newClientId } from "./queue.js";
import { checkByPhoto } from "./tip_check.js";
import { refuse, upload } from "./upload.js";

const LOOK_MS = 20_000;
const list = document.getElementById("live");
const decline = document.getElementById("decline");
const why = document.getElementById("why");
const offline = document.querySelector("[data-offline]");
let answering = 0; // while somebody answers or a photo is looked at, the list is left alone

const ofTip = (card, what) => `/api/tips/${card.dataset.tip}/${what}`;
const ofAlert = (card, what) => `/api/alerts/${card.dataset.alert}/${what}`;
/** A tip's answer settles its alert too, where it says the same: the server sees to that. */
const reopenPath = (card) => (card.dataset.tip ? ofTip(card, "reopen") : ofAlert(card, "reopen"));

list.addEventListener("click", async (event) => {
  const button = event.target.closest("button");
  const card = button?.closest("[data-item]");
  if (!card) return;
  const { close } = button.dataset;
  if ("done" in button.dataset) answer(card, button, ofTip(card, "done"), { note: "" }, "js.inbox.done");
  else if (close) answer(card, button, ofAlert(card, "close"), { reason: close, note: "" }, "js.inbox.closed");
  else if ("reopen" in button.dataset) reopen(card, button);
  else if ("decline" in button.dataset) {
    const said = await ask(decline);
    if (said) answer(card, button, ofTip(card, "decline"), said, "js.inbox.declined");
    else button.focus();
  } else if ("more" in button.dataset) other(card, button);
});

/** What an alert was, or for how long it is to rest. */
async function other(card, button) {
  const said = await ask(why);
  if (!said) button.focus();
  else if (said.reason.startsWith("rest:")) {
    const until = said.reason.slice(5);
    const { days } = why.querySelector(`[value="${said.reason}"]`).dataset;
    const wake = () => api("POST", ofAlert(card, "snooze"), { until: null });
    answer(card, button, ofAlert(card, "snooze"), { until }, "js.inbox.rests", { days }, wake);
  } else answer(card, button, ofAlert(card, "close"), said, "js.inbox.closed");
}

/** Tell the server at once, take the card away, and offer to take it back. */
async function answer(card, button, path, body, words, params = {}, takeBack = () => api("POST", reopenPath(card))) {
  answering += 1;
  try {
    await busy(button, () => api("POST", path, body));
    await goneUnlessUndone(card, t(words, { title: card.dataset.title, ...params }), takeBack, { tally: refreshCounts });
  } catch (error) {
    comeBack(card);
    sorry(error);
  } finally {
    answering -= 1;
    refresh();
  }
}

async function reopen(card, button) {
  try {
    await busy(button, () => api("POST", reopenPath(card)));
    toast(t("js.inbox.reopened"));
    refreshCounts();
    refresh();
  } catch (error) {
    sorry(error);
  }
}

list.addEventListener("change", async (event) => {
  const input = event.target.closest("[data-after], [data-shelf]");
  if (!input?.files.length) return;
  const [file] = input.files;
  const card = input.closest("[data-item]");
  input.value = "";
  answering += 1;
  try {
    if ("after" in input.dataset) await prove(card, file);
    else await lookAtShelf(card, file);
  } catch (error) {
    sorry(error);
  } finally {
    answering -= 1;
    refreshCounts();
    refresh();
  }
});

/** An after-photo of a tip; the alert of the same product is closed by the person whose photo shows it solved. */
async function prove(card, file) {
  if (!await checkByPhoto(card, file, Number(list.dataset.maxMb))) return;
  if (card.dataset.alert && card.dataset.solved) {
    await api("POST", ofAlert(card, "close"), { reason: card.dataset.solved }).catch((error) => {
      if (error.status !== 409) throw error; // closed meanwhile
    });
  }
  await pause(2400);
  await leave(card);
  card.remove();
}

/** A photo of the shelf where an alert's product stands: what to do goes by it from then on. */
async function lookAtShelf(card, file) {
  const place = card.querySelector(".tip-check");
  const say = (kind, words, ...more) => {
    place.hidden = false;
    place.className = `tip-check ${kind}`;
    place.replaceChildren(el("strong", {}, words), ...more);
  };
  const refusal = refuse(file, Number(list.dataset.maxMb));
  if (refusal) return say("bad", t("js.tip.failed"), el("p", {}, refusal.text));
  const bar = el("progress", { max: 1, "aria-label": t("js.inbox.looking") });
  try {
    const sent = await upload(file, card.dataset.store, newClientId(), (fraction) => {
      say("", t("js.tip.sending", { percent: Math.round(fraction * 100) }), bar);
      bar.value = fraction;
    });
    say("", t("js.inbox.looking"), bar);
    await follow(sent.audit_id, ({ fraction }) => { bar.value = fraction ?? 0; });
    say("good", t("js.inbox.seen"), el("p", {}, t("js.inbox.seen_hint")), el("p", {}, el("a", { href: `/audits/${sent.audit_id}` }, t("js.open"))));
  } catch (error) {
    say("bad", t("js.tip.failed"), el("p", {}, error.text ?? String(error)));
  }
  return undefined;
}

async function refresh() {
  const open = list.querySelector("[data-later]")?.open;
  const still = () => answering === 0 && !decline.open && !why.open;
  const news = await lookAgain(list, still, ["[data-waiting]", "[data-week]"]);
  if (open && list.querySelector("[data-later]")) list.querySelector("[data-later]").open = true;
  if (news) toast(t("js.inbox.new"));
}

/** `/inbox#tip12` opens as `/inbox/tip/12` does: the server puts it on top, whatever became of it. */
function go() {
  const [, kind, number] = /^#(tip|alert)(\d+)$/.exec(location.hash) ?? [];
  if (kind) location.replace(`/inbox/${kind}/${number}`);
}

function signal() {
  offline.hidden = navigator.onLine;
}

for (const name of ["online", "offline"]) addEventListener(name, signal);
addEventListener("online", refresh);
addEventListener("hashchange", go);
setInterval(() => countDown(list), 30_000);
setInterval(refresh, LOOK_MS);
document.addEventListener("visibilitychange", refresh);
countDown(list);
signal();
go();
list.querySelector(".wanted")?.focus({ preventScroll: true });
