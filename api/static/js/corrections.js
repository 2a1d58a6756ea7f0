// Correcting a poster: fields follow the kind, a reading is chosen by a tap, every word can be taken back.
import { api, busy, locale, sorry } from "./core.js";
import { startPicker } from "./picker.js";

const SUMS = ["price", "list_price", "threshold", "amount"];
const COUNTS = ["n", "m", "limit", "first_n"];

/** Tenths to pay (8.5) or per cent off (15) as the part left to pay. */
const rateOf = (typed) => String(Number((locale === "en" ? 1 - Number(typed) / 100 : Number(typed) / 10).toFixed(4)));

const plain = (text) => text.replace(/[０-９．]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0)).replace(/[¥￥,\s]/g, "");

function saying(form, uses) {
  const kind = form.elements.kind.value;
  const says = { kind, text: form.elements.text.value };
  for (const name of [...uses[kind], "limit", "first_n"]) {
    const typed = plain(form.elements[name]?.value ?? "");
    if (!typed) continue;
    if (name === "rate") says.rate = Number.isNaN(Number(typed)) ? typed : rateOf(typed);
    else if (SUMS.includes(name)) says[name] = typed;
    else if (COUNTS.includes(name)) says[name] = /^\d+$/.test(typed) ? Number(typed) : typed;
  }
  for (const name of ["valid_from", "valid_until"]) {
    if (form.elements[name].value) says[name] = form.elements[name].value;
  }
  return says;
}

/** Show a refusal beside the field that it is about. */
function tell(form, error) {
  const name = String(error.params?.field ?? "").split(".").pop();
  const field = form.querySelector(`[data-field="${CSS.escape(name === "limit_per_person" ? "limit" : name)}"]`);
  const place = field?.querySelector(".field-error") ?? form.querySelector("[data-problem]");
  const label = field?.querySelector("label")?.firstChild?.textContent?.trim();
  place.textContent = label ? error.text.replace(error.params.field, label) : error.text ?? String(error);
  place.hidden = false;
  const input = field?.querySelector("input");
  field?.closest("details.fix-more")?.setAttribute("open", "");
  if (field) field.hidden = false;
  input?.setAttribute("aria-invalid", "true");
  (input ?? place).focus?.();
}

function clear(form) {
  for (const problem of form.querySelectorAll(".field-error")) problem.hidden = true;
  for (const input of form.querySelectorAll("[aria-invalid]")) input.removeAttribute("aria-invalid");
}

/** Show the numbers that the kind counts with, the most telling first. */
function fieldsOf(form, uses) {
  const wanted = uses[form.elements.kind.value];
  for (const field of form.querySelectorAll("[data-figures] > [data-field]")) {
    const place = wanted.indexOf(field.dataset.field);
    field.hidden = place < 0;
    field.style.order = String(place);
  }
}

/** Put the chosen reading where one of the two stands; else into the first field of the kind. */
function choose(form, button, uses) {
  const same = (input) => [button.dataset.read, button.dataset.other].some((text) => Number(plain(text)) === Number(plain(input.value)));
  const inputs = uses[form.elements.kind.value].map((name) => form.elements[name]).filter(Boolean);
  const input = inputs.find((one) => one.value && same(one)) ?? inputs[0];
  if (input) input.value = plain(button.dataset.read);
  for (const each of button.parentElement.querySelectorAll(".choice")) each.setAttribute("aria-pressed", String(each === button));
}

for (const root of document.querySelectorAll("[data-fix]")) {
  const uses = JSON.parse(root.dataset.uses);
  const send = async (button, form, order) => {
    clear(form);
    await busy(button, async () => {
      try {
        await api("POST", root.dataset.fix, order);
        location.reload();
      } catch (error) {
        tell(form, error);
      }
    });
  };
  for (const form of root.querySelectorAll("form.fix-form")) {
    const offer = form.dataset.offer === undefined ? undefined : Number(form.dataset.offer);
    fieldsOf(form, uses);
    form.elements.kind.addEventListener("change", () => fieldsOf(form, uses));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const what = offer === undefined ? { what: "missed_offer" } : { what: "offer", offer };
      send(form.querySelector("[type=submit]"), form, { ...what, says: saying(form, uses) });
    });
    form.querySelector("[data-none]")?.addEventListener("click", (event) => send(event.currentTarget, form, { what: "not_an_offer", offer }));
    for (const button of form.querySelectorAll("[data-read]")) button.addEventListener("click", () => choose(form, button, uses));
  }
  const product = root.querySelector(".picker").closest(".fix-form");
  for (const button of product.querySelectorAll("[data-sku]")) {
    button.addEventListener("click", () => send(button, product, { what: "product", sku: button.dataset.sku }));
  }
  const none = product.querySelector("[data-no-sku]");
  none.addEventListener("click", () => send(none, product, { what: "product" }));
  startPicker(product.querySelector(".picker"), { onSku: (sku) => send(none, product, { what: "product", sku: sku.code }) });
  for (const button of root.querySelectorAll("[data-undo]")) {
    button.addEventListener("click", () => busy(button, async () => {
      try {
        await api("POST", button.dataset.undo);
        location.reload();
      } catch (error) {
        sorry(error);
      }
    }));
  }
}

// a link to #fix-0-1 opens that offer
function open() {
  const target = location.hash.startsWith("#fix-") ? document.getElementById(location.hash.slice(1)) : null;
  if (target) {
    target.open = true;
    target.scrollIntoView({ block: "start" });
  }
}
addEventListener("hashchange", open);
open();
