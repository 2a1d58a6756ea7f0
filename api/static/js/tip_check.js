// An after-photo: sent, looked at, and told whether the trouble is gone.
import { api, el, t } from "./core.js";
import { follow } from "./progress.js";
import { newClientId } from "./queue.js";
import { refuse, upload } from "./upload.js";

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const KINDS = { solved: "good", still_open: "bad", not_shown: "bad", failed: "bad" };

function sayIn(place, kind, words, ...more) {
  place.hidden = false;
  place.className = `tip-check ${kind}`;
  place.replaceChildren(el("strong", {}, words), ...more);
}

/** Send `file` as the card's after-photo; true when the tip is closed by it. Says on the card how it goes. */
export async function checkByPhoto(card, file, maxMb) {
  const place = card.querySelector(".tip-check");
  const buttons = card.querySelectorAll(".tip-answers button, .tip-answers input");
  const refusal = refuse(file, maxMb);
  if (refusal) {
    sayIn(place, "bad", t("js.tip.failed"), el("p", {}, refusal.text));
    return false;
  }
  for (const button of buttons) button.disabled = true;
  card.scrollIntoView({ block: "nearest" });
  const bar = el("progress", { max: 1, "aria-label": t("js.tip.checking") });
  try {
    const sent = await upload(file, null, newClientId(), (fraction) => {
      sayIn(place, "", t("js.tip.sending", { percent: Math.round(fraction * 100) }), bar);
      bar.value = fraction;
    }, `/api/tips/${card.dataset.tip}/after-photo`);
    return await judgeAfterPhoto(place, card.dataset.tip, sent.audit_id);
  } catch (error) {
    sayIn(place, "bad", t("js.tip.failed"), el("p", {}, error.text ?? String(error)));
    return false;
  } finally {
    for (const button of buttons) button.disabled = false;
  }
}

/** Follow an after-photo that was sent and say in `place` what it shows; true when it closed the tip. */
export async function judgeAfterPhoto(place, tip, audit) {
  const bar = el("progress", { max: 1, "aria-label": t("js.tip.checking") });
  try {
    sayIn(place, "", t("js.tip.checking"), bar);
    await follow(audit, ({ fraction }) => { bar.value = fraction ?? 0; });
    const check = await verdict(`/api/tips/${tip}/checks/${audit}`);
    const link = el("a", { href: `/audits/${audit}` }, t("js.open"));
    if (check.state === "solved") sayIn(place, "good", t("js.tip.solved"), el("p", {}, check.message));
    else sayIn(place, KINDS[check.state] ?? "bad", t(`js.tip.${check.state}`), el("p", {}, check.message), el("p", {}, link));
    return check.state === "solved";
  } catch (error) {
    sayIn(place, "bad", t("js.tip.failed"), el("p", {}, error.text ?? String(error)));
    return false;
  }
}

/** The audit's end comes a moment before what follows from it. */
async function verdict(path) {
  for (let tries = 0; ; tries += 1) {
    const check = await api("GET", path);
    if (check.state !== "looking" || tries > 60) return check;
    await pause(500);
  }
}
