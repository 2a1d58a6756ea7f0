// The phone's own store (IndexedDB): visits, photos, and what is remembered. Used by pages and by the worker.
let opening = null;

function database() {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("paimian", 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("visits", { keyPath: "id" });
      request.result.createObjectStore("photos", { keyPath: "id" });
      request.result.createObjectStore("memory");
    };
    request.onsuccess = () => {
      const db = request.result;
      const forget = () => { opening = null; };
      db.onversionchange = () => { db.close(); forget(); };
      db.onclose = forget;
      resolve(db);
    };
    request.onerror = () => { opening = null; reject(request.error); };
  });
  return opening;
}

/** Run `work(objectStore)` in one transaction; resolves to the request's result once all of it is on the disk. */
async function within(name, mode, work) {
  const db = await database();
  return new Promise((resolve, reject) => {
    // «strict»: what was told to be kept is kept even if the phone dies in the next moment
    const transaction = db.transaction(name, mode, { durability: "strict" });
    const request = work(transaction.objectStore(name));
    transaction.oncomplete = () => resolve(request?.result);
    transaction.onabort = () => reject(transaction.error ?? request?.error);
  });
}

export const read = (name, key) => within(name, "readonly", (store) => store.get(key));
export const readAll = (name) => within(name, "readonly", (store) => store.getAll());
export const write = (name, value, key) => within(name, "readwrite", (store) => store.put(value, key));
export const remove = (name, key) => within(name, "readwrite", (store) => store.delete(key));

/** Change a record without anybody in between: `edit(old)` returns the new one, or nothing to leave it as it is. */
export async function change(name, key, edit) {
  let now;
  await within(name, "readwrite", (store) => {
    const request = store.get(key);
    request.onsuccess = () => {
      now = edit(request.result);
      if (now === undefined) now = request.result;
      else if (store.keyPath === null) store.put(now, key);
      else store.put(now);
    };
    return request;
  });
  return now;
}
