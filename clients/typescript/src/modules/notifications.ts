import * as sdk from '../generated/sdk.gen.js';
import type { Caller } from '../call.js';

/** What one was told, what became of what others were told, and how an organisation tells. */
export function notificationsModule(api: Caller) {
  return {
    /** One's own, the newest first. */
    list: api.list(sdk.listNotifications),
    get: api.get(sdk.getNotification),
    /** How many are not read yet, and how many of them are urgent. */
    unread: api.the(sdk.countUnreadNotifications),
    /** `(id, options?)`: the first time counts. */
    read: api.press(sdk.readNotification),
    /** `(id, options?)`: "I see to it". Nobody further up the ladder is told then. */
    acknowledge: api.press(sdk.acknowledgeNotification),
    /** `({ until }, options?)`: what came while somebody was looking stays unread. */
    readAll: api.create(sdk.readNotifications),
    /** How one wants to be told. Version 0 stands for nothing said yet. */
    preferences: {
      get: api.the(sdk.getNotificationPreferences),
      /** All of it, each time. */
      update: api.changeThe(sdk.setNotificationPreferences),
    },
    /** What became of them outside the console. */
    deliveries: {
      list: api.list(sdk.listDeliveries),
      get: api.get(sdk.getDelivery),
      /** What is still to be sent, the soonest first. */
      waiting: api.list(sdk.listWaitingNotifications),
      /** `(id, options?)`: a dead one is said again, if it may still be said. */
      replay: api.press(sdk.replayDelivery),
    },
    /** Ways out that are or were closed. */
    channels: {
      list: api.list(sdk.listNotificationChannels),
      resume: api.press(sdk.resumeNotificationChannel),
    },
    /** Who is told when nobody acknowledges, and after how long. */
    ladder: {
      list: api.list(sdk.listEscalationSteps),
      get: api.get(sdk.getEscalationStep),
      create: api.create(sdk.createEscalationStep),
      update: api.change(sdk.updateEscalationStep),
      archive: api.act(sdk.archiveEscalationStep),
      restore: api.do(sdk.restoreEscalationStep),
    },
    /** The kinds that there are, with our words and the placeholders of each. */
    kinds: api.list(sdk.listNotificationKinds),
    /** An organisation's own words, by kind and channel. */
    words: {
      list: api.list(sdk.listOwnWords),
      get: api.get(sdk.getOwnWords),
      create: api.create(sdk.createOwnWords),
      update: api.change(sdk.updateOwnWords),
      archive: api.act(sdk.archiveOwnWords),
      restore: api.do(sdk.restoreOwnWords),
    },
  };
}
