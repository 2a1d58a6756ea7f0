// Lists and goals: a table imported, a line taken off (with undo), a store's class, a category's goals.
import { api, busy, percent, sorry, t, toast } from "./core.js";
import { note, report, scanReport } from "./import_report.js";

const form = document.querySelector("[data-import]");
form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const place = document.getElementById("import-report");
  const file = form.querySelector("[type=file]").files[0];
  if (!file) {
    place.replaceChildren(note("warn", t("js.choose_file")));
    return;
  }
  const body = new FormData();
  body.append("file", file, file.name);
  await busy(form.querySelector("[type=submit]"), async () => {
    try {
      let answer = await api("POST", form.dataset.import, body);
      if (answer.state) answer = await whenIn(answer, place);
      if (!answer) return;
      place.replaceChildren(...("kept" in answer ? scanReport(answer) : report(answer)));
      await refreshLines();
    } catch (error) {
      place.replaceChildren(note("bad", error.message, error.fix));
    }
  });
});

/** A large file goes in beside: tell how far it is, and give its report, or nothing where it was refused. */
async function whenIn(file, place) {
  while (file.state === "coming") {
    const how = file.step ? t(`js.scans.${file.step}`, { percent: percent(file.fraction) }) : "";
    place.replaceChildren(note("", t("js.scans.coming"), how));
    await new Promise((done) => setTimeout(done, 1000));
    file = await api("GET", `/api/scans/files/${file.id}`);
  }
  if (file.report) return file.report;
  place.replaceChildren(note("bad", t("js.scans.refused"), file.refused));
  await refreshLines();
  return null;
}

async function refreshLines() {
  if (!document.querySelector("[data-lines]")) return;
  const answer = await fetch(location.href, { credentials: "same-origin" });
  if (!answer.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  document.querySelector("[data-lines]").replaceChildren(...page.querySelector("[data-lines]").childNodes);
}

document.addEventListener("change", (event) => {
  if (event.target.closest("[data-pick]")) event.target.form.requestSubmit();
  else if (event.target.dataset.store) setClass(event.target);
});

document.addEventListener("click", async (event) => {
  const take = event.target.closest("[data-take-aside]");
  if (take) await busy(take, takeAside);
  const line = event.target.closest("[data-remove]")?.closest("[data-line]");
  if (line) removeLater(line);
});

async function takeAside() {
  try {
    const { rows } = await api("POST", "/api/scans/aside");
    await refreshLines();
    toast(t("js.scans.aside_taken", { n: rows }));
  } catch (error) {
    sorry(error);
  }
}

/** Take a line off the page at once, tell the server only when the undo has passed (or the page is left). */
async function removeLater(line) {
  let told = false;
  const tell = () => {
    if (told) return Promise.resolve();
    told = true;
    return api("DELETE", `/api/must-stock/${line.dataset.line}`, undefined, { keepalive: true });
  };
  line.hidden = true;
  addEventListener("pagehide", tell);
  const undone = await toast(t("js.lists.removed"), { undo: t("js.undo") });
  removeEventListener("pagehide", tell);
  if (undone) {
    line.hidden = false;
    return;
  }
  try {
    await tell();
    line.remove();
  } catch (error) {
    line.hidden = false;
    sorry(error);
  }
}

async function setClass(input) {
  try {
    await api("PATCH", `/api/stores/${encodeURIComponent(input.dataset.store)}`, { store_class: input.value.trim() });
    input.classList.add("saved");
    input.defaultValue = input.value;
  } catch (error) {
    input.value = input.defaultValue;
    sorry(error);
  }
}

for (const goals of document.querySelectorAll("[data-category]")) {
  const button = goals.querySelector("[type=submit]");
  const problem = goals.querySelector(".field-error");
  goals.addEventListener("input", () => {
    button.disabled = false;
    goals.classList.remove("saved");
  });
  goals.addEventListener("submit", async (event) => {
    event.preventDefault();
    problem.hidden = true;
    const body = { category: goals.dataset.category };
    for (const [name, value] of new FormData(goals)) {
      const text = value.trim().replace("%", "").replace("，", ".").replace(",", ".");
      body[name] = text === "" ? null : text;
    }
    await busy(button, async () => {
      try {
        await api("PUT", "/api/category-settings", body);
        goals.classList.add("saved");
        toast(t("js.lists.saved"));
      } catch (error) {
        problem.textContent = error.text ?? String(error);
        problem.hidden = false;
      }
    });
  });
}
