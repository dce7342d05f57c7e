import * as sdk from '../generated/sdk.gen.js';
import type { DeviceIn, PrivatePatch } from '../generated/types.gen.js';
import type { ActOptions, CallOptions, Caller } from '../call.js';

/** Members of staff and everybody else who signs in. */
export function peopleModule(api: Caller) {
  const names = api.list(sdk.listPeopleNames);
  const changePrivate = api.change(sdk.updatePrivate);
  type Private = { profile_id: string; version: number };
  return {
    list: api.list(sdk.listPeople),
    /** Names of people, present and past, by their ids. */
    names: (ids: string[], options?: CallOptions) => names({ ids }, options),
    get: api.getWith(sdk.getPerson),
    invite: api.create(sdk.invitePerson),
    /** A file of staff, who are invited; `preview` says beforehand what it would do, line by line. */
    import: Object.assign(api.create(sdk.importPeople), { preview: api.post(sdk.previewPeopleImport) }),
    reinvite: api.act(sdk.reinvitePerson),
    withdraw: api.do(sdk.withdrawInvitation),
    update: api.change(sdk.updatePerson),
    updatePreferences: api.change(sdk.updatePreferences),
    /** Ends every sign-in of theirs at once. */
    disable: api.do(sdk.disablePerson),
    enable: api.do(sdk.enablePerson),
    archive: api.act(sdk.archivePerson),
    restore: api.do(sdk.restorePerson),
    /** "What can Asha see?" */
    preview: api.get(sdk.previewPerson),
    private: {
      get: api.get(sdk.getPrivate),
      /** Give the private details as they were read. */
      update: (read: Private, patch: PrivatePatch, options?: CallOptions) =>
        changePrivate({ id: read.profile_id, version: read.version }, patch, options),
    },
  };
}

/** Who works in which home. */
export function membershipsModule(api: Caller) {
  return {
    list: api.list(sdk.listMemberships),
    get: api.get(sdk.getMembership),
    create: api.create(sdk.createMembership),
    update: api.change(sdk.updateMembership),
    end: api.act(sdk.endMembership),
    archive: api.act(sdk.archiveMembership),
    restore: api.do(sdk.restoreMembership),
  };
}

/** Who manages which home. */
export function homeManagersModule(api: Caller) {
  return {
    list: api.list(sdk.listHomeManagers),
    get: api.get(sdk.getHomeManager),
    create: api.create(sdk.createHomeManager),
    update: api.change(sdk.updateHomeManager),
    end: api.act(sdk.endHomeManager),
    archive: api.act(sdk.archiveHomeManager),
    restore: api.do(sdk.restoreHomeManager),
  };
}

/** Owners and compliance leads of the organisation. */
export function officesModule(api: Caller) {
  return {
    list: api.list(sdk.listOffices),
    get: api.get(sdk.getOffice),
    create: api.create(sdk.createOffice),
    archive: api.act(sdk.archiveOffice),
  };
}

/** Tablets that the people of a home share. */
export function devicesModule(api: Caller) {
  const register = api.create(sdk.registerDevice);
  return {
    list: api.list(sdk.listDevices),
    get: api.get(sdk.getDevice),
    /** Makes the device that calls a shared tablet of a home. Sign out afterwards. */
    register: (body: Omit<DeviceIn, 'transport'>, options?: ActOptions) =>
      register({ ...body, transport: api.credentials.transport }, options),
    revoke: api.act(sdk.revokeDevice),
  };
}
