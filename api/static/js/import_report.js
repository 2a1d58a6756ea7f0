// The report of an imported table, the same for every kind of table.
import { el, t } from "./core.js";

export const note = (kind, title, text) => el("div", { class: `note ${kind}`, role: "alert" }, el("div", {}, el("strong", {}, title), text ? el("p", {}, text) : null));

/** What became of a table: counts, columns that meant nothing, and the bad rows with their reasons. */
export function report({ imported, created = 0, updated = 0, unchanged = 0, bad, ignored_columns: ignored }) {
  const nodes = [note("good", t("js.imported", { n: imported }), created + updated + unchanged ? t("js.imported_parts", { created, updated, unchanged }) : "")];
  if (ignored.length) nodes.push(note("warn", t("js.ignored_columns"), ignored.join(", ")));
  return nodes.concat(badRows(bad, bad.length));
}

/** The same of a file of daily sales: words that nobody knows are told once, not row by row. */
export function scanReport({ kept, stores, skus, first_day: first, last_day: last, bad, bad_rows: many, unknown_stores: lost, unknown_skus: strange, ignored_columns: ignored, cut }) {
  const nodes = [kept ? note("good", t("js.scans.kept", { n: kept }), t("js.scans.span", { stores, skus, first, last })) : note("warn", t("js.scans.kept", { n: 0 }))];
  if (ignored.length) nodes.push(note("warn", t("js.ignored_columns"), ignored.join(", ")));
  for (const [key, words] of [["js.scans.stores", lost], ["js.scans.skus", strange]]) {
    if (words.length === 0) continue;
    const shown = words.slice(0, 12).map(({ word, rows }) => `${word} (${rows})`).join(", ");
    nodes.push(note("warn", t(key, { n: words.length }), words.length > 12 ? `${shown} …` : shown));
  }
  if (cut) nodes.push(note("warn", t("js.scans.cut"), t("js.scans.cut_fix")));
  return nodes.concat(badRows(bad, many));
}

function badRows(bad, many) {
  if (bad.length === 0) return [];
  const head = el("tr", {}, ...["js.line", "js.column", "js.value", "js.reason"].map((key) => el("th", { scope: "col" }, t(key))));
  const rows = bad.map((row) => el("tr", {}, el("td", { class: "num" }, String(row.line)), el("td", {}, row.column), el("td", { class: "break" }, row.value), el("td", {}, row.reason)));
  return [note("warn", t("js.bad_rows", { n: many }), t("js.bad_rows_fix")),
    el("div", { class: "table-wrap" }, el("table", {}, el("thead", {}, head), el("tbody", {}, ...rows)))];
}
