// Data sets: how large the export would be as soon as a choice changes; an import shows what it would do before it does it.
import { api, busy, debounce, el, sorry, t, toast } from "./core.js";

const SHOWN = 50;
const out = document.getElementById("export");
const back = document.getElementById("import");
const size = document.getElementById("size");
const told = document.getElementById("told");
const chosen = () => new URLSearchParams([...new FormData(out)].filter(([, value]) => value !== ""));

let asked = 0;
const measure = debounce(250, async () => {
  const turn = asked += 1;
  try {
    const answer = await api("GET", `/api/datasets?${chosen()}`);
    if (turn !== asked) return;
    const mb = answer.bytes === null ? "" : t("js.datasets.mb", { mb: (answer.bytes / 1024 / 1024).toFixed(1) });
    size.textContent = answer.photos ? t("js.datasets.size", { ...answer, size: mb }) : t("js.datasets.none");
    document.getElementById("download").disabled = answer.photos === 0;
  } catch (error) {
    if (turn === asked) size.textContent = error.text ?? String(error);
  }
});
out.addEventListener("input", measure);
out.addEventListener("submit", (event) => {
  event.preventDefault(); // empty fields stay out of the address
  location.assign(`/api/datasets.zip?${chosen()}`);
});
measure();

const list = (title, rows) => (rows.length === 0 ? [] : [
  el("h3", {}, title),
  el("ul", { class: "list told-list" }, ...rows.slice(0, SHOWN).map((row) => el("li", {}, ...row)),
    rows.length > SHOWN ? el("li", { class: "quiet" }, t("js.datasets.more", { n: rows.length - SHOWN })) : null),
]);

function show(answer, go) {
  const changed = answer.moved + answer.named + answer.added + answer.removed;
  const note = el("div", { class: changed ? "note good" : "note" },
    el("div", {}, el("p", {}, changed ? t(answer.dry_run ? "js.datasets.would" : "js.datasets.done", answer) : t("js.datasets.nothing"))));
  const button = answer.dry_run && changed ? el("button", { type: "button", class: "button primary" }, t("js.datasets.go")) : null;
  button?.addEventListener("click", () => busy(button, go).catch(sorry));
  told.replaceChildren(note, ...(button ? [button] : []),
    ...list(t("js.datasets.unknown"), answer.unknown_names.map((one) => [el("b", {}, one.name), ` · ${t("js.datasets.boxes", { n: one.boxes })} · ${one.fix}`])),
    ...list(t("js.datasets.bad"), answer.bad.map((one) => [el("b", {}, [one.file, one.item].filter(Boolean).join(" · ")), ` · ${one.reason}`])));
}

async function send(dry) {
  const form = new FormData();
  form.append("file", back.elements.file.files[0]);
  const query = new URLSearchParams({ format: back.elements.format.value, dry_run: String(dry) });
  const answer = await api("POST", `/api/datasets/import?${query}`, form);
  show(answer, () => send(false));
  if (answer.batch && await toast(t("js.datasets.done", answer), { undo: t("js.undo"), seconds: 12 })) await undo(answer.batch);
  else if (answer.batch) location.reload();
}

async function undo(batch) {
  await api("POST", `/api/datasets/imports/${batch}/undo`);
  await toast(t("js.datasets.undone"), { seconds: 2 });
  location.reload();
}

back.addEventListener("submit", (event) => {
  event.preventDefault();
  busy(back.querySelector("button"), () => send(true)).catch(sorry);
});
back.addEventListener("change", () => told.replaceChildren());
for (const button of document.querySelectorAll("[data-undo]")) {
  button.addEventListener("click", () => busy(button, () => undo(button.dataset.undo)).catch(sorry));
}
