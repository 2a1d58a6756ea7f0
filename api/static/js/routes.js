// Routes from a table: what came in, the bad rows, and the way back to the days as they were.
import { api, busy, el, sorry, t, toast } from "./core.js";
import { note, report } from "./import_report.js";

const form = document.querySelector("[data-import]");
const place = document.getElementById("import-report");

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const file = form.querySelector("[type=file]").files[0];
  if (!file) {
    place.replaceChildren(note("warn", t("js.choose_file")));
    return;
  }
  const body = new FormData();
  body.append("file", file, file.name);
  await busy(form.querySelector("[type=submit]"), async () => {
    try {
      const done = await api("POST", form.dataset.import, body);
      place.replaceChildren(...report(done), ...afterwards(done));
      await refresh();
    } catch (error) {
      place.replaceChildren(note("bad", error.message, error.fix));
    }
  });
});

/** How many stops are gone, and the button that puts everything back. */
function afterwards({ removed, before }) {
  const nodes = removed ? [note("warn", t("js.routes.removed", { n: removed }))] : [];
  if (before.length === 0) return nodes;
  const button = el("button", { type: "button", class: "button" }, t("js.routes.take_back"));
  button.addEventListener("click", () => busy(button, async () => {
    try {
      await api("PUT", "/api/routes", { days: before });
      place.replaceChildren();
      toast(t("js.routes.taken_back"));
      await refresh();
    } catch (error) {
      sorry(error);
    }
  }));
  return [...nodes, el("p", {}, button)];
}

async function refresh() {
  const answer = await fetch(location.href, { credentials: "same-origin" });
  if (!answer.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  document.querySelector("[data-lines]").replaceChildren(...page.querySelector("[data-lines]").childNodes);
}
