// The workbook of visits: asked for here, so that a refusal is told in words instead of a broken file.
import { busy, errorFrom, locale, offlineError, sorry, toSignIn } from "./core.js";

const link = document.getElementById("export");
link.addEventListener("click", async (event) => {
  event.preventDefault();
  if (link.getAttribute("aria-busy")) return;
  link.setAttribute("aria-busy", "true");
  try {
    await busy(link, save);
  } catch (error) {
    sorry(error);
  } finally {
    link.removeAttribute("aria-busy");
  }
});

async function save() {
  const answer = await fetch(link.href, { credentials: "same-origin", headers: { "Accept-Language": locale } }).catch(() => { throw offlineError(); });
  if (answer.status === 401) return toSignIn();
  if (!answer.ok) throw errorFrom(answer.status, await answer.json().catch(() => null));
  const made = document.createElement("a");
  made.href = URL.createObjectURL(await answer.blob());
  made.download = "visits.xlsx";
  made.click();
  setTimeout(() => URL.revokeObjectURL(made.href), 60_000);
}
