// On every page: times in the reader's own time zone; menus that close; the numbers beside tabs.
import { refreshCounts } from "./counts.js";
import "./sign_out.js";

refreshCounts();
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const language = document.documentElement.lang;
const day = language.startsWith("zh") ? { year: "numeric", month: "2-digit", day: "2-digit" } : { year: "numeric", month: "short", day: "numeric" };
const format = new Intl.DateTimeFormat(language, { ...day, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
for (const time of document.querySelectorAll("time[datetime]")) time.textContent = format.format(new Date(time.dateTime));
for (const input of document.querySelectorAll("input[name=zone]")) {
  input.value = zone ?? "";
  input.disabled = !zone;
}

for (const menu of document.querySelectorAll("details.pop")) {
  document.addEventListener("pointerdown", (event) => {
    if (menu.open && !menu.contains(event.target)) menu.open = false;
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}
