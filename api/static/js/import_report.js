// The report of an imported table, the same for every kind of table.
import { el, t } from "./core.js";

export const note = (kind, title, text) => el("div", { class: `note ${kind}`, role: "alert" }, el("div", {}, el("strong", {}, title), text ? el("p", {}, text) : null));

/** What became of a table: counts, columns that meant nothing, and the bad rows with their reasons. */
export function report({ imported, created, updated, unchanged, bad, ignored_columns: ignored }) {
  const nodes = [note("good", t("js.imported", { n: imported }), t("js.imported_parts", { created, updated, unchanged }))];
  if (ignored.length) nodes.push(note("warn", t("js.ignored_columns"), ignored.join(", ")));
  if (bad.length === 0) return nodes;
  const head = el("tr", {}, ...["js.line", "js.column", "js.value", "js.reason"].map((key) => el("th", { scope: "col" }, t(key))));
  const rows = bad.map((row) => el("tr", {}, el("td", { class: "num" }, String(row.line)), el("td", {}, row.column), el("td", { class: "break" }, row.value), el("td", {}, row.reason)));
  nodes.push(note("warn", t("js.bad_rows", { n: bad.length }), t("js.bad_rows_fix")),
    el("div", { class: "table-wrap" }, el("table", {}, el("thead", {}, head), el("tbody", {}, ...rows))));
  return nodes;
}
