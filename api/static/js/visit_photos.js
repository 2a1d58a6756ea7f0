// A visit's photos: looked at, kept on the phone, shown with how far each is, until its figures are there.
import { figures } from "./audit_figures.js";
import { el, sorry, t, toast } from "./core.js";
import { lookAt } from "./photo_gate.js";
import { follow } from "./progress.js";
import { addPhoto, dropPhoto, onQueue, sendAnyway } from "./queue.js";
import { asked, kick, user } from "./queue_page.js";
import { refuse } from "./upload.js";

const lines = new Map(); // by photo
const audits = new Map(); // by audit: "following", or its answer
let list = null;
let page = null;

/** Wire the buttons. `page`: {photos, visit(), keep(), added(), ended(audit)}. */
export function startPhotos(wired) {
  page = wired;
  list = wired.photos;
  for (const shot of document.querySelectorAll(".shot")) {
    for (const input of shot.querySelectorAll("input")) {
      input.addEventListener("change", async () => {
        const files = [...input.files];
        input.value = "";
        for (const file of files) await take(file, shot.dataset.kind);
      });
    }
  }
  onQueue(({ what, id, fraction }) => { if (what === "progress") lines.get(id)?.progress(fraction); });
}

async function take(file, kind) {
  const refusal = refuse(file, Number(document.getElementById("visit").dataset.maxMb));
  if (refusal) return toast(refusal.text, { bad: true, seconds: 9 });
  let blob;
  try {
    // our own copy: the file behind an input may be gone when the page is
    blob = new Blob([await file.arrayBuffer()], { type: file.type });
  } catch {
    return toast(t("js.visit.unreadable"), { bad: true, seconds: 9 });
  }
  const { reason, thumb } = await lookAt(blob);
  try {
    await page.keep(); // the visit first: a photo belongs to one
    const visit = page.visit();
    await addPhoto({
      visit: visit.id, user, store: visit.store.code, kind, blob, thumb, name: file.name, place: visit.place,
      capturedAt: new Date(file.lastModified || Date.now()).toISOString(), state: reason ? "doubted" : "waiting", doubt: reason,
    });
    navigator.storage?.persist?.().catch(() => {});
    page.added();
  } catch (error) {
    if (error?.name === "QuotaExceededError") toast(t("js.visit.full"), { bad: true, seconds: 20 });
    else sorry(error);
  }
}

/** Bring the lines up to date with the photos, the newest at the top. */
export function showPhotos(photos) {
  list.hidden = photos.length === 0;
  const wanted = [...photos].reverse();
  for (const [id, line] of lines) {
    if (wanted.some((photo) => photo.id === id)) continue;
    line.node.remove();
    lines.delete(id);
  }
  wanted.forEach((photo, index) => {
    const line = lines.get(photo.id) ?? newLine(photo);
    lines.set(photo.id, line);
    if (list.children[index] !== line.node) list.insertBefore(line.node, list.children[index] ?? null);
    line.show(photo);
    if (photo.auditId && !audits.has(photo.auditId)) watch(photo.auditId);
  });
}

/** Follow an audit to its end and fetch what it found. */
async function watch(id) {
  audits.set(id, "following");
  const show = () => { for (const line of lines.values()) line.again(id); };
  try {
    await follow(id, ({ state, step, fraction }) => {
      for (const line of lines.values()) line.step(id, step ? t(`step.${step}`) : t(`state.${state}`), fraction);
    }, { stay: true });
    const answer = await asked("GET", `/api/audits/${id}`);
    if (answer.status !== 200) throw new Error(String(answer.status));
    audits.set(id, answer.body);
    page.ended(id);
  } catch {
    audits.delete(id); // no signal: asked again with the next change of the queue
    addEventListener("online", () => { if (!audits.has(id)) watch(id); }, { once: true });
  }
  show();
}

function newLine(first) {
  let photo = first;
  let mark = "";
  const text = el("span", { class: "grow", "aria-live": "polite" });
  const row = el("div", { class: "row end" });
  const node = el("li", {}, el("div", { class: "item" }, picture(first), text, row));
  const name = el("strong", {}, t(`js.visit.kind.${first.kind}`));
  const say = (words, fraction) => {
    const bar = el("progress", { max: 1, "aria-label": words });
    if (fraction !== null && fraction !== undefined) bar.value = fraction;
    text.replaceChildren(name, el("span", { class: "quiet" }, words), ...(fraction === undefined ? [] : [bar]));
  };
  const button = (words, look, work) => {
    const made = el("button", { type: "button", class: `button ${look}` }, t(words));
    made.addEventListener("click", work);
    return made;
  };
  const drop = async () => {
    if (!confirm(t("js.visit.delete_sure"))) return;
    await dropPhoto(photo.id);
    kick(); // a visit may have waited for it
  };
  const draw = () => {
    row.replaceChildren();
    row.className = "row end";
    if (photo.state === "doubted") {
      text.replaceChildren(name, el("span", { class: "retake" }, t(`js.visit.doubt.${photo.doubt}`)));
      row.append(button("js.visit.retake", "primary", () => { document.querySelector(`.shot.${photo.kind} .shoot input`).click(); dropPhoto(photo.id); }),
        button("js.visit.keep", "", async () => { await sendAnyway(photo.id); kick(); }));
    } else if (photo.state === "refused") {
      text.replaceChildren(name, el("span", { class: "fix" }, photo.problem.text));
      row.append(button("js.retry", "", async () => { await sendAnyway(photo.id); kick(); }),
        button("js.visit.delete", "danger", drop));
    } else if (photo.state === "waiting") {
      say(t("js.waiting"));
      row.className = "row whole";
      const away = el("button", { type: "button", class: "button ghost icon-only", "aria-label": t("js.visit.delete") });
      away.append(sign("trash"));
      away.addEventListener("click", drop);
      row.append(away);
    } else drawSent();
  };
  const drawSent = () => {
    const audit = audits.get(photo.auditId);
    if (audit === undefined || audit === "following") return say(t("js.sent"), audit ? null : undefined);
    if (audit.state === "done") text.replaceChildren(name, ...figures(audit));
    else text.replaceChildren(name, el("span", { class: "fix" }, [audit.error?.message, audit.error?.fix].filter(Boolean).join(" ")));
    row.className = "row whole";
    const link = el("a", { class: "button ghost icon-only", href: `/audits/${audit.id}`, "aria-label": t("js.open") });
    link.append(sign("next"));
    row.append(link);
  };
  return {
    node,
    show(now) {
      photo = now;
      const next = `${now.state} ${now.auditId} ${now.problem?.text} ${typeof audits.get(now.auditId)}`;
      if (next === mark) return;
      mark = next;
      draw();
    },
    progress(fraction) {
      if (photo.state !== "waiting") return;
      row.replaceChildren();
      say(t("js.uploading", { percent: Math.round(fraction * 100) }), fraction);
    },
    step(id, words, fraction) { if (photo.auditId === id) say(words, fraction); },
    again(id) { if (photo.auditId === id) { mark = ""; this.show(photo); } },
  };
}

const sign = (name) => document.getElementById(name).content.cloneNode(true);

function picture({ thumb }) {
  if (!thumb) return el("span", { class: "thumb" });
  const url = URL.createObjectURL(thumb);
  const image = el("img", { class: "thumb", src: url, alt: "" });
  image.addEventListener("load", () => URL.revokeObjectURL(url), { once: true });
  return image;
}
