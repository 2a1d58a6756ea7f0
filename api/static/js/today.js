// Today's stores: from the phone's memory at once, then from the server; what is on its way is never out of sight.
import { debounce, el, locale, t } from "./core.js";
import { onQueue, photosOf, recall, remember, visitsOf } from "./queue.js";
import { asked, startQueue, user } from "./queue_page.js";

const SHOWN = 30;
const part = (id) => document.getElementById(id);
const stopTemplate = part("stop").content;
const tick = part("tick").content;
let today = null;
let stores = [];
const drawSoon = debounce(100, () => { if (today) draw(); });

part("again").addEventListener("click", () => load());
part("q").addEventListener("input", debounce(120, search));
onQueue(({ what }) => { if (what !== "progress") drawSoon(); });
addEventListener("online", () => load());
document.addEventListener("visibilitychange", () => { if (!document.hidden) load(); });

await startQueue();
today = await recall(`today ${user}`) ?? null;
if (today) await draw();
await load();
stores = await recall(`stores ${user}`) ?? [];
loadStores();

async function load() {
  const answer = await asked("GET", "/api/today");
  if (answer.status === 200 && answer.body) {
    today = { ...answer.body, readAt: Date.now() };
    await remember(`today ${user}`, today);
    note(null);
    await draw();
  } else if (today) note(t("js.today.kept", { time: clock(today.readAt) }));
  else {
    part("stores").hidden = true;
    part("unread").hidden = false;
  }
}

/** All stores of mine, for the search without signal. */
async function loadStores() {
  const answer = await asked("GET", "/api/stores");
  if (answer.status !== 200 || !Array.isArray(answer.body)) return;
  stores = answer.body.map(({ code, name, city }) => ({ code, name, city }));
  await remember(`stores ${user}`, stores);
}

function clock(ms) {
  return new Intl.DateTimeFormat(locale, { month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(ms);
}

function note(text) {
  part("note").hidden = !text;
  part("note").textContent = text ?? "";
}

async function draw() {
  const [visits, photos] = await Promise.all([visitsOf(user), photosOf(user)]);
  const midnight = new Date().setHours(0, 0, 0, 0);
  const own = new Map(); // by store: the visit that says most
  for (const visit of visits) {
    const fresh = Date.parse(visit.startedAt) >= midnight;
    if (!visit.submittedAt || fresh) own.set(visit.store.code, visit);
  }
  const listed = new Set(today.stores.map((store) => store.code));
  const lines = today.stores.map((store) => ({ store, ...stateOf(store, own.get(store.code), photos) }));
  const routed = lines.filter(({ store }) => store.position !== null);
  const day = routed.length ? routed : lines.slice(0, SHOWN); // without a route the ones longest not visited
  const more = routed.length ? lines.filter(({ store }) => store.position === null).slice(0, SHOWN) : [];
  const next = day.find(({ state }) => state === "todo");
  if (next) next.next = true;
  part("unread").hidden = true;
  part("stores").hidden = lines.length === 0;
  part("stores").removeAttribute("aria-busy");
  part("none").hidden = lines.length > 0;
  part("stores").replaceChildren(...day.map((line, index) => stop(line, index + 1)));
  part("others").hidden = more.length === 0;
  part("others").querySelector("ul").replaceChildren(...more.map((line) => stop(line, "·")));
  const unlisted = [...own.values()].filter((visit) => !listed.has(visit.store.code) && !visit.submittedAt)
    .map((visit) => ({ store: visit.store, ...stateOf(visit.store, visit, photos) }));
  part("unfinished").hidden = unlisted.length === 0;
  part("unfinished").querySelector("ul").replaceChildren(...unlisted.map((line) => stop(line, "·")));
  const done = day.filter(({ state }) => state === "done" || state === "queued").length;
  part("score").hidden = day.length === 0;
  part("score").replaceChildren(el("b", {}, String(done)), `/ ${day.length}`);
  part("score").setAttribute("aria-label", t("js.today.score", { done, all: day.length }));
  part("day").textContent = new Intl.DateTimeFormat(locale, { month: "long", day: "numeric", weekday: "long", timeZone: "UTC" }).format(new Date(`${today.day}T00:00:00Z`));
}

/** How a store stands: what this phone knows goes before what the server said. */
function stateOf(store, visit, photos) {
  const marks = [];
  const waiting = visit ? photos.filter((photo) => photo.visit === visit.id && photo.state === "waiting").length : 0;
  let state = "todo";
  if (visit?.submittedAt || (store.done_today && !visit)) state = "done";
  else if (visit?.submit) state = "queued";
  else if (visit || store.open_visit) state = "open";
  if (state === "open") marks.push(["running", t("js.today.open")]);
  if (state === "queued") marks.push(["running", t("js.today.queued")]);
  if (state === "done") marks.push(["done", t("js.today.done")]);
  if (visit && !visit.submittedAt && Date.parse(visit.startedAt) < new Date().setHours(0, 0, 0, 0)) marks.push(["failed", t("js.today.old")]);
  const held = visit && photos.some((photo) => photo.visit === visit.id && ["refused", "doubted"].includes(photo.state));
  if (visit?.problem || held) marks.push(["failed", t("js.today.problem")]);
  if (waiting) marks.push(["rival", t("js.today.waiting", { n: waiting })]);
  if (store.tips_open) marks.push(["", t("js.today.tips", { n: store.tips_open })]);
  return { state, marks, visit };
}

function stop({ store, state, marks = [], visit, next }, number) {
  const item = stopTemplate.cloneNode(true);
  const link = item.querySelector("a");
  link.classList.add(state);
  if (next) link.classList.add("next");
  link.href = visit?.submittedAt ? `/today/visit?visit=${visit.id}` : `/today/visit?store=${encodeURIComponent(store.code)}`;
  const sign = item.querySelector(".stop-number");
  if (state === "done" || state === "queued") sign.append(tick.cloneNode(true));
  else sign.textContent = String(number);
  item.querySelector("strong").textContent = store.name;
  const about = [store.code, store.city].filter(Boolean);
  if (state === "todo" && store.last_visit_at !== undefined) about.push(lastSaid(store.last_visit_at));
  item.querySelector(".quiet").textContent = about.join(" · ");
  item.querySelector(".stop-marks").replaceChildren(...marks.map(([look, text]) => el("span", { class: `pill ${look}` }, text)));
  return item;
}

function lastSaid(at) {
  if (!at) return t("js.today.never");
  const days = Math.floor((Date.now() - Date.parse(at)) / 86_400_000);
  return days < 1 ? t("js.today.seen_today") : t("js.today.days", { n: days });
}

/** Any store of mine by its name or code. */
function search() {
  const wish = part("q").value.trim().toLowerCase();
  const list = part("found").querySelector("ul");
  document.body.classList.toggle("searching", Boolean(wish));
  part("found").hidden = !wish;
  if (!wish) return;
  const known = new Map([...stores, ...(today?.stores ?? [])].map((store) => [store.code, store]));
  const found = [...known.values()].filter(({ code, name, city }) => [code, name, city].some((text) => text?.toLowerCase().includes(wish))).slice(0, 30);
  list.hidden = found.length === 0;
  list.replaceChildren(...found.map((store) => stop({ store, state: "todo" }, "·")));
  note(found.length ? null : t("js.today.not_found"));
}
