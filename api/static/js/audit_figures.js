// An audit in one line: facings, what is unknown, gaps; a poster's offers; what to take again.
import { el, t } from "./core.js";

/** Nodes that say what a finished audit found. */
export function figures(audit) {
  const nodes = [];
  const said = audit.poster ? offersSaid(audit) : audit.report && countsSaid(audit.report);
  if (said) nodes.push(el("span", { class: "figures" }, said));
  for (const { message, fix } of audit.quality?.retake ?? []) nodes.push(el("div", { class: "retake" }, `${message} ${fix}`));
  return nodes;
}

function countsSaid({ facings, gaps }) {
  const sum = (rows) => rows.reduce((total, row) => total + row.columns, 0);
  const parts = [t("js.facings", { n: sum(facings) })];
  const unknown = sum(facings.filter((row) => row.sku === null));
  if (unknown) parts.push(t("js.unknown", { n: unknown }));
  if (gaps.length) parts.push(t("js.gaps", { n: gaps.length }));
  return parts.join(" · ");
}

/** Whose offers, and the first of them; what to do where there are none. */
function offersSaid({ poster: { brand, product, message }, posters }) {
  const offers = posters.flatMap((each) => each.offers);
  if (!offers.length) return message;
  const toCheck = offers.filter((offer) => offer.needs_check).length;
  const parts = [[brand, product].filter(Boolean).join(" "), offers[0].summary];
  if (offers.length > 1) parts.push(t("js.offers_more", { n: offers.length - 1 }));
  if (toCheck) parts.push(t("js.offers_check", { n: toCheck }));
  return parts.filter(Boolean).join(" · ");
}
