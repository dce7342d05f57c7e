import * as sdk from '../generated/sdk.gen.js';
import type { Caller } from '../call.js';

/** What runs by itself, and what became of it. */
export function schedulesModule(api: Caller) {
  return {
    /** The jobs, each with its latest run, when it falls due next, and how many of its runs are dead. */
    list: api.list(sdk.listScheduledJobs),
    get: api.get(sdk.getScheduledJob),
    /** On or off, when it falls due, how long it is caught up with. */
    update: api.change(sdk.updateScheduledJob),
    /** `(id, options?)`: once, now. Refused while a run that somebody started is not over. */
    start: api.press(sdk.startJob),
    runs: {
      list: api.list(sdk.listJobRuns),
      get: api.get(sdk.getJobRun),
      /** A dead one is tried again. */
      replay: api.do(sdk.replayJobRun),
    },
  };
}
