// Picking a SKU by typing: a combobox over GET /api/skus; its last line makes a new one of what was typed.
import { api, debounce, el, t } from "./core.js";

let count = 0;

/** Bring a picker to life. `onSku(sku)` gets the chosen SKU, `onNew(text)` what was typed; without it nothing new can be made. */
export function startPicker(root, { onSku, onNew }) {
  const input = root.querySelector("input");
  const list = root.querySelector("[role=listbox]");
  list.id = `picker-${count += 1}`;
  input.setAttribute("aria-controls", list.id);
  let active = -1;
  let running = null;

  const options = () => [...list.querySelectorAll("[role=option]")];
  const shut = () => {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const mark = (index) => {
    active = index;
    options().forEach((option, at) => option.setAttribute("aria-selected", String(at === index)));
    const option = options()[index];
    option?.scrollIntoView({ block: "nearest" });
    if (option) input.setAttribute("aria-activedescendant", option.id);
  };

  const look = debounce(160, async () => {
    const typed = input.value.trim();
    running?.abort();
    if (!typed) return shut();
    running = new AbortController();
    let found = [];
    try {
      const answer = await api("GET", `/api/skus?${new URLSearchParams({ q: typed, limit: 8 })}`, undefined, { signal: running.signal });
      found = answer.skus;
    } catch (error) {
      if (error.name === "AbortError") return undefined;
    }
    const lines = found.map((sku) => option([`${sku.brand} ${sku.name}`, el("small", {}, `${sku.spec} · ${sku.code}`)], () => onSku(sku)));
    if (onNew) lines.push(option([t("js.new_sku", { name: typed })], () => onNew(typed)));
    else if (found.length === 0) lines.push(el("p", { class: "quiet" }, t("js.plan.no_sku")));
    list.replaceChildren(...lines);
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    return mark(found.length ? 0 : options().length - 1);
  });

  function option(children, choose) {
    const line = el("div", { class: "choice", role: "option", id: `${list.id}-${list.childElementCount}-${Math.random().toString(36).slice(2)}` }, el("span", {}, ...children));
    line.addEventListener("pointerdown", (event) => event.preventDefault());
    line.addEventListener("click", () => {
      shut();
      choose();
    });
    return line;
  }

  input.addEventListener("input", look);
  input.addEventListener("blur", shut);
  input.addEventListener("keydown", (event) => {
    const lines = options();
    if (event.key === "Escape" && !list.hidden) shut();
    else if (event.key === "ArrowDown" && !list.hidden) mark((active + 1) % lines.length);
    else if (event.key === "ArrowUp" && !list.hidden) mark((active + lines.length - 1) % lines.length);
    else if (event.key === "Enter" && !list.hidden && lines[active]) lines[active].click();
    else if (event.key === "Enter") look();
    else return;
    event.preventDefault();
  });
}
