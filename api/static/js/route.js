// One person's week: stores put in, moved, taken out; each change is saved at once and can be taken back.
import { api, sorry, t, toast } from "./core.js";

const week = document.getElementById("week");
const shape = document.getElementById("stop");
let last = Promise.resolve();

const codes = (day) => [...day.querySelectorAll("[data-code]")].map((item) => item.dataset.code);

function tidy(day) {
  const items = [...day.querySelectorAll("[data-code]")];
  items.forEach((item, place) => {
    item.querySelector(".up").disabled = place === 0;
    item.querySelector(".down").disabled = place === items.length - 1;
  });
  day.querySelector("[data-count]").textContent = items.length ? t("js.routes.stores", { n: items.length }) : t("js.routes.free");
  day.querySelector("ol").hidden = items.length === 0;
  const there = new Set(codes(day));
  for (const option of day.querySelectorAll("option[value]")) if (option.value) option.hidden = option.disabled = there.has(option.value);
}

function draw(day, stores) {
  const names = new Map([...day.querySelectorAll("option[data-name]")].map((option) => [option.value, option.dataset.name]));
  const there = new Map([...day.querySelectorAll("[data-code]")].map((item) => [item.dataset.code, item]));
  day.querySelector("ol").replaceChildren(...stores.map((code) => {
    if (there.has(code)) return there.get(code);
    const item = shape.content.firstElementChild.cloneNode(true);
    item.dataset.code = code;
    item.querySelector("[data-name]").textContent = names.get(code) ?? code;
    item.querySelector("[data-shown]").textContent = code;
    return item;
  }));
  tidy(day);
}

const put = (day, stores) => api("PUT", "/api/routes", { days: [{ username: week.dataset.user, weekday: Number(day.dataset.weekday), stores }] });

/** Show and save a day; changes are sent one after another, and one that fails is shown as it was. */
function save(day, stores) {
  const before = codes(day);
  draw(day, stores);
  last = last.then(() => put(day, stores)).then(
    () => offer(day, before),
    (error) => {
      draw(day, before);
      sorry(error);
    },
  );
}

/** Not awaited: the next change must not wait until the message is gone. */
function offer(day, before) {
  document.querySelectorAll(".toast").forEach((old) => old.remove());
  toast(t("js.routes.saved"), { undo: t("js.undo") }).then(async (undone) => {
    if (!undone) return;
    try {
      await put(day, before);
      draw(day, before);
    } catch (error) {
      sorry(error);
    }
  });
}

week?.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  const day = button?.closest("section");
  const select = day?.querySelector("select");
  if (!day) return;
  if ("add" in button.dataset) {
    if (select.value) save(day, [...codes(day), select.value]);
    else select.focus();
    select.value = "";
    return;
  }
  const item = button.closest("[data-code]");
  const stores = codes(day);
  const place = stores.indexOf(item.dataset.code);
  stores.splice(place, 1);
  if (button.dataset.move) stores.splice(place + Number(button.dataset.move), 0, item.dataset.code);
  save(day, stores);
  (item.isConnected && !button.disabled ? button : day.querySelector("button:enabled") ?? select).focus();
});
for (const day of week?.querySelectorAll("section") ?? []) tidy(day);
