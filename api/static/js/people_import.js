// A table of people goes in; the passwords made up for new ones are kept by this page alone, as a file to hand over.
import { api, busy, t } from "./core.js";
import { note, report } from "./import_report.js";

const form = document.querySelector("[data-import]");
const place = document.getElementById("import-report");
const logins = document.getElementById("logins");

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const file = form.querySelector("[type=file]").files[0];
  if (!file) return place.replaceChildren(note("warn", t("js.choose_file")));
  const body = new FormData();
  body.append("file", file, file.name);
  return busy(form.querySelector("[type=submit]"), async () => {
    try {
      const answer = await api("POST", form.dataset.import, body);
      place.replaceChildren(...report(answer));
      logins.hidden = answer.logins.length === 0;
      logins.querySelector("button").onclick = () => save(answer.logins);
    } catch (error) {
      place.replaceChildren(note("bad", error.message, error.fix));
    }
  });
});

/** Names and passwords hold no sign that a table could take for a formula. */
function save(made) {
  const lines = made.map(({ username, password }) => `${/^[=+\-@]/.test(username) ? "'" : ""}${username},${password}`);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([`\ufeffusername,password\r\n${lines.join("\r\n")}\r\n`], { type: "text/csv" }));
  link.download = "paimian-logins.csv";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}
