import { useSession } from '@almoner/client/react';
import { useMemo, type ReactNode } from 'react';
import { IntlProvider, useLocale, useMessages } from 'use-intl';
import type { Words } from '.';
import { labelled } from './labels';

/**
 * Words that come with a part of the console instead of with the first load, and everything in the organisation's words.
 * Without `words` it only does the second.
 */
export function MoreWords({ words, children }: { words?: Partial<Words>; children: ReactNode }) {
  const locale = useLocale();
  const present = useMessages();
  // What is known of the session; asking for it is the business of the route around.
  const session = useSession({ enabled: false }).data;
  const labels = session?.organisation?.labels;
  const messages = useMemo(
    // What stands around these is in the organisation's words already.
    () => (words ? { ...present, ...labelled(words, labels) } : labelled(present, labels)),
    [present, words, labels],
  );
  return (
    <IntlProvider locale={locale} messages={messages}>
      {children}
    </IntlProvider>
  );
}
