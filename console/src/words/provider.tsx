import type { ReactNode } from 'react';
import { I18nProvider } from 'react-aria-components';
import { IntlProvider } from 'use-intl';
import { words } from '.';

/** Language and the clock that times are shown on, where a home doesn't say its own. */
export function Words({ zone = 'Europe/London', children }: { zone?: string; children: ReactNode }) {
  return (
    <IntlProvider locale="en-GB" messages={words} timeZone={zone}>
      <I18nProvider locale="en-GB">{children}</I18nProvider>
    </IntlProvider>
  );
}
