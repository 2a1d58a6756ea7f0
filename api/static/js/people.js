// Accounts: somebody is added, changed, given a new password, signed out, closed, opened, forgotten.
import { api, busy, sorry, t, toast } from "./core.js";

const page = document.querySelector("[data-person]");
const path = (what = "") => `/api/people/${encodeURIComponent(page.dataset.person)}${what}`;
const codes = (text) => [...new Set(text.split(/[\s,，、;；]+/).filter(Boolean))];

function showPassword(password) {
  const box = document.getElementById("password-once");
  box.querySelector("code").textContent = password;
  box.hidden = false;
  box.scrollIntoView({ block: "nearest" });
}

document.querySelector("[data-copy]")?.addEventListener("click", async (event) => {
  const code = event.target.parentElement.querySelector("code");
  try {
    await navigator.clipboard.writeText(code.textContent);
    toast(t("js.people.copied"), { seconds: 3 });
  } catch {
    getSelection().selectAllChildren(code);
  }
});

/** Send a form; what is wrong stands in the form. */
function onSubmit(id, send) {
  const form = document.getElementById(id);
  form?.addEventListener("submit", async (event) => {
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

onSubmit("add-person", async (fields, form) => {
  const made = await api("POST", "/api/people", {
    username: fields.username.value.trim(), full_name: fields.full_name.value.trim(), role: fields.role.value,
    stores: codes(fields.stores.value), password: fields.password.value || null,
  });
  const address = `/people/${encodeURIComponent(made.account.username)}`;
  if (!made.password) return location.assign(address);
  form.hidden = true;
  showPassword(made.password);
  document.querySelector(".back").focus();
  return toast(t("js.people.added"), { seconds: 4 });
});

onSubmit("change-person", async (fields) => {
  const change = { full_name: fields.full_name.value.trim(), stores: codes(fields.stores.value) };
  if (!fields.role.disabled) change.role = fields.role.value;
  const before = await api("GET", path());
  const undo = Object.fromEntries(Object.keys(change).map((name) => [name, before[name]]));
  await api("PATCH", path(), change);
  if (await toast(t("js.people.saved"), { undo: t("js.undo"), seconds: 8 })) {
    await api("PATCH", path(), undo);
    location.reload();
  }
});

onSubmit("forget-person", async (fields) => {
  const done = await api("POST", path("/forget"), { name_again: fields.name_again.value });
  await toast(t("js.people.forgotten", { name: done.known_as }), { seconds: 4 });
  location.assign("/people");
});
document.getElementById("name_again")?.addEventListener("input", (event) => {
  event.target.form.querySelector("[type=submit]").disabled = event.target.value !== page.dataset.person;
});

page?.addEventListener("click", async (event) => {
  const button = event.target.closest("button[type=button]");
  if (!button) return;
  try {
    if ("reset" in button.dataset) {
      const made = await busy(button, () => api("POST", path("/password")));
      if (made) showPassword(made.password);
    } else if ("end" in button.dataset) {
      const done = await busy(button, () => api("DELETE", path("/sessions")));
      if (done) toast(t("js.people.ended", { n: done.ended }));
    } else if ("active" in button.dataset) {
      await busy(button, () => turn(button.dataset.active === "true"));
    } else if ("revoke" in button.dataset) {
      const line = button.closest("[data-token]");
      await busy(button, () => api("DELETE", path(`/tokens/${line.dataset.token}`)));
      line.remove();
      toast(t("js.people.revoked"), { seconds: 4 });
    }
  } catch (error) {
    sorry(error);
  }
});

async function turn(active) {
  await api("PATCH", path(), { active });
  const said = t(active ? "js.people.opened" : "js.people.closed", { name: page.dataset.name });
  if (await toast(said, { undo: t("js.undo"), seconds: 8 })) await api("PATCH", path(), { active: !active });
  location.reload();
}
