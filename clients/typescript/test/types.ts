// Compiled by `npm run types`, never run: what is wrong must not compile. An @ts-expect-error that expects in vain fails.
import { createAlmoner, isApiError, type ApiErrorCode, type ClientOut } from '@almoner/client';
import {
  useArchiveClient,
  useArchivePart,
  useArchivePerson,
  useCall,
  useClients,
  usePeople,
  useRestoreMembership,
  useUpdateClient,
  useUpdateHomeManager,
  useUpdateMembership,
  useFreeBeds,
  useVerifyAlert,
} from '@almoner/client/react';
import { aClient, anAlert, aHomeManager, aMembership, aPerson } from '@almoner/client/testing';

const almoner = createAlmoner();
const client: ClientOut = aClient();

export async function changes() {
  await almoner.clients.update(client, { preferred_name: null });
  await almoner.clients.update({ id: client.id, version: 3 }, { title: 'Mrs' });
  // @ts-expect-error -- without the version that was read, there is no If-Match
  await almoner.clients.update({ id: client.id }, { title: 'Mrs' });
  // @ts-expect-error -- an id is no record
  await almoner.clients.archive(client.id, { reason: 'Twice' });
  // @ts-expect-error -- nobody sets a status: it follows from stays
  await almoner.clients.update(client, { status: 'current' });
  // @ts-expect-error -- a typing mistake
  await almoner.clients.update(client, { prefered_name: 'Edie' });
  // @ts-expect-error -- a number is no name
  await almoner.clients.update(client, { title: 7 });
  // @ts-expect-error -- a reason is required
  await almoner.clients.archive(client, {});
  // @ts-expect-error -- identity is changed by the version of the identity
  await almoner.clients.identity.update(client, { nhs_number: null });
  // @ts-expect-error -- settings have a version too
  await almoner.settings.update({ retention_years: 8 });
}

export async function reads() {
  const page = await almoner.clients.list({ status: ['current', 'hospital'], sort: '-updated_at' });
  const names: string[] = page.items.map((row) => row.given_name);
  // @ts-expect-error -- an id is text
  await almoner.clients.get(7);
  // @ts-expect-error -- no such status
  await almoner.clients.list({ status: ['alive'] });
  // @ts-expect-error -- no such order
  await almoner.clients.list({ sort: 'room' });
  // @ts-expect-error -- no such join
  await almoner.clients.list({ include: ['everything'] });
  // @ts-expect-error -- no such filter
  await almoner.clients.list({ organisation: 'x' });
  // @ts-expect-error -- a row may have no key worker
  const worker: string = page.items[0]!.key_worker_id;
  return { names, worker };
}

export async function creates() {
  const body = { holding_home_id: 'h', given_name: 'Edith', family_name: 'Marsh' };
  await almoner.clients.create(body, { idempotencyKey: 'tap-1' });
  // @ts-expect-error -- which home?
  await almoner.clients.create({ given_name: 'Edith', family_name: 'Marsh' });
  // @ts-expect-error -- the organisation is never the client's to say
  await almoner.clients.create({ ...body, organisation_id: 'o' });
  // @ts-expect-error -- a read has no attempt to name
  await almoner.clients.get('x', { idempotencyKey: 'tap-1' });
  // @ts-expect-error -- no such kind
  await almoner.alerts.create('x', { kind: 'allergies', detail: 'Penicillin' });
  // @ts-expect-error -- the client knows its transport
  await almoner.session.signIn({ email: 'a@b.example', password: 'x', transport: 'cookie' });
}

export function errors(error: unknown): ApiErrorCode | undefined {
  // @ts-expect-error -- no such code
  isApiError(error, 'conflict');
  return isApiError(error, 'stale', 'network') ? error.code : undefined;
}

export function useThings() {
  const found = useClients({ status: ['current'] });
  const first: ClientOut | undefined = found.rows[0];
  // @ts-expect-error -- the cursor's work is the hook's, but a filter has to exist
  useClients({ name: 'Edith' });
  const update = useUpdateClient(client.id, { onConflict: ({ current }) => current.given_name });
  update.mutate({ record: client, patch: { title: null } });
  // @ts-expect-error -- which version?
  update.mutate({ record: { id: client.id }, patch: { title: null } });
  // @ts-expect-error -- no such field
  update.mutate({ record: client, patch: { room: '3' } });
  const archive = useArchiveClient();
  archive.mutate([client, { reason: 'Twice' }]);
  // @ts-expect-error -- a reason is required
  archive.mutate([client]);
  return first;
}

export function usePeopleThings() {
  usePeople({ status: 'invited', include: ['memberships'] });
  // @ts-expect-error -- no such status
  usePeople({ status: 'gone' });
  useArchivePerson().mutate([aPerson(), { reason: 'Twice' }]);
  const change = useUpdateMembership();
  change.mutate([aMembership(), { grade: 'senior', until: null }]);
  // @ts-expect-error -- a membership stays with its home
  change.mutate([aMembership(), { care_home_id: 'h' }]);
  const kind = useUpdateHomeManager();
  kind.mutate([aHomeManager(), { kind: 'registered' }]);
  // @ts-expect-error -- no such kind of manager
  kind.mutate([aHomeManager(), { kind: 'boss' }]);
  // @ts-expect-error -- which version?
  useRestoreMembership().mutate([{ id: 'm' }]);
}

export function useReads() {
  useClients({ q: 'marsh' }, { keepPrevious: true, staleTime: 30_000 });
  useFreeBeds('h', { kind: 'permanent' }, { always: true });
  // @ts-expect-error -- how one reads is said after what is asked for
  useClients({ keepPrevious: true });
  // @ts-expect-error -- the client tries again by itself, by its own rules
  useClients({}, { retry: 3 });
}

export function useDeeds() {
  useVerifyAlert().mutate(anAlert());
  // @ts-expect-error -- which version?
  useVerifyAlert().mutate({ id: 'a' });
  useVerifyAlert({ onConflict: ({ current }) => current.severity });
  useArchivePart('rooms').mutate([{ id: 'r', version: 1 }, { reason: 'Walled up' }]);
  // @ts-expect-error -- no such part of a home
  useArchivePart('lifts');
  const own = useCall((a) => a.stays.discharge, []);
  own.mutate([{ id: 's', version: 1 }, { reason: 'returned_home' }]);
  // @ts-expect-error -- no such reason
  own.mutate([{ id: 's', version: 1 }, { reason: 'bored' }]);
}
