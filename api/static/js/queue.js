// What a phone holds of visits: drafts, photos on their way, and what became of them. Nothing leaves it before the server has it.
import { change, read, readAll, remove, write } from "./db.js";

const KEPT_MS = 3 * 24 * 3600 * 1000; // what was sent stays to be looked at this long
const channel = "BroadcastChannel" in globalThis ? new BroadcastChannel("paimian-queue") : null;
const listeners = new Set();

channel?.addEventListener("message", ({ data }) => { for (const listener of listeners) listener(data); });

/** Hear of changes of the queue, in this tab, another one or the worker: `{what, id, ...}`. */
export function onQueue(listener) {
  listeners.add(listener);
}

export function tellQueue(news) {
  for (const listener of listeners) listener(news);
  channel?.postMessage(news);
}

/** A random id (crypto.randomUUID needs https; a shop's own server may not have it). */
export function newClientId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** A visit that is nowhere yet: it is kept with its first change. */
export function draftVisit(user, store, form, more = {}) {
  return {
    id: newClientId(), user, store, form, startedAt: new Date().toISOString(), place: null, answers: {},
    rev: 1, sentRev: 0, submit: false, endedAt: null, submittedAt: null, problem: null, attempts: 0, nextAt: 0, ...more,
  };
}

/** Keep a visit's change; `edit` gets the kept one (or the draft) and changes it. Sent again by the next run.
 * Without `edit` the draft is kept, if it is not yet. */
export async function editVisit(draft, edit) {
  const visit = await change("visits", draft.id, (kept) => {
    if (!edit) return kept ? undefined : draft;
    const now = { ...(kept ?? draft), answers: { ...(kept ?? draft).answers } };
    edit(now);
    return { ...now, rev: now.rev + (kept ? 1 : 0), problem: null, attempts: 0, nextAt: 0 };
  });
  tellQueue({ what: "visit", id: visit.id });
  return visit;
}

/** Ask for the visit to be handed in, or take that back while the server does not have it. */
export async function askSubmit(id, wanted) {
  const visit = await change("visits", id, (kept) => (
    kept && !kept.submittedAt ? { ...kept, submit: wanted, endedAt: wanted ? new Date().toISOString() : null, problem: null, attempts: 0, nextAt: 0 } : undefined
  ));
  tellQueue({ what: "visit", id });
  return visit;
}

/** Keep a photo. `blob` must be its own copy of the bytes: a file behind an input may be gone tomorrow. */
export async function addPhoto(photo) {
  const kept = {
    id: newClientId(), state: "waiting", attempts: 0, nextAt: 0, problem: null, auditId: null, tip: null, thumb: null,
    addedAt: new Date().toISOString(), ...photo,
  };
  await write("photos", kept);
  tellQueue({ what: "photo", id: kept.id });
  return kept;
}

/** Send a photo on: one that was doubted or refused, by a person's word. */
export async function sendAnyway(id) {
  await change("photos", id, (kept) => kept && { ...kept, state: "waiting", problem: null, attempts: 0, nextAt: 0 });
  tellQueue({ what: "photo", id });
}

export async function dropPhoto(id) {
  await remove("photos", id);
  tellQueue({ what: "photo", id });
}

/** Forget a visit and what was not sent of it: for one that the server will never take. */
export async function dropVisit(id) {
  for (const photo of await readAll("photos")) if (photo.visit === id) await remove("photos", photo.id);
  await remove("visits", id);
  tellQueue({ what: "visit", id });
}

/** Let everything of this user be tried at once: the line is back, or somebody pressed «now». */
export async function forgetWaits(user) {
  for (const name of ["visits", "photos"]) {
    for (const one of await readAll(name)) {
      if (one.user === user && one.nextAt) await change(name, one.id, (kept) => kept && { ...kept, nextAt: 0 });
    }
  }
}

const byTime = (name) => (a, b) => (a[name] < b[name] ? -1 : 1);

export async function visitsOf(user) {
  return (await readAll("visits")).filter((visit) => visit.user === user).sort(byTime("startedAt"));
}

export async function photosOf(user) {
  return (await readAll("photos")).filter((photo) => photo.user === user).sort(byTime("addedAt"));
}

/** Whether a visit has something that the server does not have yet. */
export const unsent = (visit) => !visit.submittedAt && (visit.rev !== visit.sentRev || visit.submit);

/** What is still to go, of one user, and of others who used this phone before. */
export async function queueCounts(user) {
  const [visits, photos] = await Promise.all([readAll("visits"), readAll("photos")]);
  const mine = (one) => one.user === user;
  const going = photos.filter((photo) => photo.state !== "sent");
  return {
    photos: going.filter((photo) => mine(photo) && photo.state === "waiting").length,
    visits: visits.filter((visit) => mine(visit) && unsent(visit) && !visit.problem).length,
    stuck: going.filter((photo) => mine(photo) && photo.state !== "waiting").length
      + visits.filter((visit) => mine(visit) && visit.problem).length,
    others: going.filter((photo) => !mine(photo)).length + visits.filter((visit) => !mine(visit) && unsent(visit)).length,
  };
}

/** Forget what the server has had for some days. */
export async function tidyQueue() {
  const old = new Date(Date.now() - KEPT_MS).toISOString();
  const gone = new Set();
  for (const visit of await readAll("visits")) {
    if (visit.submittedAt && visit.submittedAt < old) {
      gone.add(visit.id);
      await remove("visits", visit.id);
    }
  }
  for (const photo of await readAll("photos")) {
    if (photo.state === "sent" && (gone.has(photo.visit) || (!photo.visit && photo.addedAt < old))) await remove("photos", photo.id);
  }
}

export const recall = (key) => read("memory", key);
export const remember = (key, value) => write("memory", value, key);
export const forget = (key) => remove("memory", key);
