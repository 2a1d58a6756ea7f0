// The form of a policy: the numbers follow the mechanic, a sentence says what it means while one types.
import { api, busy, debounce, el, t, toast } from "./core.js";
import { startPicker } from "./picker.js";

const form = document.getElementById("policy");
const shapes = JSON.parse(form.dataset.shapes);
const known = JSON.parse(form.dataset.policy);
const filled = known ?? JSON.parse(form.dataset.draft);
const says = document.getElementById("says");
const NUMBERS = ["n", "m", "threshold", "price", "amount", "rate", "list_price"];
const percentOff = t("js.policy.rate_is_off") === "yes";
const chosen = { skus: new Map(), categories: new Map(), places: new Map() };
const plain = (text) => text.normalize("NFKC").trim().replace(/[\u00a5$,\s\u5143\u4ef6%\u6298]/g, "");

/** The part left to pay of what is typed: tenths to pay as the trade says them (8.5 or 85), or percent off. */
function rateOf(text) {
  const value = Number(plain(text));
  if (!text.trim() || Number.isNaN(value)) return plain(text) || null;
  const rate = percentOff ? 1 - value / 100 : value / (value >= 10 ? 100 : 10);
  return String(Number(rate.toPrecision(8)));
}

const rateText = (rate) => String(Number((percentOff ? (1 - rate) * 100 : rate * 10).toPrecision(8)));
const shown = () => NUMBERS.filter((name) => shapes[form.elements.kind.value].labels[name]);

function follow() {
  const shape = shapes[form.elements.kind.value];
  for (const name of NUMBERS) {
    const box = form.querySelector(`[data-num="${name}"]`);
    box.hidden = !shape.labels[name];
    box.querySelector("label").textContent = (shape.labels[name] ?? "") + (shape.needed.includes(name) ? " *" : "");
  }
  form.querySelector('[data-num="each"]').hidden = !shape.each;
  form.querySelector("[data-hint]").textContent = shape.hints.join(" ");
  say();
}

function numbers() {
  const body = { kind: form.elements.kind.value, each: shapes[form.elements.kind.value].each && form.elements.each.checked };
  for (const name of shown()) {
    const text = form.elements[name].value;
    if (text.trim()) body[name] = name === "rate" ? rateOf(text) : plain(text);
  }
  return body;
}

const say = debounce(200, async () => {
  const body = { ...numbers(), unit_price: plain(form.elements.unit_price.value) || null };
  const filled = shown().some((name) => form.elements[name].value.trim());
  says.classList.remove("wrong");
  if (!filled && (shapes[body.kind].needed.length || shapes[body.kind].hints.length)) {
    says.textContent = t("js.policy.says_empty");
    return;
  }
  try {
    const told = await api("POST", "/api/policies/preview", body);
    if (told.problem) {
      says.replaceChildren(named(Object.assign(told.problem, { text: told.problem.message })));
      says.classList.add("wrong");
      return;
    }
    const depth = told.depth === null ? t("js.policy.no_depth") : t("js.policy.depth", { pct: Number((told.depth * 100).toFixed(2)) });
    const price = told.unit_price === null || !body.unit_price ? "" : t("js.policy.unit", { price: Number(told.unit_price), list: body.unit_price });
    says.replaceChildren(`${told.summary} · ${depth}${price}`, el("small", {}, told.assumptions.join("; ")));
  } catch (error) {
    says.replaceChildren(named(error));
    says.classList.add("wrong");
  }
});

/** The error with the form's own name of the field in it. */
function named(error) {
  const field = error.params?.field ?? "";
  const label = form.querySelector(`[data-num="${field}"] label, label[for="${field}"]`)?.textContent.replace(" *", "");
  const list = { skus: t("js.policy.skus"), categories: t("js.policy.skus"), city: t("js.policy.places"), trade_area: t("js.policy.places"), store_class: t("js.policy.places") }[field];
  return label || list ? error.text.replace(field, label || list) : error.text;
}

function chip(kind, key, text, value) {
  if (chosen[kind].has(key)) return;
  const button = el("button", { type: "button", "aria-label": `${t("js.policy.drop")}: ${text}` }, "×");
  const item = el("li", { class: "chip" }, text, button);
  button.addEventListener("click", () => {
    chosen[kind].delete(key);
    item.remove();
  });
  chosen[kind].set(key, value);
  form.querySelector(`[data-chips="${kind === "categories" ? "skus" : kind}"]`).append(item);
}

const addSku = (code, name) => chip("skus", code, `${name} (${code})`, code);
const addCategory = (name) => chip("categories", name, t("js.policy.category", { name }), name);
function addPlace(place) {
  const text = [place.city, place.trade_area, place.store_class].filter(Boolean).join(" · ");
  if (text) chip("places", text, text, place);
}

const picker = form.querySelector(".picker");
startPicker(picker, {
  onSku: (sku) => {
    if (sku.competitor) toast(t("js.policy.rival", { name: `${sku.brand} ${sku.name}` }), { bad: true });
    else {
      addSku(sku.code, `${sku.brand} ${sku.name} ${sku.spec}`.trim());
      if (sku.list_price !== null && chosen.skus.size === 1) {
        form.elements.unit_price.value = String(Number(sku.list_price));
        say();
      }
    }
    picker.querySelector("input").value = "";
  },
});
form.querySelector("[data-add-category]")?.addEventListener("change", (event) => {
  if (event.target.value) addCategory(event.target.value);
  event.target.value = "";
});
function takePlace() {
  const place = {};
  for (const select of form.querySelectorAll("[data-place]")) {
    place[select.dataset.place] = select.value;
    select.value = "";
  }
  addPlace(place);
}
form.querySelector("[data-add-place]").addEventListener("click", takePlace);
form.elements.kind.addEventListener("change", follow);
form.addEventListener("input", say);

const place = ({ city, trade_area: area, store_class: kind }) => ({ city, trade_area: area, store_class: kind });
const orderOf = (policy) => ({
  ...Object.fromEntries(["code", "name", "kind", "each", "categories", "valid_from", "valid_until", "budget", "priority", ...NUMBERS].map((name) => [name, policy[name]])),
  skus: policy.skus.map((sku) => sku.code), places: policy.places.map(place),
});

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  takePlace();
  const problem = form.querySelector(".bar-end .field-error");
  const fields = form.elements;
  const body = {
    ...numbers(), code: fields.code.value, name: fields.name.value, skus: [...chosen.skus.values()], categories: [...chosen.categories.values()],
    places: [...chosen.places.values()], valid_from: fields.valid_from.value || null, valid_until: fields.valid_until.value || null,
    budget: plain(fields.budget.value) || null, priority: plain(fields.priority.value) || 0,
  };
  problem.hidden = true;
  const empty = [...form.querySelectorAll("[required]")].filter((input) => !input.value.trim());
  for (const input of form.querySelectorAll("input")) input.setAttribute("aria-invalid", String(empty.includes(input)));
  if (empty.length) {
    problem.textContent = t("js.fill_in");
    problem.hidden = false;
    empty[0].focus();
    return;
  }
  await busy(form.querySelector("[type=submit]"), async () => {
    try {
      if (known) await api("PUT", `/api/policies/${encodeURIComponent(known.code)}`, { ...body, seen: known.changed_at });
      else await api("POST", "/api/policies", body);
      sessionStorage.setItem("policy-saved", JSON.stringify({ code: body.code.trim(), before: known && orderOf(known) }));
      location.assign("/policies");
    } catch (error) {
      problem.textContent = named(error);
      problem.hidden = false;
      form.elements[error.params?.field]?.setAttribute?.("aria-invalid", "true");
    }
  });
});

if (filled) {
  for (const name of NUMBERS) {
    if (filled[name] !== null) form.elements[name].value = name === "rate" ? rateText(Number(filled[name])) : String(Number(filled[name]));
  }
  form.elements.each.checked = filled.each;
  for (const sku of filled.skus) addSku(sku.code, sku.name);
  for (const name of filled.categories) addCategory(name);
  for (const each of filled.places) addPlace(each);
}
follow();
