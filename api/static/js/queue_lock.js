// One sender at a time among all tabs and the worker: Web Locks, or where the page is not served over https a lease in IndexedDB.
import { change, write } from "./db.js";

const NAME = "paimian-queue";
const LEASE_MS = 15_000;
const me = Math.random().toString(36).slice(2);

/** Run `work` while nobody else sends. Where another sender is at it: wait for it, or with `wait` false return null. */
export async function alone(work, { wait = true } = {}) {
  if (globalThis.navigator?.locks) {
    return navigator.locks.request(NAME, wait ? {} : { ifAvailable: true }, (lock) => (lock ? work() : null));
  }
  while (!await lease()) {
    if (!wait) return null;
    await new Promise((resolve) => setTimeout(resolve, 2000));
  }
  const renew = setInterval(lease, LEASE_MS / 3);
  try {
    return await work();
  } finally {
    clearInterval(renew);
    await write("memory", null, NAME);
  }
}

/** Take the lease, or renew it; one transaction decides among tabs. */
async function lease() {
  const held = await change("memory", NAME, (old) => (
    !old || old.owner === me || old.until < Date.now() ? { owner: me, until: Date.now() + LEASE_MS } : undefined
  ));
  return held?.owner === me;
}
