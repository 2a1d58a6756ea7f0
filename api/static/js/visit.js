// The page of a visit: photos, a few words, handing in, and what to put right before leaving. All of it without signal too.
import { busy, el, sorry, t, toast } from "./core.js";
import { placeState, readPlace, refusePlace } from "./place.js";
import { askSubmit, draftVisit, dropVisit, editVisit, onQueue, photosOf, recall, remember, sendAnyway, visitsOf } from "./queue.js";
import { asked, kick, startQueue, user } from "./queue_page.js";
import { checkFields, showFields } from "./visit_fields.js";
import { showPhotos, startPhotos } from "./visit_photos.js";
import { missingOf } from "./visit_rules.js";
import { expectAdvice, startTips, tellAudits } from "./visit_tips.js";

const part = (id) => document.getElementById(id);
const box = part("visit");
const query = new URLSearchParams(location.search);
let visit = null;
let today = null;
let keeping = Promise.resolve();
let shown = 0;
let soon = 0;

await startQueue();
today = await recall(`today ${user}`);
visit = await find();
if (visit) await begin();
else part("unread").hidden = false;

/** The visit meant by the address: one on this phone, one begun elsewhere, or a new draft. */
async function find() {
  const kept = await visitsOf(user);
  const wanted = query.get("visit");
  if (wanted) return kept.find((one) => one.id === wanted) ?? null;
  const code = query.get("store");
  const open = kept.find((one) => one.store.code === code && !one.submittedAt);
  if (open) return open;
  const read = await asked("GET", "/api/today");
  if (read.status === 200 && read.body) {
    today = { ...read.body, readAt: Date.now() };
    await remember(`today ${user}`, today);
  }
  if (!today || !code) return null;
  const line = today.stores.find((one) => one.code === code);
  const store = line ?? (await recall(`stores ${user}`))?.find((one) => one.code === code);
  const named = { code, name: store?.name ?? code, city: store?.city ?? "" };
  const elsewhere = line?.open_visit ? await asked("GET", `/api/visits/${line.open_visit}`) : null;
  if (elsewhere?.status === 200 && elsewhere.body && elsewhere.body.state === "open") {
    const { client_id: id, started_at: startedAt, answers } = elsewhere.body;
    return draftVisit(user, named, { ...elsewhere.body.form, photos: today.photos }, { id, startedAt, answers });
  }
  return draftVisit(user, named, { ...today.form, photos: today.photos });
}

async function begin() {
  part("store").textContent = visit.store.name;
  document.title = document.title.replace(/^[^·]*/, `${visit.store.name} `);
  part("about").textContent = [visit.store.code, visit.store.city].filter(Boolean).join(" · ");
  tellStoreTips();
  await showFields(part("fields"), visit.form?.fields ?? [], visit.answers, answered);
  startPhotos({ photos: part("photos"), visit: () => visit, keep: () => keep(null), added, ended: expectAdvice });
  startTips({ tips: part("tips"), advice: part("advice"), store: visit.store.code, visit: visit.id });
  part("submit").addEventListener("click", submit);
  part("fields").addEventListener("submit", (event) => event.preventDefault());
  onQueue(({ what }) => { if (what !== "progress") draw(); });
  await draw();
  box.hidden = false; // not before every button answers
  askPlace();
}

/** Keep a change of the visit, one after the other, so that a draft becomes one visit. */
function keep(edit) {
  keeping = keeping.then(async () => { visit = await editVisit(visit, edit); }).catch(sorry);
  return keeping;
}

async function answered(key, text) {
  if ((visit.answers[key] ?? "") === text) return;
  await keep((now) => { now.answers[key] = text; });
  kickSoon();
}

function kickSoon() {
  clearTimeout(soon);
  soon = setTimeout(kick, 1500);
}

function added() {
  part("missing").hidden = true;
  kick();
}

async function draw() {
  const turn = ++shown;
  const [visits, photos] = await Promise.all([visitsOf(user), photosOf(user)]);
  if (turn !== shown) return;
  visit = visits.find((one) => one.id === visit.id) ?? visit;
  const mine = photos.filter((photo) => photo.visit === visit.id);
  showPhotos(mine.filter((photo) => photo.tip === null));
  tellAudits(mine.map((photo) => photo.auditId).filter(Boolean)); // after-photos bring advice as well
  for (const shot of box.querySelectorAll(".shot")) countShots(shot, mine);
  const closed = visit.submit || Boolean(visit.submittedAt);
  box.classList.toggle("closed", closed);
  for (const input of part("fields").elements) input.disabled = closed;
  part("handed").hidden = !closed;
  if (closed) drawHanded(mine);
  drawProblem();
}

function countShots(shot, photos) {
  const { kind } = shot.dataset;
  const least = visit.form?.photos?.[kind] ?? 0;
  const n = photos.filter((photo) => photo.kind === kind && photo.tip === null && photo.state !== "refused").length;
  let text = "";
  if (n < least) text = t("js.visit.count", { n, least });
  else if (n) text = `✓ ${t("js.visit.count_free", { n })}`;
  shot.querySelector(".shot-count").textContent = text;
  if (n >= least) shot.classList.remove("wanted");
}

function drawHanded(photos) {
  const done = Boolean(visit.submittedAt);
  const note = part("handed");
  const refused = photos.some((photo) => photo.state === "refused");
  note.className = `note handed ${done ? "good" : "warn"}`;
  note.querySelector("strong").textContent = t(done ? "js.visit.handed" : "js.visit.queued");
  note.querySelector("p").textContent = t(done ? "js.visit.handed_next" : refused ? "js.visit.queued_refused" : "js.visit.queued_next");
  const row = note.querySelector(".row");
  const next = today?.stores.find((store) => !store.done_today && store.code !== visit.store.code && !store.open_visit);
  const buttons = [];
  if (done && next) buttons.push(el("a", { class: "button primary", href: `/today/visit?store=${encodeURIComponent(next.code)}` }, t("js.visit.next", { store: next.name })));
  if (done) {
    buttons.push(el("a", { class: "button", href: "/today" }, t("js.visit.to_today")));
    buttons.push(el("a", { class: "button ghost", href: `/today/visit?store=${encodeURIComponent(visit.store.code)}` }, t("js.visit.again")));
  } else {
    const back = el("button", { type: "button", class: "button" }, t("js.visit.edit"));
    back.addEventListener("click", async () => { await askSubmit(visit.id, false); part("submit").focus(); });
    buttons.push(back);
  }
  const mark = buttons.map((button) => button.textContent).join();
  if (row.dataset.mark !== mark) row.replaceChildren(...buttons);
  row.dataset.mark = mark;
}

/** What the server said no to: in its words, with a way on. */
function drawProblem() {
  const note = part("problem");
  note.hidden = !visit.problem;
  if (!visit.problem || note.dataset.text === visit.problem.text) return;
  note.dataset.text = visit.problem.text;
  note.querySelector("strong").textContent = t("js.visit.problem");
  note.querySelector("p").textContent = visit.problem.text;
  const again = el("button", { type: "button", class: "button" }, t("js.retry"));
  again.addEventListener("click", () => keep(() => {}).then(() => kick({ now: true })));
  const drop = el("button", { type: "button", class: "button danger" }, t("js.visit.drop"));
  drop.addEventListener("click", async () => {
    if (!confirm(t("js.visit.drop_sure"))) return;
    await dropVisit(visit.id);
    location.assign("/today");
  });
  note.querySelector(".row").replaceChildren(...(visit.problem.code === "visit_incomplete" ? [] : [again, drop]));
}

async function submit() {
  await busy(part("submit"), async () => {
    await checkFields(); // what is just being typed
    await keeping;
    const photos = (await photosOf(user)).filter((photo) => photo.visit === visit.id);
    const missing = missingOf(visit, photos);
    tellMissing(missing);
    if (missing.length) return;
    for (const photo of photos) if (photo.state === "doubted") await sendAnyway(photo.id); // seen, and handed in with it
    await keep(null);
    await askSubmit(visit.id, true);
    await rememberPicks();
    await draw();
    part("handed").focus();
    scrollTo({ top: 0, behavior: "smooth" });
    kick();
  });
}

/** Say what is missing and lead to the first of it. */
function tellMissing(missing) {
  for (const shot of box.querySelectorAll(".shot")) shot.classList.toggle("wanted", missing.some(({ kind, key }) => kind === "photo" && key === shot.dataset.kind));
  for (const one of part("fields").querySelectorAll("[data-key]")) {
    const wrong = missing.some(({ kind, key }) => kind === "field" && key === one.dataset.key);
    one.setAttribute("aria-invalid", String(wrong));
  }
  const said = missing.map(({ kind, key, n, label }) => (kind === "photo" ? t(`js.visit.lacks.${key}`, { n }) : t("js.visit.lacks_field", { label })));
  part("missing").hidden = missing.length === 0;
  part("missing").textContent = missing.length ? t("js.visit.missing", { what: said.join(t("js.visit.and")) }) : "";
  const [first] = missing;
  if (!first) return;
  const place = first.kind === "photo" ? box.querySelector(`.shot.${first.key} input`) : part("fields").querySelector(`[data-key="${CSS.escape(first.key)}"]`);
  const target = place?.matches("input") ? place : place?.querySelector("input");
  target?.focus({ preventScroll: true });
  (place?.closest(".shot, fieldset, .answer") ?? place)?.scrollIntoView({ block: "center", behavior: "smooth" });
}

/** The last answers are tomorrow's quick picks. */
async function rememberPicks() {
  for (const field of visit.form?.fields ?? []) {
    const text = (visit.answers[field.key] ?? "").trim();
    if (field.kind !== "text" || !text) continue;
    const key = `picks ${user} ${field.key}`;
    const old = await recall(key) ?? [];
    await remember(key, [text, ...old.filter((each) => each !== text)].slice(0, 6));
  }
}

function tellStoreTips() {
  const n = today?.stores.find((store) => store.code === visit.store.code)?.tips_open ?? 0;
  const link = part("store-tips");
  link.hidden = n === 0;
  link.href = `/tips?store=${encodeURIComponent(visit.store.code)}`;
  link.textContent = t("js.today.tips", { n });
}

async function askPlace() {
  if (visit.place || visit.submit || visit.submittedAt) return;
  const state = await placeState();
  const take = async () => {
    const place = await readPlace();
    if (place) await keep((now) => { now.place = place; });
    return place;
  };
  if (state === "yes") take();
  if (state !== "ask") return;
  const note = part("place");
  note.hidden = false;
  note.querySelector("[data-yes]").addEventListener("click", async (event) => {
    const place = await busy(event.currentTarget, take);
    note.hidden = true;
    toast(t(place ? "js.visit.placed" : "js.visit.not_placed"));
  });
  note.querySelector("[data-no]").addEventListener("click", () => { refusePlace(); note.hidden = true; });
}
