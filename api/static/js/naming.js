// Naming an unknown group in one step: a candidate's tap, a SKU by typing, or a new SKU; each can be undone.
import { api, busy, el, percent, sorry, t, toast } from "./core.js";
import { startPicker } from "./picker.js";

const LEAST_LIKELY = 0.05; // below that a one-tap answer invites mistakes

/**
 * Fill the forms of the unknown groups; `formFor(number)` gives one for any group, null without the right.
 * `onChange()` is called when a name was given or taken back.
 */
export function startNaming(audit, onChange) {
  const template = document.getElementById("name-form");
  if (!template) return { formFor: () => null };
  const url = (number) => `/api/audits/${audit.id}/groups/${number}/name`;
  const cards = new Map([...document.querySelectorAll("[data-group]")].map((card) => [Number(card.dataset.group), card]));
  const inOneLine = (sku) => [sku.brand, sku.name, sku.spec].filter(Boolean).join(" ");
  const named = new Map(audit.groups.filter((group) => group.named_by_person).map((group) => [group.number, { words: inOneLine(group) }]));

  async function name(number, body, words) {
    const answer = await api("POST", url(number), body);
    const typing = cards.get(number)?.contains(document.activeElement);
    named.set(number, { words, references: answer.references });
    show(number);
    if (typing) focusNext(number);
    onChange().catch(sorry);
    toast(t("js.named", { name: words }), { undo: t("js.undo") }).then((pressed) => pressed && undo(number)).catch(sorry);
  }

  /** Go on to the next group that has no name, so that a keyboard names one after the other. */
  function focusNext(number) {
    const numbers = [...cards.keys()];
    const rest = [...numbers.slice(numbers.indexOf(number) + 1), ...numbers].filter((other) => !named.has(other));
    const target = cards.get(rest[0])?.querySelector("[role=combobox]") ?? document.querySelector("#look-again button");
    const folded = target.closest("details");
    if (folded) folded.open = true;
    target.focus();
  }

  async function undo(number) {
    await api("DELETE", url(number));
    named.delete(number);
    show(number);
    onChange().catch(sorry);
  }

  /** Write the group's state into its card and, where the panel shows the same group, there. */
  function show(number) {
    const card = cards.get(number);
    card?.classList.toggle("named", named.has(number));
    for (const place of document.querySelectorAll(`[data-form-of="${number}"]`)) place.replaceWith(fill(number));
    const bar = document.getElementById("look-again");
    bar.hidden = named.size === 0;
    bar.firstElementChild.textContent = t("js.look_again", { n: named.size });
  }

  function fill(number) {
    const place = el("div", { dataset: { formOf: String(number) } });
    place.append(named.has(number) ? done(number) : form(number));
    return place;
  }

  function done(number) {
    const { words, references } = named.get(number);
    const button = el("button", { type: "button", class: "button" }, t("js.undo"));
    button.addEventListener("click", () => busy(button, () => undo(number)).catch(sorry));
    const count = Array.isArray(references) ? references.length : references;
    const learned = count === undefined ? t("js.named_before") : t("js.learned", { n: count });
    return el("div", { class: "stack" }, el("p", {}, el("strong", {}, words)), el("p", { class: "quiet" }, learned), button);
  }

  function form(number) {
    const node = template.content.firstElementChild.cloneNode(true);
    const problem = node.querySelector(".field-error");
    const fields = node.querySelector("[data-new]");
    const picker = node.querySelector(".picker");
    const attempt = (button, body, words) => busy(button, async () => {
      problem.hidden = true;
      try {
        await name(number, body, words);
      } catch (error) {
        problem.textContent = error.text ?? String(error);
        problem.hidden = false;
      }
    });
    const openNew = (open, typed = "") => {
      fields.hidden = !open;
      picker.hidden = open;
      if (!open) return;
      node.elements.name.value = typed;
      node.elements.brand.focus();
    };

    const group = audit.groups.find((one) => one.number === number);
    for (const other of (group?.alternatives ?? []).filter((one) => one.name !== null && one.sku !== group.sku && one.probability >= LEAST_LIKELY).slice(0, 3)) {
      const words = inOneLine(other);
      const button = el("button", { type: "button", class: "choice" },
        el("span", {}, [other.brand, other.name].filter(Boolean).join(" "), el("small", {}, other.spec ?? "")), el("b", {}, percent(other.probability)));
      button.addEventListener("click", () => attempt(button, { sku: other.sku }, words));
      node.querySelector("[data-candidates]").append(button);
    }
    startPicker(picker, {
      onSku: (sku) => attempt(picker.querySelector("input"), { sku: sku.code }, inOneLine(sku)),
      onNew: (typed) => openNew(true, typed),
    });
    node.querySelector("[data-cancel-new]").addEventListener("click", () => openNew(false));
    node.addEventListener("submit", (event) => {
      event.preventDefault();
      if (fields.hidden) return;
      const value = (field) => node.elements[field].value.trim();
      const missing = ["brand", "spec", "name"].find((field) => !value(field));
      for (const field of ["brand", "spec", "name"]) node.elements[field].setAttribute("aria-invalid", String(!value(field)));
      if (missing) {
        node.elements[missing].focus();
        problem.textContent = t("js.fill_in");
        problem.hidden = false;
        return;
      }
      const body = { new: { brand: value("brand"), name: value("name"), spec: value("spec"), competitor: node.elements.competitor.checked || null } };
      attempt(node.querySelector("[type=submit]"), body, `${value("brand")} ${value("name")} ${value("spec")}`);
    });
    return node;
  }

  for (const [number, card] of cards) {
    card.querySelector("[data-name-form]").append(fill(number));
    card.classList.toggle("named", named.has(number));
  }
  return {
    formFor(number) {
      const group = audit.groups.find((one) => one.number === number);
      // What a person said box by box is no group of the models: it has a page of its own.
      if (group.corrected) return el("a", { class: "button", href: `/audits/${audit.id}/correct` }, t("js.boxfix.open"));
      if (group.sku === null || named.has(number)) return fill(number);
      return el("details", { class: "rest" }, el("summary", {}, t("js.correct")), fill(number));
    },
  };
}
