/** How long a device keeps what is read without a connection: a shift and what comes around it. */
const KEPT = 16 * 3_600_000;

/** Whether what was kept then is still good now. A clock that was set back makes nothing younger. */
export const isFresh = (at: number, now = Date.now()): boolean => at > now - KEPT && at <= now;

/** The one table of a database of this device: each call a transaction of its own, which has ended when it resolves. */
export function tableOf(name: string, table: string, keyPath: string) {
  return <T>(mode: IDBTransactionMode, work: (rows: IDBObjectStore) => IDBRequest<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      const opening = indexedDB.open(name, 1);
      opening.addEventListener('upgradeneeded', () => opening.result.createObjectStore(table, { keyPath }));
      opening.addEventListener('error', () => reject(opening.error));
      opening.addEventListener('success', () => {
        const db = opening.result;
        const transaction = db.transaction(table, mode);
        const request = work(transaction.objectStore(table));
        transaction.addEventListener('complete', () => {
          db.close();
          resolve(request.result);
        });
        transaction.addEventListener('abort', () => {
          db.close();
          reject(transaction.error);
        });
      });
    });
}
