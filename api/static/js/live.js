// A search form that answers while one types: the same page is fetched and its list put in place.
import { debounce } from "./core.js";

const form = document.querySelector("form[data-live]");
const list = document.getElementById("live");
let running = null;

const refresh = debounce(180, async () => {
  const url = `${form.getAttribute("action")}?${new URLSearchParams(new FormData(form))}`;
  running?.abort();
  running = new AbortController();
  try {
    const answer = await fetch(url, { signal: running.signal, credentials: "same-origin" });
    if (!answer.ok || answer.redirected) return location.assign(url);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    list.replaceChildren(...page.getElementById("live").childNodes);
    history.replaceState(null, "", url);
  } catch (error) {
    if (error.name !== "AbortError") console.warn("search", error);
  }
});

form.addEventListener("input", refresh);
form.querySelector("[type=submit]").hidden = true;
