// Notifications: targets are added, tested, switched and removed; a removal can be taken back.
import { api, busy, sorry, t, toast } from "./core.js";

const list = document.getElementById("targets");
const form = document.getElementById("add");
const path = (card, what = "") => `/api/push/targets/${card.dataset.target}${what}`;
const cardOf = (event) => event.target.closest("[data-target]");

async function test(address) {
  return api("POST", `${address}/test`);
}

list.addEventListener("click", async (event) => {
  const button = event.target.closest("button");
  const card = cardOf(event);
  if (!button || !card) return;
  try {
    if ("test" in button.dataset) {
      const told = await busy(button, () => test(path(card)));
      if (told) toast(told.arrived ? t("js.push.arrived") : t("js.push.not_arrived", { why: told.why }), { bad: !told.arrived, seconds: 9 });
    } else if ("remove" in button.dataset) {
      await busy(button, () => api("DELETE", path(card)));
      card.hidden = true;
      if (await toast(t("js.push.removed", { name: card.dataset.name }), { undo: t("js.undo"), seconds: 9 })) {
        await api("POST", path(card, "/restore"));
        card.hidden = false;
        card.querySelector("button").focus();
      } else {
        card.remove();
        if (!list.querySelector("[data-target]")) location.reload();
      }
    }
  } catch (error) {
    sorry(error);
  }
});

list.addEventListener("change", async (event) => {
  const card = cardOf(event);
  const field = event.target;
  if (!card) return;
  const change = "active" in field.dataset ? { active: field.checked } : { digest: field.value === "true" };
  try {
    await api("PATCH", path(card), change);
    toast(t("js.push.saved"), { seconds: 3 });
  } catch (error) {
    if ("active" in field.dataset) field.checked = !field.checked;
    else field.value = field.value === "true" ? "false" : "true";
    sorry(error);
  }
});

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const { address, label, digest } = form.elements;
  const body = { address: address.value, label: label.value, digest: digest.value === "true" };
  try {
    await busy(form.querySelector("button"), async () => {
      const made = await api("POST", "/api/push/targets", body);
      const told = await test(`/api/push/targets/${made.id}`);
      form.reset();
      await toast(told.arrived ? t("js.push.added") : t("js.push.added_not_arrived", { why: told.why }), { bad: !told.arrived, seconds: told.arrived ? 2 : 6 });
      location.reload();
    });
  } catch (error) {
    sorry(error);
  }
});
