// «Before you leave»: what the visit's photos brought, merged, then what was open in the store; few, the most worthwhile first.
import { api, busy, el, sorry, t, toast } from "./core.js";
import { addPhoto, onQueue, photosOf } from "./queue.js";
import { asked, kick, user } from "./queue_page.js";
import { judgeAfterPhoto } from "./tip_check.js";
import { refuse } from "./upload.js";

const SHOWN = 5;
const LOOK_MS = 1500;
const LOOKS = 20;
let page = null;
let ids = [];
let looking = false;
const expected = new Set(); // audits that ended, without advice yet
const cards = new Map();
const done = new Set(); // answered here: gone although an older answer of the server still lists them

/** `page`: {tips, advice, store, visit}. */
export function startTips(wired) {
  page = wired;
  onQueue(({ what }) => { if (what === "photo") showProofs(); });
  showProofs();
}

/** The audits of the visit's photos: their tips are shown. */
export function tellAudits(now) {
  ids = now;
}

/** An audit has ended: its advice is on its way, and a moment later there. */
export async function expectAdvice(id) {
  expected.add(id);
  if (looking) return;
  looking = true;
  for (let look = 0; look < LOOKS && expected.size; look += 1) {
    for (const one of expected) {
      const { status, body } = await asked("GET", `/api/audits/${one}`);
      if (status === 200 && (body.state === "failed" || body.advised_at)) expected.delete(one);
    }
    if (!await load()) break; // no signal: the next audit that ends asks again
    if (expected.size) await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  looking = false;
}

async function load() {
  const answer = await asked("GET", `/api/tips?state=open&limit=200&store=${encodeURIComponent(page.store)}`);
  if (answer.status !== 200) return false;
  const own = (tip) => Number(ids.includes(tip.audit_id)); // what these photos show goes before what was open already
  const mine = answer.body.tips.filter((tip) => !done.has(tip.id)).sort((a, b) => own(b) - own(a) || b.rank - a.rank).slice(0, SHOWN);
  for (const [id, card] of cards) if (!mine.some((tip) => tip.id === id) && !card.dataset.busy) { card.remove(); cards.delete(id); }
  mine.forEach((tip, index) => {
    if (!cards.has(tip.id)) cards.set(tip.id, newCard(tip));
    const card = cards.get(tip.id);
    if (page.tips.children[index] !== card) page.tips.insertBefore(card, page.tips.children[index] ?? null);
  });
  page.advice.hidden = cards.size === 0;
  const link = document.getElementById("to-advice");
  link.hidden = mine.length === 0;
  link.textContent = t("js.visit.to_advice", { n: mine.length });
  return true;
}

function newCard(tip) {
  const card = document.getElementById("tip").content.firstElementChild.cloneNode(true);
  const of = (selector) => card.querySelector(selector);
  card.dataset.tip = tip.id;
  of(".tip-picture").href = `/audits/${tip.audit_id}`;
  of(".tip-picture img").src = `${tip.evidence_url}?longest=760`;
  if (Number(tip.value) > 0) of(".chip").textContent = t("js.visit.value", { value: tip.value });
  else of(".tip-chips").remove();
  of("h3").textContent = tip.title;
  of(".tip-reason").textContent = tip.reason;
  of(".tip-action span").textContent = tip.action;
  of("[data-done]").addEventListener("click", (event) => close(tip, card, event.currentTarget));
  of("[data-after]").addEventListener("change", async (event) => {
    const [file] = event.target.files;
    event.target.value = "";
    if (file) await prove(tip, card, file).catch(sorry);
  });
  return card;
}

async function close(tip, card, button) {
  try {
    await busy(button, () => api("POST", `/api/tips/${tip.id}/done`, { note: "" }));
    done.add(tip.id);
    card.hidden = true;
    card.nextElementSibling?.focus();
    if (await toast(t("js.tip.done", { title: tip.title }), { undo: t("js.undo") })) {
      await api("POST", `/api/tips/${tip.id}/reopen`);
      done.delete(tip.id);
      card.hidden = false;
    } else { card.remove(); cards.delete(tip.id); await load(); }
  } catch (error) {
    sorry(error);
  }
}

/** The after-photo takes the way of every photo: kept first, sent when there is signal. */
async function prove(tip, card, file) {
  const refusal = refuse(file, Number(document.getElementById("visit").dataset.maxMb));
  if (refusal) return toast(refusal.text, { bad: true, seconds: 9 });
  const blob = new Blob([await file.arrayBuffer()], { type: file.type });
  await addPhoto({
    visit: page.visit, tip: tip.id, user, store: page.store, kind: "after", blob, name: file.name, place: null,
    capturedAt: new Date(file.lastModified || Date.now()).toISOString(),
  });
  kick();
}

/** Show on the cards how their after-photos are doing. */
async function showProofs() {
  for (const photo of (await photosOf(user)).filter((one) => one.visit === page.visit && one.tip !== null)) {
    const card = cards.get(photo.tip);
    if (!card || card.dataset.proof === `${photo.id} ${photo.state}`) continue;
    card.dataset.proof = `${photo.id} ${photo.state}`;
    const place = card.querySelector(".tip-check");
    place.hidden = false;
    place.className = "tip-check";
    if (photo.state === "waiting") place.replaceChildren(el("strong", {}, t("js.waiting")));
    else if (photo.state === "refused") place.replaceChildren(el("strong", {}, t("js.tip.failed")), el("p", {}, photo.problem.text));
    else judge(photo, card);
  }
}

async function judge(photo, card) {
  card.dataset.busy = "yes";
  const solved = await judgeAfterPhoto(card.querySelector(".tip-check"), photo.tip, photo.auditId);
  expectAdvice(photo.auditId);
  if (!solved) delete card.dataset.busy;
  else {
    done.add(photo.tip);
    card.querySelector(".tip-answers").hidden = true; // it stays to be seen, solved
  }
}
