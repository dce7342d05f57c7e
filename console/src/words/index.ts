import * as account from './en-GB/account';
import * as flows from './en-GB/flows';
import * as homes from './en-GB/homes';
import * as kit from './en-GB/kit';
import * as residents from './en-GB/residents';
import * as shell from './en-GB/shell';

/**
 * Every word that people see, by screen: each file of en-GB/ exports namespaces. `useTranslations('residents.form')`
 * gives the words of that part; a key that isn't here doesn't compile.
 */
export const words = { ...kit, ...shell, ...account, ...residents, ...homes, ...flows };

export type Words = typeof words;

declare module 'use-intl' {
  interface AppConfig {
    Messages: Words;
    Locale: 'en-GB';
  }
}
