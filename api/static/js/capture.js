// The capture page: photos in, one line for each, from the upload to the figures.
import { figures } from "./audit_figures.js";
import { api, el, t } from "./core.js";
import { follow } from "./progress.js";
import { newClientId } from "./queue.js";
import { refuse, upload } from "./upload.js";

const AT_ONCE = 2;
const box = document.getElementById("capture");
const list = document.getElementById("uploads");
const waiting = [];
let active = 0;

const KIND = "paimian.photo-kind";
for (const input of document.querySelectorAll("input[name=kind]")) {
  input.addEventListener("change", () => setKind(input.value));
}
const wish = new URLSearchParams(location.search).get("kind") ?? remembered(KIND);
if (wish === "poster" || wish === "shelf") setKind(wish);

/** Photos are sent as this kind from now on, on the next visit too. */
function setKind(kind) {
  box.dataset.kind = kind;
  for (const input of document.querySelectorAll("input[name=kind]")) input.checked = input.value === kind;
  try {
    localStorage.setItem(KIND, kind);
  } catch {
    // a browser that keeps nothing asks again next time
  }
}

// where the service does not read signs by itself a rep may ask for them; the choice is kept too
const TALKERS = "paimian.talkers";
const signs = document.getElementById("talkers");
if (signs) {
  signs.checked = remembered(TALKERS) === "yes";
  signs.addEventListener("change", () => {
    try {
      localStorage.setItem(TALKERS, signs.checked ? "yes" : "no");
    } catch {
      // asked again next time
    }
  });
}

function remembered(what) {
  try {
    return localStorage.getItem(what);
  } catch {
    return null;
  }
}

for (const input of box.querySelectorAll("input[type=file]")) {
  input.addEventListener("change", () => chosen(input));
}
for (const kind of ["dragenter", "dragover"]) {
  document.addEventListener(kind, (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    box.classList.add("over");
  });
}
document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) box.classList.remove("over");
});
document.addEventListener("drop", (event) => {
  box.classList.remove("over");
  if (!event.dataTransfer?.files.length) return;
  event.preventDefault();
  take([...event.dataTransfer.files]);
});
window.addEventListener("beforeunload", (event) => {
  if (active + waiting.length > 0) event.preventDefault();
});
window.addEventListener("online", () => {
  for (const button of list.querySelectorAll("[data-offline]")) button.click();
});

// on a slow line photos may have been chosen before this script came
for (const input of box.querySelectorAll("input[type=file]")) chosen(input);

function chosen(input) {
  if (input.files.length === 0) return;
  take([...input.files]);
  input.value = "";
}

function take(files) {
  list.hidden = false;
  for (const file of files) {
    const line = addLine(file);
    const refusal = refuse(file, Number(box.dataset.maxMb));
    if (refusal) line.fail(refusal, null);
    else enqueue(file, line, newClientId(), box.dataset.kind, box.dataset.kind === "shelf" && Boolean(signs?.checked));
  }
}

function enqueue(file, line, clientId, kind, talkers) {
  waiting.push({ file, line, clientId, kind, talkers });
  line.say(t("js.waiting"), null);
  next();
}

async function next() {
  if (active >= AT_ONCE || waiting.length === 0) return;
  const { file, line, clientId, kind, talkers } = waiting.shift();
  active += 1;
  let answer = null;
  try {
    answer = await upload(file, box.dataset.store, clientId, (fraction) => {
      line.say(t("js.uploading", { percent: Math.round(fraction * 100) }), fraction);
    }, "/api/photos", kind, talkers);
  } catch (error) {
    const mayHelp = [0, 401, 429].includes(error.status) || error.status >= 500;
    line.fail(error, mayHelp ? () => enqueue(file, line, clientId, kind, talkers) : null);
  } finally {
    active -= 1;
    next();
  }
  if (answer) await see(answer, line, () => enqueue(file, line, clientId, kind, talkers));
}

async function see({ audit_id: id, already }, line, again) {
  line.say(t(already ? "js.already" : "js.sent"), null);
  try {
    const state = await follow(id, ({ state: now, step, fraction }) => {
      line.say(step ? t(`step.${step}`) : t(`state.${now}`), fraction);
    });
    line.end(state, await api("GET", `/api/audits/${id}`));
  } catch (error) {
    line.fail(error, again);
  }
}

/** Add a line for a photo; the object's methods rewrite its text. */
function addLine(file) {
  const url = URL.createObjectURL(file);
  const picture = el("img", { class: "thumb", src: url, alt: "" });
  picture.addEventListener("error", () => picture.replaceWith(el("span", { class: "thumb" })), { once: true });
  picture.addEventListener("load", () => URL.revokeObjectURL(url), { once: true });
  const text = el("span", { class: "grow", "aria-live": "polite" });
  const line = el("div", { class: "item" }, picture, text);
  list.prepend(el("li", {}, line));
  const name = el("strong", {}, file.name || t("js.photo"));
  return {
    say(words, fraction) {
      const bar = el("progress", { max: 1, "aria-label": words });
      if (fraction !== null && fraction !== undefined) bar.value = fraction;
      text.replaceChildren(name, el("span", { class: "quiet" }, words), bar);
    },
    fail(error, again) {
      const button = again && el("button", { type: "button", class: "button" }, t("js.retry"));
      if (button && error.status === 0) button.dataset.offline = "";
      button?.addEventListener("click", () => { button.remove(); again(); });
      text.replaceChildren(name, el("span", { class: "fix" }, error.text));
      // a new tab: leaving this page would lose the photos that are not sent yet
      if (error.status === 401) text.append(" ", el("a", { href: "/sign-in", target: "_blank", rel: "noopener" }, t("js.sign_in")));
      line.querySelector(".button")?.remove();
      if (button) line.append(button);
    },
    end(state, audit) {
      line.querySelector(".button")?.remove();
      const link = el("a", { class: state === "done" ? "button primary" : "button", href: `/audits/${audit.id}` }, t("js.open"));
      if (state === "done") text.replaceChildren(name, ...figures(audit));
      else text.replaceChildren(name, el("span", { class: "fix" }, [audit.error?.message, audit.error?.fix].filter(Boolean).join(" ")));
      line.append(link);
    },
  };
}
