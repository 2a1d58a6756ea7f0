// One's own account: name, language, password, sessions, tokens, the request to be forgotten.
import { api, busy, sorry, t, toast } from "./core.js";

function onSubmit(id, send) {
  const form = document.getElementById(id);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const problem = form.querySelector(".field-error");
    problem.hidden = true;
    await busy(form.querySelector("[type=submit]"), async () => {
      try {
        await send(form.elements, form);
      } catch (error) {
        problem.textContent = error.text ?? String(error);
        problem.hidden = false;
      }
    });
  });
}

onSubmit("change-me", async (fields) => {
  await api("PATCH", "/api/me", { full_name: fields.full_name.value.trim(), locale: fields.locale.value });
  location.assign(`/lang/${fields.locale.value}?next=/me`);
});

onSubmit("change-password", async (fields, form) => {
  const { old_password: old, new_password: made } = fields;
  const done = await api("POST", "/api/me/password", { old_password: old.value, new_password: made.value });
  form.reset();
  toast(t("js.me.changed", { n: done.ended }), { seconds: 6 });
});

const DOES = {
  endSession: (button) => api("DELETE", `/api/me/sessions/${button.closest("[data-session]").dataset.session}`),
  endAll: () => api("DELETE", "/api/me/sessions"),
  revokeOwn: (button) => api("DELETE", `/api/tokens/${button.closest("[data-token]").dataset.token}`),
  askForget: () => api("POST", "/api/me/forget"),
  keep: () => api("DELETE", "/api/me/forget"),
};

document.querySelector(".person-page").addEventListener("click", async (event) => {
  const button = event.target.closest("button[type=button]");
  const name = Object.keys(DOES).find((one) => one in (button?.dataset ?? {}));
  if (!name) return;
  try {
    const done = await busy(button, () => DOES[name](button));
    if (name === "endSession" || name === "revokeOwn") {
      button.closest("li").remove();
      toast(t(name === "revokeOwn" ? "js.people.revoked" : "js.people.ended", { n: 1 }), { seconds: 4 });
    } else {
      await toast(name === "endAll" ? t("js.people.ended", { n: done.ended }) : t(name === "keep" ? "js.me.kept" : "js.me.asked"), { seconds: 2 });
      location.reload();
    }
  } catch (error) {
    sorry(error);
  }
});
