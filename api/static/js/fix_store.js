// What is said goes to the server at once, one after the other; what was said last can be taken back.
import { api } from "./core.js";

/** Talk to the corrections of one audit; `onBoxes(answer)` gets the boxes after each answer. */
export function startStore(audit, onBoxes) {
  const url = `/api/audits/${audit}/corrections`;
  const done = []; // how to take back what was said here, the latest last
  let last = Promise.resolve();

  /** Run one after the other: a later word must not overtake an earlier one. */
  const inTurn = (work) => {
    last = last.then(work, work);
    return last;
  };

  async function load() {
    const answer = await api("GET", url);
    onBoxes(answer);
    return answer;
  }

  return {
    load,
    /** Say one thing of one box; the correction, or null where it was so already. */
    say: (order) => inTurn(async () => {
      const answer = await api("POST", url, order);
      const made = answer.corrections[0] ?? null;
      if (made) done.push(async () => onBoxes(await api("POST", `${url}/${made.id}/undo`)));
      onBoxes(answer);
      return made;
    }),
    /** Name a whole group of look-alikes; what it was called by a person before comes back with an undo. */
    nameGroup: (group, sku) => inTurn(async () => {
      const name = `/api/audits/${audit}/groups/${group}/name`;
      const before = (await api("GET", `/api/audits/${audit}`)).groups.find((one) => one.number === group);
      await api("POST", name, { sku });
      done.push(async () => {
        if (before?.named_by_person && before.sku) await api("POST", name, { sku: before.sku });
        else await api("DELETE", name);
        await load();
      });
      return load();
    }),
    teach: (number) => inTurn(() => api("POST", `/api/audits/${audit}/boxes/${number}/reference`)),
    unteach: (reference) => inTurn(() => api("DELETE", reference.url.replace(/\.jpg$/, ""))),
    carry: () => inTurn(async () => {
      const answer = await api("POST", `${url}/carry`);
      onBoxes(answer);
      return answer.corrections.length;
    }),
    /** Take back what was said last on this page, else the newest correction in force; false where there is none. */
    undo: () => inTurn(async () => {
      const back = done.pop();
      if (back) {
        await back();
        return true;
      }
      const { corrections } = await api("GET", url);
      const newest = corrections.filter((one) => one.undone_at === null).at(-1);
      if (!newest) return false;
      onBoxes(await api("POST", `${url}/${newest.id}/undo`));
      return true;
    }),
    /** The specs of a product: the same brand and name in other sizes, itself included. */
    async siblings(box) {
      const answer = await api("GET", `/api/skus?${new URLSearchParams({ q: `${box.brand} ${box.name}`, limit: 50 })}`);
      return answer.skus.filter((sku) => sku.brand === box.brand && sku.name === box.name)
        .map((sku) => ({ sku: sku.code, brand: sku.brand, name: sku.name, spec: sku.spec }));
    },
  };
}
