import * as account from './en-GB/account';
import * as alerts from './en-GB/alerts';
import type * as flows from './en-GB/flows';
import type * as aboutMe from './en-GB/about-me';
import type * as assessments from './en-GB/assessments';
import type * as care from './en-GB/care';
import type * as concerns from './en-GB/concerns';
import type * as duty from './en-GB/duty';
import type * as handIn from './en-GB/hand-in';
import type * as handover from './en-GB/handover';
import type * as homes from './en-GB/homes';
import * as kit from './en-GB/kit';
import type * as people from './en-GB/people';
import * as residents from './en-GB/residents';
import type * as planBetween from './en-GB/plan-between';
import type * as planSources from './en-GB/plan-sources';
import type * as photos from './en-GB/photos';
import type * as planWriting from './en-GB/plan-writing';
import type * as plans from './en-GB/plans';
import type * as imports from './en-GB/import';
import type * as inbox from './en-GB/inbox';
import type * as invitation from './en-GB/invitation';
import type * as me from './en-GB/me';
import type * as notes from './en-GB/notes';
import type * as now from './en-GB/now';
import type * as pass from './en-GB/pass';
import type * as recordViews from './en-GB/record-views';
import type * as round from './en-GB/round';
import type * as rights from './en-GB/rights';
import type * as sending from './en-GB/sending';
import type * as settings from './en-GB/settings';
import type * as tablet from './en-GB/tablet';
import type * as tasks from './en-GB/tasks';
import * as shell from './en-GB/shell';

/**
 * Every word that people see, by screen: each file of en-GB/ exports namespaces. `useTranslations('residents.form')`
 * gives the words of that part; a key that isn't here doesn't compile. These come with the first load.
 */
export const words = { ...kit, ...shell, ...account, ...residents, ...alerts };

/** And these with their screens: the route of a folder gives them to `MoreWords`. */
export type Words = typeof words &
  typeof flows &
  typeof care &
  typeof handIn &
  typeof handover &
  typeof concerns &
  typeof duty &
  typeof now &
  typeof tablet &
  typeof pass &
  typeof tasks &
  typeof invitation &
  typeof me &
  typeof notes &
  typeof homes &
  typeof people &
  typeof imports &
  typeof recordViews &
  typeof rights &
  typeof settings &
  typeof inbox &
  typeof sending &
  typeof round &
  typeof plans &
  typeof planWriting &
  typeof planSources &
  typeof planBetween &
  typeof assessments &
  typeof photos &
  typeof aboutMe;

declare module 'use-intl' {
  interface AppConfig {
    Messages: Words;
    Locale: 'en-GB';
  }
}
