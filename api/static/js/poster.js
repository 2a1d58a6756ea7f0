// The poster's page: boxes and list point at each other; one tap says which reading is right.
import { api, busy, sorry, t, toast } from "./core.js";

const poster = document.getElementById("poster");
const sign = document.getElementById("sign");
const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
const behavior = calm ? "auto" : "smooth";

for (const box of sign.querySelectorAll("[data-offer]")) {
  box.addEventListener("click", () => toList(box.dataset.offer));
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    toList(box.dataset.offer);
  });
}
for (const button of poster.querySelectorAll("[data-show]")) {
  button.addEventListener("click", () => {
    choose(button.dataset.show);
    sign.scrollIntoView({ behavior, block: "nearest" });
  });
}
for (const link of poster.querySelectorAll(".to-fix")) {
  link.addEventListener("click", () => { document.querySelector(link.hash).open = true; });
}
for (const button of poster.querySelectorAll("[data-correct]")) {
  button.addEventListener("click", () => busy(button, () => correct(button)).catch(sorry));
}

function toList(number) {
  choose(number);
  document.getElementById(`offer-${number}`).scrollIntoView({ behavior, block: "start" });
}

function choose(number) {
  for (const node of poster.querySelectorAll("[data-offer]")) {
    node.classList.toggle("chosen", node.dataset.offer === number);
  }
}

/** Save a correction, offer to take it back, then show the poster as it is now. */
async function correct(button) {
  const path = button.closest("[data-corrections]").dataset.corrections;
  const { id } = await api("POST", path, JSON.parse(button.dataset.correct));
  if (await toast(t("js.poster_saved"), { undo: t("js.poster_undo"), seconds: 4 })) {
    await api("POST", `${path}/${id}/undo`);
  }
  location.reload();
}
