// Choosing stores of a long list: search, paste codes, see what is chosen. The list is fetched when it is first wanted.
import { api, busy, debounce, el, t } from "./core.js";

const SHOWN = 20;
const CHIPS = 40;
const UNKNOWN_SHOWN = 30;

/** Bring the chooser to life; `codes()` are the chosen stores, in the order of the list. */
export function startStores(root) {
  const [filter, found, more, all] = ["filter", "found", "more", "all"].map((name) => root.querySelector(`[data-stores=${name}]`));
  const [paste, add, told, unknown] = ["paste", "add", "told", "unknown"].map((name) => root.querySelector(`[data-stores=${name}]`));
  const [count, chips, clear] = ["count", "chips", "clear"].map((name) => root.querySelector(`[data-stores=${name}]`));
  const none = count.textContent;
  const chosen = new Set();
  let stores = null;
  let matching = [];

  async function load() {
    if (stores) return;
    more.textContent = t("js.publish.loading");
    const rows = await api("GET", "/api/stores");
    stores = rows.map((store) => ({ ...store, words: [store.code, store.name, store.city, store.trade_area, store.store_class].join(" ").toLowerCase() }));
    look();
  }

  function look() {
    if (!stores) return;
    const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    matching = stores.filter((store) => words.every((word) => store.words.includes(word)));
    found.replaceChildren(...matching.slice(0, SHOWN).map(line));
    const left = matching.length - SHOWN;
    more.textContent = matching.length === 0 ? t("js.publish.nothing") : left > 0 ? t("js.publish.more", { n: left }) : "";
    all.hidden = words.length === 0 || matching.length < 2;
    all.textContent = t("js.publish.add_all", { n: matching.length });
  }

  function line(store) {
    const box = el("input", { type: "checkbox", checked: chosen.has(store.code) });
    box.addEventListener("change", () => {
      chosen[box.checked ? "add" : "delete"](store.code);
      show();
    });
    const about = [store.code, store.city, store.store_class].filter(Boolean).join(" · ");
    return el("label", { class: "check" }, box, el("span", {}, `${store.name} `, el("span", { class: "quiet" }, about)));
  }

  function show() {
    const rows = (stores ?? []).filter((store) => chosen.has(store.code));
    count.textContent = rows.length ? t("js.publish.chosen", { n: rows.length }) : none;
    clear.hidden = rows.length === 0;
    chips.replaceChildren(...rows.slice(0, CHIPS).map((store) => {
      const button = el("button", { class: "store-chip", type: "button", "aria-label": t("js.publish.remove", { name: store.name }) }, store.name, el("b", { "aria-hidden": "true" }, "×"));
      button.addEventListener("click", () => {
        chosen.delete(store.code);
        refresh();
      });
      return el("li", {}, button);
    }));
    if (rows.length > CHIPS) chips.append(el("li", { class: "quiet" }, t("js.publish.chosen_more", { n: rows.length - CHIPS })));
  }

  function refresh() {
    look();
    show();
  }

  /** Put the pasted codes in; those of no store stay in the box, to be corrected. */
  function takePasted() {
    const known = new Map(stores.map((store) => [store.code.toLowerCase(), store.code]));
    const written = [...new Set(paste.value.split(/[\s,，、;；]+/).filter(Boolean))];
    const strange = written.filter((word) => !known.has(word.toLowerCase()));
    const before = chosen.size;
    for (const word of written) if (known.has(word.toLowerCase())) chosen.add(known.get(word.toLowerCase()));
    paste.value = strange.join("\n");
    told.textContent = written.length ? t("js.publish.added", { n: chosen.size - before }) : "";
    unknown.hidden = strange.length === 0;
    const listed = strange.slice(0, UNKNOWN_SHOWN).join(", ") + (strange.length > UNKNOWN_SHOWN ? " …" : "");
    unknown.textContent = strange.length ? t("js.publish.unknown", { n: strange.length, codes: listed }) : "";
    refresh();
  }

  filter.addEventListener("input", debounce(120, look));
  filter.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
  all.addEventListener("click", () => {
    for (const store of matching) chosen.add(store.code);
    refresh();
  });
  clear.addEventListener("click", () => {
    chosen.clear();
    refresh();
  });
  add.addEventListener("click", () => busy(add, async () => {
    await load();
    takePasted();
  }).catch((error) => { told.textContent = error.text ?? String(error); }));

  /** Take what still lies in the box; false where some of it is no store, and the box says which. */
  async function settle() {
    if (!paste.value.trim()) return true;
    await load();
    takePasted();
    paste.closest("details").open = !unknown.hidden;
    return unknown.hidden;
  }

  return { load, settle, codes: () => (stores ?? []).filter((store) => chosen.has(store.code)).map((store) => store.code) };
}
