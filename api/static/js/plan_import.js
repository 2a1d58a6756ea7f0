// Import of planograms: drafts in, bad rows listed.
import { api, busy, el, t } from "./core.js";

const form = document.getElementById("import-plans");
const place = document.getElementById("import-report");
const note = (kind, title, text) => el("div", { class: `note ${kind}`, role: "alert" }, el("div", {}, el("strong", {}, title), text ? el("p", {}, text) : null));

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const [file] = form.querySelector("[type=file]").files;
  if (!file) {
    place.replaceChildren(note("warn", t("js.choose_file")));
    return;
  }
  const body = new FormData();
  body.append("file", file, file.name);
  await busy(form.querySelector("[type=submit]"), async () => {
    try {
      place.replaceChildren(...report(await api("POST", "/api/planograms/import", body)));
    } catch (error) {
      place.replaceChildren(note("bad", error.message, error.fix));
    }
  });
});

function report({ planograms, bad }) {
  const nodes = [];
  if (planograms.length) {
    const lines = planograms.map((one) => el("li", {}, el("a", { class: "item", href: one.page },
      el("span", { class: "grow" }, el("strong", {}, one.name), el("span", { class: "quiet break" }, t("js.plan.draft_line", { code: one.code, version: one.version, slots: one.slots }))))));
    nodes.push(note("good", t("js.plan.imported", { n: planograms.length }), t("js.plan.imported_next")), el("ul", { class: "list" }, ...lines));
  } else nodes.push(note("bad", t("js.plan.imported_none")));
  if (bad.length === 0) return nodes;
  const sheets = bad.some((cell) => cell.sheet); // a CSV has none
  const head = [...(sheets ? ["js.plan.sheet"] : []), "js.line", "js.column", "js.value", "js.reason"];
  const rows = bad.map((cell) => el("tr", {}, sheets ? el("td", {}, cell.sheet) : null, el("td", { class: "num" }, cell.row ? String(cell.row) : ""), el("td", {}, cell.column), el("td", { class: "break" }, cell.value), el("td", {}, cell.reason)));
  nodes.push(note("warn", t("js.bad_rows", { n: bad.length }), t("js.plan.bad_rows_fix")),
    el("div", { class: "table-wrap" }, el("table", {}, el("thead", {}, el("tr", {}, ...head.map((key) => el("th", { scope: "col" }, t(key))))), el("tbody", {}, ...rows))));
  return nodes;
}
