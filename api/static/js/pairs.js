// Competing pairs: add a rival, take one off, give a pair back to the catalogue; each can be undone.
import { api, busy, sorry, t, toast } from "./core.js";
import { startPicker } from "./picker.js";

const SAYS = { yes: true, no: false, auto: null };
const dialog = document.getElementById("add-rival");
let own = "";

async function refresh() {
  const answer = await fetch(location.href, { credentials: "same-origin" });
  if (!answer.ok || answer.redirected) return location.reload();
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return document.getElementById("live").replaceChildren(...page.getElementById("live").childNodes);
}

async function say(ours, rival, competes, text) {
  const { before } = await api("PUT", "/api/pairs", { own: ours, rival, competes });
  await refresh();
  toast(text, { undo: t("js.undo"), seconds: 9 }).then(async (undone) => {
    if (!undone) return;
    await api("PUT", "/api/pairs", { own: ours, rival, competes: before });
    await refresh();
  }).catch(sorry);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-say]");
  const add = event.target.closest("[data-add]");
  if (button) {
    const word = button.dataset.say;
    const ours = button.closest("[data-own]").dataset.own;
    busy(button, () => say(ours, button.closest("[data-rival]").dataset.rival, SAYS[word], t(`js.pairs.${word}`))).catch(sorry);
  }
  if (add) {
    own = add.closest("[data-own]").dataset.own;
    document.getElementById("add-rival-title").textContent = add.dataset.add;
    dialog.querySelector("input").value = "";
    dialog.showModal();
    dialog.querySelector("input").focus();
  }
});

startPicker(dialog.querySelector(".picker"), {
  onSku: (sku) => {
    if (!sku.competitor) return toast(t("js.pairs.not_rival", { name: `${sku.brand} ${sku.name}` }), { bad: true });
    dialog.close();
    return say(own, sku.code, true, t("js.pairs.yes")).catch(sorry);
  },
});
