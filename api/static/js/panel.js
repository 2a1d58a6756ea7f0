// What is known about one box: a sheet from below on a phone, at the side on a desk.
import { el, percent, t } from "./core.js";

const panel = document.getElementById("panel");

const icon = (path) => {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
};

function tool(label, path, press) {
  const button = el("button", { type: "button", class: "button icon-only ghost", "aria-label": label, title: label }, icon(path));
  button.addEventListener("click", press);
  return button;
}

/** Fill and show the panel for product `index`; `step(dx, dy)` and `close()` are called by its buttons. */
export function openPanel(audit, index, naming, { step, close }) {
  const product = audit.report.products[index];
  const group = audit.groups.find((one) => one.number === product.group);
  const bar = el("div", { class: "panel-bar" },
    el("p", {}, t("js.place", { layer: product.layer, position: product.position })),
    tool(t("js.previous"), "M15 5l-7 7 7 7", () => step(-1, 0)),
    tool(t("js.next"), "M9 5l7 7-7 7", () => step(1, 0)),
    tool(t("js.close"), "M6 6l12 12 M18 6L6 18", close));
  const title = el("h2", { id: "panel-title" }, product.sku === null ? t("js.unknown_product") : nameOf(product, group));
  const crop = el("img", { class: "crop", alt: t("js.crop"), src: `/api/audits/${audit.id}/crops/${index}.jpg` });
  const parts = [bar, el("div", { class: "what" }, crop, el("div", {}, title, facts(product, group)))];
  const others = (group?.alternatives ?? []).filter((other) => other.name !== null && other.sku !== product.sku);
  const form = naming.formFor(product.group);
  if (form) parts.push(form);
  else if (others.length) parts.push(el("h3", {}, t("js.alternatives")), el("ul", { class: "choices" }, ...others.slice(0, 3).map(line)));
  panel.replaceChildren(...parts);
  panel.hidden = false;
  panel.scrollTop = 0;
  return panel;
}

export function closePanel() {
  panel.hidden = true;
  panel.replaceChildren();
}

function nameOf(product, group) {
  return [product.brand, group?.name, product.spec].filter(Boolean).join(" ") || product.sku;
}

function facts(product, group) {
  const rows = [
    [t("js.brand"), product.brand],
    [t("js.spec"), product.spec],
    [t("js.sku"), product.sku],
    [t("js.probability"), product.probability === null || product.probability === undefined ? null : percent(product.probability)],
    [t("js.group"), group ? t("js.group_size", { number: group.number, n: group.size }) : null],
    [t("js.score"), percent(product.score)],
    [t("js.boxfix.corrected"), product.corrected ? t("js.boxfix.by", { by: product.corrected.by ?? "?", at: new Date(product.corrected.at).toLocaleString() }) : null],
  ];
  return el("dl", { class: "facts" }, ...rows.filter(([, value]) => value).flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, value)]));
}

const line = (other) => el("li", { class: "choice" },
  el("span", {}, [other.brand, other.name].filter(Boolean).join(" "), el("small", {}, other.spec ?? "")),
  el("b", {}, percent(other.probability)));
