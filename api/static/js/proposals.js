// Proposals: one tap approves an option in all the stores that are ticked, a reason declines, an undo takes either back.
import { api, busy, sorry, t, toast } from "./core.js";
import { ask, bump, comeBack, goneUnlessUndone, leave } from "./cards.js";

const list = document.getElementById("live");
const dialog = document.getElementById("decline");
const picks = (card) => [...card.querySelectorAll("[data-pick]")];
const send = (decision, proposals, more = {}) => api("POST", "/api/proposals/decide", { decision, proposals, ...more });

/** What of the card a decision is about: the stores that are ticked, all where there is one alone. */
function chosen(card) {
  const off = new Set(picks(card).filter((box) => !box.checked).map((box) => Number(box.dataset.pick)));
  return JSON.parse(card.dataset.proposals).filter(([id]) => !off.has(id));
}

list.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  const card = button?.closest("[data-proposals]");
  if (!card) return;
  const { approve, title } = button.dataset;
  if (approve !== undefined) {
    const having = chosen(card).filter(([, , places]) => places[approve] !== null);
    decide(card, button, "approve", having.map(([id, mark, places]) => ({ id, mark, option: places[approve] })), t("js.proposal.approved", { title }));
  } else if ("decline" in button.dataset) decline(card, button);
  else if ("reopen" in button.dataset) reopen(card, button);
});

list.addEventListener("change", (event) => {
  const area = event.target.closest("[data-area]");
  const card = area?.closest("[data-proposals]");
  if (!card) return;
  const boxes = [...area.querySelectorAll("[data-pick]")];
  const all = area.querySelector("[data-all]");
  if (event.target === all) for (const box of boxes) box.checked = all.checked;
  const on = boxes.filter((box) => box.checked).length;
  all.checked = on > 0;
  all.indeterminate = on > 0 && on < boxes.length;
  const every = picks(card);
  card.querySelector("[data-picked]").textContent = t("js.proposal.picked", { n: every.filter((box) => box.checked).length, total: every.length });
});

/** Tell the server at once, take the card away, and offer to take the whole decision back. */
async function decide(card, button, what, proposals, words, more = {}) {
  if (!proposals.length) {
    toast(t("js.proposal.pick_some"), { bad: true });
    return;
  }
  const whole = JSON.parse(card.dataset.proposals).length;
  try {
    const told = await busy(button, () => send(what, proposals, more));
    if (!told) return;
    const ids = told.decided.map((id) => ({ id }));
    if (!ids.length) {
      toast(`${told.failed[0].error.message} ${told.failed[0].error.fix}`, { bad: true, seconds: 9 });
      return;
    }
    if (told.failed.length) toast(t("js.proposal.some_failed", { n: told.failed.length, why: told.failed[0].error.message }), { bad: true, seconds: 12 });
    const said = whole > 1 ? `${words} ${t("js.proposal.stores", { n: ids.length })}` : words;
    const takeBack = () => send("reopen", ids);
    if (ids.length < whole) {
      tally(-ids.length);
      if (await toast(said, { undo: t("js.undo"), seconds: 9 })) {
        await takeBack();
        tally(ids.length);
        card.querySelector("button").focus();
      } else location.reload();
    } else if (!await goneUnlessUndone(card, said, takeBack, { tally: (sign) => tally(sign * ids.length), seconds: 9 })) {
      if (!list.querySelector("[data-proposals]")) location.reload();
    }
  } catch (error) {
    comeBack(card);
    sorry(error);
  }
}

const tally = (change) => bump(document.querySelector(".states .count"), change);

async function decline(card, button) {
  const said = await ask(dialog);
  if (said) decide(card, button, "decline", chosen(card).map(([id]) => ({ id })), t("js.proposal.declined"), said);
  else button.focus();
}

async function reopen(card, button) {
  const mine = chosen(card);
  if (!mine.length) {
    toast(t("js.proposal.pick_some"), { bad: true });
    return;
  }
  try {
    const told = await busy(button, () => send("reopen", mine.map(([id]) => ({ id }))));
    if (!told) return;
    tally(told.decided.length);
    if (told.failed.length) {
      const why = `${told.failed[0].error.message} ${told.failed[0].error.fix}`;
      await toast(t("js.proposal.some_failed", { n: told.failed.length, why }), { bad: true, seconds: 12 });
      if (told.decided.length) location.reload();
    } else if (mine.length < JSON.parse(card.dataset.proposals).length) location.reload();
    else {
      await leave(card);
      card.remove();
      toast(t("js.proposal.reopened"));
    }
  } catch (error) {
    sorry(error);
  }
}
