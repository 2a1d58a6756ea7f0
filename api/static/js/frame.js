// The header's menu closes on Escape and on a press elsewhere.
const menu = document.querySelector("details.me");
document.addEventListener("pointerdown", (event) => {
  if (menu.open && !menu.contains(event.target)) menu.open = false;
});
menu.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !menu.open) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
