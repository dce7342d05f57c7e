import * as sdk from '../generated/sdk.gen.js';
import type { Caller } from '../call.js';

/** What an organisation decides for itself. */
export function settingsModule(api: Caller) {
  return {
    get: api.the(sdk.getSettings),
    update: api.changeThe(sdk.updateSettings),
  };
}

/** The organisation, and the words that its people see. */
export function organisationModule(api: Caller) {
  return {
    get: api.the(sdk.getOrganisation),
    update: api.changeThe(sdk.updateOrganisation),
    labels: {
      list: api.list(sdk.listLabels),
      get: api.get(sdk.getLabel),
      update: api.change(sdk.updateLabel),
    },
  };
}

/** What goes wrong in a client. */
export function operationsModule(api: Caller) {
  return {
    /** Code, route, build and request id; no free text, so no personal data. */
    reportClientError: api.post(sdk.reportClientError),
  };
}
