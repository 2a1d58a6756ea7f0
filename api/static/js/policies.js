// The list of promotion policies: withdraw and restore, each with undo; what the form saved may be undone here too.
import { api, busy, sorry, t, toast } from "./core.js";

async function refresh() {
  const answer = await fetch(location.href, { credentials: "same-origin" });
  if (!answer.ok || answer.redirected) return location.reload();
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return document.getElementById("live").replaceChildren(...page.getElementById("live").childNodes);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-act]");
  if (button) busy(button, () => act(button.closest("[data-policy]").dataset.policy, button.dataset.act)).catch(sorry);
});

async function act(code, what) {
  await api("POST", `/api/policies/${code}/${what}`);
  await refresh();
  offer(t(`js.policy.${what}`), () => api("POST", `/api/policies/${code}/${what === "withdraw" ? "restore" : "withdraw"}`));
}

/** Say what was done; the undo is there while the message is. */
async function offer(text, undo) {
  if (!(await toast(text, { undo: t("js.undo"), seconds: 9 }))) return;
  try {
    await undo();
    await refresh();
  } catch (error) {
    sorry(error);
  }
}

const saved = JSON.parse(sessionStorage.getItem("policy-saved") ?? "null");
if (saved) {
  sessionStorage.removeItem("policy-saved");
  const { before, code } = saved;
  const address = `/api/policies/${encodeURIComponent(code)}`;
  offer(t("js.policy.saved"), () => (before ? api("PUT", address, before) : api("POST", `${address}/withdraw`)));
}
