import * as sdk from '../generated/sdk.gen.js';
import type { Caller } from '../call.js';

/** Homes, and their units, rooms and beds. */
export function careHomesModule(api: Caller) {
  return {
    list: api.list(sdk.listCareHomes),
    /** Names of all homes of the organisation, for whoever may send a resident to one they don't see. */
    directory: api.list(sdk.listHomeDirectory),
    get: api.get(sdk.getCareHome),
    create: api.create(sdk.createCareHome),
    update: api.change(sdk.updateCareHome),
    archive: api.act(sdk.archiveCareHome),
    restore: api.do(sdk.restoreCareHome),
    /** Home, units, rooms and beds in one answer; with `archived: 'only'` the archived ones, for who may restore them. */
    layout: api.getWith(sdk.getHomeLayout),
    units: {
      get: api.get(sdk.getUnit),
      create: api.createIn(sdk.createUnit),
      update: api.change(sdk.updateUnit),
      archive: api.act(sdk.archiveUnit),
      restore: api.do(sdk.restoreUnit),
    },
    rooms: {
      get: api.get(sdk.getRoom),
      create: api.createIn(sdk.createRoom),
      update: api.change(sdk.updateRoom),
      archive: api.act(sdk.archiveRoom),
      restore: api.do(sdk.restoreRoom),
    },
    beds: {
      get: api.get(sdk.getBed),
      create: api.createIn(sdk.createBed),
      update: api.change(sdk.updateBed),
      archive: api.act(sdk.archiveBed),
      restore: api.do(sdk.restoreBed),
    },
  };
}

/** Beds taken and free, by the home's id. */
export function occupancyModule(api: Caller) {
  return {
    get: api.getWith(sdk.getOccupancy),
    freeBeds: api.listOf(sdk.listFreeBeds),
  };
}
