import { useInfiniteQuery } from '@tanstack/react-query';
import type { Almoner } from '../almoner.js';
import { keys } from '../keys.js';
import { how, withRows, type ReadOptions } from './how.js';
import { every, type QueryOf } from './options.js';
import { useAlmoner } from './provider.js';
import { useCall } from './write.js';

export type DevicesQuery = QueryOf<Almoner['devices']['list']>;

/** Query options of shared tablets. */
export const deviceOptions = {
  devices: ({ devices }: Almoner, query: DevicesQuery = {}) =>
    every(keys.devices.infinite(query), devices.list, query),
};

/** Tablets that people of homes share, the latest first; `{ home }` for those of one. */
export const useDevices = (query?: DevicesQuery, read?: ReadOptions) =>
  withRows(useInfiniteQuery({ ...deviceOptions.devices(useAlmoner(), query), ...how(read) }));

const touched = [keys.devices.all];
/** `mutate([{ care_home_id, name }])`: the device that calls becomes a shared tablet. */
export const useRegisterDevice = () => useCall((a) => a.devices.register, touched);
/** `mutate([device, { reason }])`: its sign-ins end, its PINs are gone. */
export const useRevokeDevice = () => useCall((a) => a.devices.revoke, touched);
