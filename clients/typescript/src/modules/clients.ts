import * as sdk from '../generated/sdk.gen.js';
import type { ClientIdentityPatch } from '../generated/types.gen.js';
import type { CallOptions, Caller } from '../call.js';

/** Residents. People see "resident"; the table and the API say client. */
export function clientsModule(api: Caller) {
  const changeIdentity = api.change(sdk.updateClientIdentity);
  type Identity = { client_id: string; version: number };
  return {
    list: api.list(sdk.listClients),
    /** The resident with alerts, stay, absence, and (where the person may) contacts and identity: a page in one answer. */
    get: api.get(sdk.getClient),
    /** `(client, query?, options?)`: who opened the record and when, for those who answer for it. */
    views: api.listOf(sdk.listRecordViews),
    create: api.create(sdk.createClient),
    update: api.change(sdk.updateClient),
    archive: api.act(sdk.archiveClient),
    restore: api.do(sdk.restoreClient),
    /** Plans or notes an admission: the resident's id and the bed. */
    admit: api.createIn(sdk.admitClient),
    /** A file of residents. All of it is taken or nothing; `preview` says beforehand what it would do, line by line. */
    import: Object.assign(api.create(sdk.importClients), { preview: api.post(sdk.previewClientImport) }),
    identity: {
      get: api.get(sdk.getClientIdentity),
      create: api.createIn(sdk.createClientIdentity),
      /** Give the identity as it was read. */
      update: (read: Identity, patch: ClientIdentityPatch, options?: CallOptions) =>
        changeIdentity({ id: read.client_id, version: read.version }, patch, options),
    },
  };
}

/** Stays in beds. What ends or moves one is a verb of its own. */
export function staysModule(api: Caller) {
  return {
    of: api.listOf(sdk.listClientStays),
    get: api.get(sdk.getStay),
    update: api.change(sdk.updateStay),
    arrive: api.act(sdk.arrive),
    cancel: api.act(sdk.cancelAdmission),
    /** To another bed of the home; answers the new stay. */
    move: api.act(sdk.moveBed),
    /** To another home; answers the new stay. */
    transfer: api.act(sdk.transferClient),
    discharge: api.act(sdk.discharge),
    death: api.act(sdk.noteDeath),
    archive: api.act(sdk.archiveStay),
    restore: api.do(sdk.restoreStay),
  };
}

/** Times away in hospital or on leave; the bed stays theirs. */
export function absencesModule(api: Caller) {
  return {
    of: api.listOf(sdk.listClientAbsences),
    get: api.get(sdk.getAbsence),
    create: api.createIn(sdk.noteAbsence),
    update: api.change(sdk.updateAbsence),
    return: api.act(sdk.noteReturn),
    archive: api.act(sdk.archiveAbsence),
    restore: api.do(sdk.restoreAbsence),
  };
}

/** Family, friends, and who else is asked or told. */
export function contactsModule(api: Caller) {
  return {
    of: api.listOf(sdk.listContacts),
    get: api.get(sdk.getContact),
    create: api.createIn(sdk.createContact),
    update: api.change(sdk.updateContact),
    archive: api.act(sdk.archiveContact),
    restore: api.do(sdk.restoreContact),
  };
}

/** Members of staff who may not see a resident, such as a relative. */
export function exclusionsModule(api: Caller) {
  return {
    of: api.listOf(sdk.listClientExclusions),
    get: api.get(sdk.getClientExclusion),
    create: api.createIn(sdk.createClientExclusion),
    archive: api.act(sdk.archiveClientExclusion),
    restore: api.do(sdk.restoreClientExclusion),
  };
}

/** Photographs of a resident, of which one is current. An `<img>` of the same site shows `GET /photos/{id}/picture` by itself. */
export function photosModule(api: Caller) {
  return {
    of: api.listOf(sdk.listPhotos),
    get: api.get(sdk.getPhoto),
    /** `(id, { size: 'small' }, options?)`: the bytes, as a Blob. */
    picture: (id: string, { size }: { size?: 'small' } = {}, options?: CallOptions): Promise<Blob> =>
      api.bytes(`/api/v1/photos/${encodeURIComponent(id)}/picture${size ? `?size=${size}` : ''}`, options),
    create: api.createIn(sdk.createPhoto),
    update: api.change(sdk.updatePhoto),
    archive: api.act(sdk.archivePhoto),
    restore: api.do(sdk.restorePhoto),
  };
}

/** What a resident says about themselves, by topic. */
export function aboutMeModule(api: Caller) {
  return {
    /** `(client, { show }, options?)`: in force or proposed, in a fixed order of topics. */
    of: api.listOf(sdk.listAboutMe),
    get: api.get(sdk.getAboutMe),
    create: api.createIn(sdk.createAboutMe),
    update: api.change(sdk.updateAboutMe),
    verify: api.do(sdk.verifyAboutMe),
    reject: api.act(sdk.rejectAboutMe),
    end: api.act(sdk.endAboutMe),
    archive: api.act(sdk.archiveAboutMe),
    restore: api.do(sdk.restoreAboutMe),
  };
}

/** What must not be overlooked about a resident. */
export function alertsModule(api: Caller) {
  return {
    list: api.list(sdk.listAlerts),
    of: api.listOf(sdk.listClientAlerts),
    get: api.get(sdk.getAlert),
    create: api.createIn(sdk.createAlert),
    /** "No known allergies", as somebody who was asked said it. */
    noneKnown: api.createIn(sdk.noteNoKnownAllergies),
    update: api.change(sdk.updateAlert),
    verify: api.do(sdk.verifyAlert),
    reject: api.act(sdk.rejectAlert),
    end: api.act(sdk.endAlert),
    archive: api.act(sdk.archiveAlert),
    restore: api.do(sdk.restoreAlert),
  };
}
