import {
  aClient,
  aClientPage,
  aPerson,
  aRecordView,
  aSession,
  aWorld,
  handlers,
  idOf,
  problem,
} from '@almoner/client/testing';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { axe } from '~/test/axe';
import { makeQueries } from '~/lib/queries';
import { sessionKey } from '~/session/query';
import { render } from '~/test/render';
import { at, http, server } from '~/test/server';
import { tabsOf } from '../page/tabs';
import ViewsTab from './ViewsTab';

const session = aSession({ person: aPerson({}, 1) });
const page = aClientPage({ client: aClient({}, 1) });

async function views(recordViews: ReturnType<typeof aRecordView>[]) {
  const world = aWorld({ session, recordViews });
  server.use(...handlers(world));
  const queries = makeQueries();
  queries.setQueryData(sessionKey, session);
  const view = await render(<ViewsTab page={page} />, { queries });
  return { world, ...view };
}

describe('who opened a record', () => {
  it('says who, when by the clock of the home, and what, the latest first', async () => {
    const { container } = await views([
      aRecordView({ recorded_at: '2026-06-23T22:04:00Z' }, 1),
      aRecordView({ profile_id: idOf('person', 1), person_name: 'Asha Rao', kind: 'export' }, 2),
    ]);
    const table = await screen.findByRole('table', { name: /^Who opened the record of/ });
    const [, first, second] = within(table).getAllByRole('row');
    expect(first).toHaveTextContent(/Asha Rao \(you\).*23 November 2026, 12:04.*Took a copy away/);
    // In summer the home's clock is an hour ahead.
    expect(second).toHaveTextContent(/Ben Carter.*23 June 2026, 23:04.*The record/);
    expect(await axe(container)).toEqual([]);
  });

  it('comes page after page', async () => {
    await views(Array.from({ length: 27 }, (_, i) => aRecordView({}, i + 1)));
    const table = await screen.findByRole('table');
    expect(within(table).getAllByRole('row')).toHaveLength(26);
    await userEvent.click(screen.getByRole('button', { name: 'Show more' }));
    await waitFor(() => expect(within(table).getAllByRole('row')).toHaveLength(28));
    expect(screen.queryByRole('button', { name: 'Show more' })).toBeNull();
  });

  it('can be narrowed to one person, and back', async () => {
    await views([
      aRecordView({}, 1),
      aRecordView({ profile_id: idOf('person', 5), person_name: 'Efua Mensah' }, 2),
    ]);
    await userEvent.click(await screen.findByRole('button', { name: 'Only what Efua Mensah opened' }));
    await waitFor(() => expect(screen.queryByText('Ben Carter')).toBeNull());
    expect(screen.getByText('Only what Efua Mensah opened')).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Show everybody' }));
    expect(await screen.findByText('Ben Carter')).toBeVisible();
  });

  it('says where there is none, and where it could not be read', async () => {
    const { unmount } = await views([]);
    expect(await screen.findByText('Nobody has opened it')).toBeVisible();
    unmount();
    server.use(http.get(at('/clients/:id/record-views'), () => problem('unavailable')));
    await render(<ViewsTab page={page} />);
    expect(await screen.findByText('Who opened the record could not be loaded.')).toBeVisible();
  });

  it.each([
    ['whom the server shows everybody’s looks', ['read_care', 'read_views'], true],
    ['who gives care', ['read_care', 'propose_alert', 'verify_alert'], false],
    ['who knows the name and no more', [], false],
  ])('is offered to %s: %s', (_who, can, offered) => {
    const there = aClientPage({ client: aClient({ can }, 1) });
    expect(tabsOf(there).includes('views')).toBe(offered);
  });
});
