// Rivals' actions: another area at a choice; proposals for the area at a press, decided on elsewhere.
import { api, busy, sorry } from "./core.js";

const filter = document.getElementById("rivals-filter");
filter?.querySelector("select").addEventListener("change", () => filter.requestSubmit());

const propose = document.querySelector("[data-propose]");
propose?.querySelector("button").addEventListener("click", (event) => busy(event.currentTarget, async () => {
  try {
    const opened = await api("POST", "/api/rivals/proposals", JSON.parse(propose.dataset.propose));
    location.assign(opened.page);
  } catch (error) {
    sorry(error);
  }
}));
