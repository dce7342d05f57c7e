import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ClientOut, ClientPageOut, ClientPatch } from '../generated/types.gen.js';
import { isApiError } from '../error.js';
import { keys } from './keys.js';
import { overlay, undo, type Change } from './optimistic.js';
import { useAlmoner } from './provider.js';

export interface UpdateClient {
  /** The record as it was read: its version is what the change is made to. */
  record: ClientOut;
  patch: ClientPatch;
}

export interface UpdateClientOptions {
  /**
   * Somebody else changed the record meanwhile: theirs, for a conflict view. Their version is shown from then on; what was
   * wanted is in `wanted`.
   */
  onConflict?: (conflict: { current: ClientOut; wanted: UpdateClient }) => void;
}

/** Shows the change at once, takes it back by field when it fails, and hands a conflict to whoever can ask the person. */
export function useUpdateClient(id: string, { onConflict }: UpdateClientOptions = {}) {
  const almoner = useAlmoner();
  const queries = useQueryClient();
  const key = keys.clients.record(id);
  // Siblings under way: what they show must not be read over.
  const mutationKey = ['clients', 'update', id];
  const write = (change: (record: ClientOut) => ClientOut) =>
    queries.setQueryData<ClientPageOut>(key, (page) => page && { ...page, client: change(page.client) });

  return useMutation<ClientOut, Error, UpdateClient, Change<ClientOut> | undefined>({
    mutationKey,
    // One after the other for each resident, in the order of the person's presses.
    scope: { id: mutationKey.join('/') },
    mutationFn: ({ record, patch }) => {
      // The one before may have moved the version on.
      const shown = queries.getQueryData<ClientPageOut>(key)?.client;
      const version = shown && shown.version > record.version ? shown.version : record.version;
      return almoner.clients.update({ id, version }, patch);
    },
    onMutate: async ({ patch }) => {
      await queries.cancelQueries({ queryKey: key });
      let change: Change<ClientOut> | undefined;
      write((record) => {
        const laid = overlay(record, patch as Partial<ClientOut>);
        change = laid.change;
        return laid.record;
      });
      return change;
    },
    onSuccess: (saved) => {
      // Only what the server decides: fields of siblings under way stay as they are shown.
      write((record) => ({ ...record, version: saved.version, updated_at: saved.updated_at, can: saved.can }));
    },
    onError: (error, wanted, change) => {
      if (change) write((record) => undo(record, change));
      if (isApiError(error, 'stale') && error.current) {
        const current = error.current as ClientOut;
        write(() => current);
        onConflict?.({ current, wanted });
      }
    },
    onSettled: async () => {
      // This one still counts as under way here.
      if (queries.isMutating({ mutationKey }) > 1) return;
      await Promise.all([
        queries.invalidateQueries({ queryKey: key }),
        queries.invalidateQueries({ queryKey: ['clients', 'infinite'] }),
        queries.invalidateQueries({ queryKey: ['clients', 'list'] }),
      ]);
    },
  });
}
