// Sends what waits, in order: the visit, its photos (two at once), its submission. Knows no page: the worker runs it too.
import { change } from "./db.js";
import { photosOf, tellQueue, unsent, visitsOf } from "./queue.js";

const AT_ONCE = 2;
const FIRST_MS = 2000;
const LONGEST_MS = 5 * 60 * 1000;
const LATER = new Set([408, 425, 429]);

/**
 * Send all that may be sent now. `ask(method, path, body)` and `send(path, form, onFraction)` resolve to
 * `{status, body, after}` (status 0: no answer came; after: seconds to wait).
 * Returns `{state: "done" | "offline" | "sign_in" | "other_user", nextAt}`; nextAt: when to try again, or null.
 */
export async function runQueue(user, { ask, send }) {
  if (!await nextWork(user)) return { state: "done", nextAt: await nextTime(user) };
  const me = await ask("GET", "/api/me");
  if (me.status === 401) return { state: "sign_in", nextAt: null };
  if (me.status !== 200 || !me.body) return { state: "offline", nextAt: Date.now() + 20_000 };
  if (me.body.username !== user) return { state: "other_user", nextAt: null };
  for (let work; (work = await nextWork(user));) {
    let ends;
    if (work.kind === "photos") ends = await Promise.all(work.photos.map((photo) => sendPhoto(photo, work.visit, send)));
    else ends = [await (work.kind === "put" ? putVisit : submitVisit)(work.visit, ask)];
    if (ends.includes(401)) return { state: "sign_in", nextAt: null };
    if (ends.includes(0)) return { state: "offline", nextAt: await nextTime(user) };
  }
  return { state: "done", nextAt: await nextTime(user) };
}

/** The first thing whose turn it is, or null. */
async function nextWork(user) {
  const now = Date.now();
  const [visits, photos] = await Promise.all([visitsOf(user), photosOf(user)]);
  const waiting = photos.filter((photo) => photo.state === "waiting");
  const ready = (photo) => photo.nextAt <= now;
  for (const visit of visits) {
    const mine = waiting.filter((photo) => photo.visit === visit.id && photo.tip === null);
    if (!visit.problem && !visit.submittedAt && visit.rev !== visit.sentRev && visit.nextAt <= now) return { kind: "put", visit };
    if (visit.sentRev === 0) continue; // its photos would belong to nothing yet
    const going = mine.filter(ready).slice(0, AT_ONCE);
    if (going.length) return { kind: "photos", visit, photos: going };
    const held = photos.some((photo) => photo.visit === visit.id && photo.tip === null && photo.state !== "sent");
    const whole = visit.submit && !visit.submittedAt && !visit.problem && visit.rev === visit.sentRev && !held;
    if (whole && visit.nextAt <= now) return { kind: "submit", visit };
  }
  const proofs = waiting.filter((photo) => photo.tip !== null && ready(photo)).slice(0, AT_ONCE);
  return proofs.length ? { kind: "photos", visit: null, photos: proofs } : null;
}

/** When the next thing may be tried again, or null when nothing waits for time alone. */
async function nextTime(user) {
  const [visits, photos] = await Promise.all([visitsOf(user), photosOf(user)]);
  const times = [
    ...visits.filter((visit) => unsent(visit) && !visit.problem).map((visit) => visit.nextAt),
    ...photos.filter((photo) => photo.state === "waiting").map((photo) => photo.nextAt),
  ].filter(Boolean);
  return times.length ? Math.min(...times) : null;
}

async function putVisit(visit, ask) {
  const body = { store: visit.store.code, started_at: visit.startedAt, answers: visit.answers, form: visit.form.id, ...visit.place };
  const answer = await ask("PUT", `/api/visits/${visit.id}`, body);
  const known = answer.status === 409 && answer.body?.error?.code === "visit_submitted";
  return settle("visits", visit, answer, (kept) => ({ ...kept, sentRev: visit.rev }), known);
}

async function submitVisit(visit, ask) {
  const submitted = visit.endedAt ?? new Date().toISOString();
  const answer = await ask("POST", `/api/visits/${visit.id}/submit`, { submitted_at: submitted });
  return settle("visits", visit, answer, (kept) => ({ ...kept, submittedAt: submitted }));
}

async function sendPhoto(photo, visit, send) {
  const form = new FormData();
  const add = (name, value) => { if (value !== null && value !== undefined) form.append(name, value); };
  if (photo.tip === null) {
    add("store", photo.store);
    add("kind", photo.kind);
    add("visit", photo.visit);
    const place = photo.place ?? visit?.place;
    for (const name of ["latitude", "longitude", "accuracy_m"]) add(name, place?.[name]);
  }
  add("client_id", photo.id);
  add("captured_at", photo.capturedAt);
  form.append("file", photo.blob, photo.name || "photo.jpg");
  const path = photo.tip === null ? "/api/photos" : `/api/tips/${photo.tip}/after-photo`;
  const answer = await send(path, form, (fraction) => tellQueue({ what: "progress", id: photo.id, fraction }));
  // the picture goes once the server has it, its small copy stays to be looked at
  return settle("photos", photo, answer, (kept) => ({ ...kept, state: "sent", auditId: answer.body.audit_id, blob: null }));
}

/** Write down what became of a try; returns the status. Only a success takes anything out of the queue. */
async function settle(name, one, answer, done, known = false) {
  let { status } = answer;
  const said = name === "photos" ? answer.body?.audit_id : answer.body;
  if (status >= 200 && status < 300 && !said) status = 0; // the sign-in page of a shop's network, not our server
  const good = known || (status >= 200 && status < 300);
  await change(name, one.id, (kept) => {
    if (!kept) return undefined;
    if (good) return { ...done(kept), problem: null, attempts: 0, nextAt: 0 };
    if (status === 401) return undefined;
    if (status === 0 || status >= 500 || LATER.has(status)) return { ...kept, attempts: kept.attempts + 1, nextAt: later(kept.attempts, answer.after) };
    const { code = "no_answer", message = `HTTP ${status}`, fix = "" } = answer.body?.error ?? {};
    const problem = { status, code, text: [message, fix].filter(Boolean).join(" ") };
    return name === "photos" ? { ...kept, state: "refused", problem } : { ...kept, submit: false, problem };
  });
  tellQueue({ what: name === "photos" ? "photo" : "visit", id: one.id });
  return status;
}

/** Twice as long after each failure, a little apart from other phones. */
function later(attempts, after) {
  const wait = after ? after * 1000 : Math.min(LONGEST_MS, FIRST_MS * 2 ** attempts);
  return Date.now() + wait * (1 + Math.random() / 4);
}
