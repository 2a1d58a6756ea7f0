// Before somebody signs out: what still waits on this phone is said, and what was kept of them to look at is forgotten.
import { t } from "./core.js";
import { forget, queueCounts, recall } from "./queue.js";

const form = document.querySelector('form[action="/sign-out"]');
let sure = false;

form?.addEventListener("submit", async (event) => {
  if (sure) return;
  event.preventDefault();
  try {
    const user = await recall("user");
    const { photos, visits, stuck } = user ? await queueCounts(user) : { photos: 0, visits: 0, stuck: 0 };
    const n = photos + visits + stuck;
    if (n && !confirm(t("js.queue.sign_out", { n }))) return;
    if (user) for (const key of ["user", "shells", `today ${user}`, `stores ${user}`, `promoted ${user}`]) await forget(key);
    if ("caches" in window) await caches.delete("paimian-shells");
  } catch (error) {
    console.warn("sign-out", error); // a phone that keeps nothing has nothing to forget
  }
  sure = true;
  form.requestSubmit();
});
