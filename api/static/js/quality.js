// Checking names that chance drew: y right, n wrong, s skip, u undo; answers are sent one by one.
import { api, busy, sorry, t, toast } from "./core.js";

const box = document.getElementById("check");
const draw = document.getElementById("draw");
const at = (id) => document.getElementById(`check-${id}`);
let drawn = [];
let place = 0;
const said = []; // {place, id}

draw.addEventListener("click", () => busy(draw, async () => {
  const category = document.getElementById("draw-category").value;
  const asked = new URLSearchParams({ n: "20", ...(category ? { category } : {}) });
  drawn = (await api("GET", `/api/quality/draw?${asked}`)).drawn;
  place = 0;
  said.length = 0;
  if (drawn.length === 0) {
    box.hidden = true;
    await toast(t("js.quality.none"));
    return;
  }
  box.hidden = false;
  show();
  box.scrollIntoView({ block: "start", behavior: "smooth" });
}).catch(sorry));

function show() {
  const one = drawn[place];
  if (!one) return done();
  at("crop").src = one.crop_url;
  at("reference").hidden = !one.reference_url;
  if (one.reference_url) at("reference").src = one.reference_url;
  at("store").textContent = one.store_name;
  at("name").textContent = `${one.brand} ${one.name}`;
  at("spec").textContent = one.spec;
  at("count").textContent = `${place + 1} / ${drawn.length}`;
  at("undo").hidden = said.length === 0;
  const next = drawn[place + 1];
  if (next) new Image().src = next.crop_url;
  return at("yes").focus({ preventScroll: true });
}

function done() {
  box.hidden = true;
  if (said.length) {
    toast(t("js.quality.done", { n: said.length }), { seconds: 3 }).then(() => location.reload());
  }
}

async function answer(correct) {
  const here = place;
  if (!drawn[here] || box.dataset.sending) return;
  box.dataset.sending = "1";
  try {
    const { id } = await api("POST", "/api/quality/checks", { group_id: drawn[here].group_id, correct });
    said.push({ place: here, id });
    place = here + 1;
    show();
  } finally {
    delete box.dataset.sending;
  }
}

async function undo() {
  const last = said.pop();
  if (!last) return;
  await api("DELETE", `/api/quality/checks/${last.id}`);
  place = last.place;
  show();
}

function skip() {
  place += 1;
  show();
}

at("yes").addEventListener("click", () => answer(true).catch(sorry));
at("no").addEventListener("click", () => answer(false).catch(sorry));
at("skip").addEventListener("click", skip);
at("undo").addEventListener("click", () => undo().catch(sorry));
document.addEventListener("keydown", (event) => {
  if (box.hidden || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
  const act = { y: () => answer(true), n: () => answer(false), s: async () => skip(), u: undo }[event.key];
  if (!act) return;
  event.preventDefault();
  act().catch(sorry);
});
