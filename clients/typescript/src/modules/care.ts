import * as sdk from '../generated/sdk.gen.js';
import type { Caller } from '../call.js';

/** The living plan of a resident, its numbered versions, who has read them, and its reviews. */
export function carePlansModule(api: Caller) {
  return {
    /** `(client, options?)`: with the active version whole, drafts that one may see, and the next review. */
    of: api.get(sdk.getCarePlan),
    /** `(client, body, options?)`: with a first draft. */
    start: api.createIn(sdk.startCarePlan),
    /** `(client, body, options?)`: an initial version at an admission, which whoever runs the shift may publish. */
    startInitial: api.createIn(sdk.startInitialCarePlan),
    /** `(sleep, { verdict }, options?)`: of a plan that slept between two stays, that it is still right, or needs a change. */
    confirmSleeping: api.act(sdk.confirmSleepingCarePlan),
    /** `(client, { at, person }, options?)`: what was published then, what was shown to a person, what they had confirmed. */
    asOf: api.getWith(sdk.getCarePlanAsOf),
    versions: {
      /** `(client, query?, options?)`: without sections. */
      of: api.listOf(sdk.listCarePlanVersions),
      get: api.get(sdk.getCarePlanVersion),
      /** `(plan, body, options?)`: a new draft, of the active version or of another. */
      create: api.createIn(sdk.startCarePlanVersion),
      /** For autosave: `sections` whole, or some `domains`. */
      update: api.change(sdk.updateCarePlanVersion),
      submit: api.do(sdk.submitCarePlanVersion),
      sendBack: api.do(sdk.sendBackCarePlanVersion),
      /** Answers what it changed for those who give care. */
      publish: api.do(sdk.publishCarePlanVersion),
      /** What publishing would change now. */
      summary: api.get(sdk.getPublishSummary),
      withdraw: api.do(sdk.withdrawCarePlanVersion),
      cease: api.do(sdk.ceaseCarePlanVersion),
      /** `(version, { against }, options?)` */
      compare: api.getWith(sdk.compareCarePlanVersions),
    },
    reads: {
      of: api.listOf(sdk.listCarePlanReads),
      /** `(version, body, options?)`: that it was shown to oneself, and read. */
      confirm: api.createIn(sdk.confirmCarePlanRead),
    },
    reviews: {
      list: api.list(sdk.listCarePlanReviews),
      of: api.listOf(sdk.listClientCarePlanReviews),
      get: api.get(sdk.getCarePlanReview),
      create: api.createIn(sdk.createCarePlanReview),
      update: api.change(sdk.updateCarePlanReview),
      hold: api.act(sdk.holdCarePlanReview),
      cancel: api.do(sdk.cancelCarePlanReview),
    },
  };
}

/** What is to be done for residents, and what came of it. */
export function tasksModule(api: Caller) {
  return {
    /** `({ home }, options?)`: what a carer needs for now, in one answer. */
    round: api.ask(sdk.getRound),
    /** `({ home }, { held, ...options }?)`: the same, unless what is held still holds. */
    roundAnew: api.askAnew(sdk.getRound),
    list: api.list(sdk.listTasks),
    /** With its records. */
    get: api.get(sdk.getTask),
    /** `(client, body, options?)`: ad hoc, or one as needed. */
    begin: api.createIn(sdk.beginTask),
    update: api.change(sdk.updateTask),
    claim: api.do(sdk.claimTask),
    release: api.do(sdk.releaseTask),
    /** `(task, body, options?)`: evidence, stored once under its key. Refused with `recorded_meanwhile` where somebody was quicker. */
    record: api.createIn(sdk.recordTask),
    /** `(task, body, options?)`: by the second person of a task for two. */
    confirm: api.createIn(sdk.confirmTask),
    /** The same outcome for several, each with a result of its own. */
    recordSeveral: api.create(sdk.recordTasks),
    archive: api.act(sdk.archiveTask),
    restore: api.do(sdk.restoreTask),
    definitions: {
      /** `(version, query?, options?)` */
      of: api.listOf(sdk.listTaskDefinitions),
      get: api.get(sdk.getTaskDefinition),
      create: api.createIn(sdk.createTaskDefinition),
      update: api.change(sdk.updateTaskDefinition),
      /** `(definition, { from }, options?)`: the next ten times. */
      next: api.getWith(sdk.previewTaskDefinition),
      archive: api.act(sdk.archiveTaskDefinition),
      restore: api.do(sdk.restoreTaskDefinition),
    },
  };
}

/** What is noted of a resident's day. A note is added to and never changed. */
export function notesModule(api: Caller) {
  return {
    list: api.list(sdk.listNotes),
    of: api.listOf(sdk.listClientNotes),
    /** With what was added to it. */
    get: api.get(sdk.getNote),
    create: api.createIn(sdk.createNote),
    /** `(note, body, options?)`: more, or that it does not hold and why. */
    add: api.createIn(sdk.addToNote),
    /** What each kind measures, in which units and bounds. */
    kinds: api.list(sdk.listNoteKinds),
    /** Residents of whom nothing is noted yet in a care day. */
    missing: api.list(sdk.listMissingNotes),
    /** `(client, query?, options?)`: totals of care days, and series for charts. */
    measures: api.getWith(sdk.getClientMeasures),
  };
}

/** What lies on a device of somebody who can't send it any more. */
export function handInsModule(api: Caller) {
  return {
    /**
     * `({ author_id, entries }, options?)`: by a manager of the home; each entry has a result of its own. The manager is the author,
     * whose device it was stands beside it as `claimed_author`.
     */
    create: api.create(sdk.handIn),
  };
}

/** What a shift leaves to the next, and who has taken it in. */
export function handoversModule(api: Caller) {
  return {
    list: api.list(sdk.listHandovers),
    /** With its items by resident, who has signed, and who comes on. */
    get: api.get(sdk.getHandover),
    create: api.create(sdk.createHandover),
    /** `(handover, body, options?)`: for oneself. */
    acknowledge: api.createIn(sdk.acknowledgeHandover),
    items: {
      add: api.createIn(sdk.addHandoverItem),
      close: api.act(sdk.closeHandoverItem),
    },
  };
}

/** A worry about a resident, told at once. */
export function concernsModule(api: Caller) {
  return {
    list: api.list(sdk.listConcerns),
    of: api.listOf(sdk.listClientConcerns),
    get: api.get(sdk.getConcern),
    /** `(client, body, options?)`: evidence, stored once under its key. Says how many people were told. */
    raise: api.createIn(sdk.raiseConcern),
    /** "I see to it": nobody else is told. */
    acknowledge: api.do(sdk.acknowledgeConcern),
    /** `(concern, { outcome }, options?)` */
    close: api.act(sdk.closeConcern),
  };
}

/** Who is on in a home, whom they care for today, and passes for one shift. */
export function dutyModule(api: Caller) {
  return {
    /** `({ home, at }, options?)`: who is on, and who is to be. */
    board: api.ask(sdk.listDuty),
    /** Where one is on oneself. */
    mine: api.ask(sdk.getMyDuty),
    start: api.create(sdk.startDuty),
    end: api.do(sdk.endDuty),
    update: api.change(sdk.updateDuty),
    archive: api.act(sdk.archiveDuty),
    restore: api.do(sdk.restoreDuty),
    allocations: {
      /** `({ home, care_day }, options?)` */
      list: api.list(sdk.listAllocations),
      /** The whole list of a home, unit and shift, with the version that was read. */
      set: api.create(sdk.allocateResidents),
    },
    passes: {
      list: api.list(sdk.listAgencyPasses),
      get: api.get(sdk.getAgencyPass),
      /** Somebody of an agency, for one shift in one home: answers the code that signs them in once. */
      admit: api.create(sdk.admitAgency),
      /** Another code; the sign-in of the one before ends. */
      renewCode: api.createIn(sdk.renewPassCode),
    },
  };
}

/** Scored instruments, and what came of them. */
export function assessmentsModule(api: Caller) {
  return {
    /** What ships and what the organisation loaded. */
    instruments: api.list(sdk.listInstruments),
    /** `({ home }, options?)`: the last of each resident and instrument, by when the next is due. */
    due: api.list(sdk.listDueAssessments),
    of: api.listOf(sdk.listClientAssessments),
    get: api.get(sdk.getAssessment),
    /** `(client, body, options?)`: answers; the server scores them. Evidence, stored once under its key. */
    create: api.createIn(sdk.createAssessment),
    /** `(assessment, body, options?)`: more, or that it does not hold and why. */
    add: api.createIn(sdk.addToAssessment),
    /** `(client, { instrument }, options?)`: scores for a chart. */
    trend: api.getWith(sdk.getClientAssessmentTrend),
  };
}
