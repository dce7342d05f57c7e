import {
  aConcern,
  aHandover,
  aHandoverPage,
  aSession,
  aWorld,
  handlers,
  idOf,
  problem,
} from '@almoner/client/testing';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clearToasts } from '~/kit';
import { axe } from '~/test/axe';
import { render } from '~/test/render';
import { at, http, server } from '~/test/server';
import { ComposePage } from './ComposePage';
import { HandoverPage } from './HandoverPage';

beforeEach(() => sessionStorage.clear());
afterEach(clearToasts);

const [home] = aSession().homes;
const session = aSession({ homes: [home!] });
const handover = aHandover({ created_at: new Date().toISOString() }, 1);
const raised = aConcern({ urgent: true }, 1);
const closed = aConcern(
  {
    text: 'Ate nothing',
    category: 'eating_drinking',
    status: 'closed',
    outcome: 'Ate at two',
    closed_by_name: 'Carol Nkemelu',
    closed_at: '2026-11-23T14:00:00Z',
    can: [],
  },
  2,
);

function world(concerns = [raised, closed]) {
  const there = aWorld({ session, concerns, handovers: [aHandoverPage({ handover, concerns })] });
  server.use(...handlers(there));
  return there;
}

describe('concerns in a handover', () => {
  it('stand with what was said, who sees to them, and where they are', async () => {
    world();
    await render(<HandoverPage search={{}} onSearch={() => {}} />);
    const list = await screen.findByRole('list', { name: 'Concerns' });
    const [first, second] = within(list).getAllByRole('listitem');
    expect(first).toHaveTextContent(/Skin.*Urgent.*Nobody sees to it yet.*Her heel is red and warm/);
    expect(second).toHaveTextContent(/Eating, drinking.*Closed.*What was done: Ate at two/);
    const links = within(list).getAllByRole('link', { name: /^Open the concern about/ });
    expect(links.map((link) => link.getAttribute('href'))).toEqual([
      `/concerns?home=${idOf('home', 1)}#concern-${raised.id}`,
      `/concerns?home=${idOf('home', 1)}&view=all#concern-${closed.id}`,
    ]);
    expect(screen.getByText('1 waits for somebody')).toBeVisible();
    expect(await axe(document.body)).toEqual([]);
  });

  it('are seen to from there, and the handover says who does', async () => {
    const there = world();
    await render(<HandoverPage search={{}} onSearch={() => {}} />);
    await userEvent.click(await screen.findByRole('button', { name: /^I see to it/ }));
    const list = screen.getByRole('list', { name: 'Concerns' });
    await waitFor(() => expect(list).toHaveTextContent(`${session.person!.name} sees to it`));
    expect(there.concerns.get(raised.id)!.status).toBe('acknowledged');
    expect(screen.getByText('Somebody sees to each')).toBeVisible();
  });

  it('says that there are none', async () => {
    world([]);
    await render(<HandoverPage search={{}} onSearch={() => {}} />);
    expect(await screen.findByText(/^Nobody raised a concern in this shift/)).toBeVisible();
  });
});

describe('whoever hands over', () => {
  it('sees what is open, and not what is closed', async () => {
    world();
    await render(<ComposePage home={undefined} />);
    const list = await screen.findByRole('list', { name: 'Open concerns' });
    expect(within(list).getAllByRole('listitem')).toHaveLength(1);
    expect(list).toHaveTextContent('Her heel is red and warm');
  });

  it('is told when they could not be read, and never that there are none', async () => {
    world();
    server.use(http.get(at('/concerns'), () => problem('unavailable')));
    await render(<ComposePage home={undefined} />);
    expect(await screen.findByText('The open concerns could not be loaded.')).toBeVisible();
    expect(screen.queryByText('No concern is open in this home.')).toBeNull();
    expect(screen.getByRole('button', { name: 'Hand over now' })).toBeVisible();
  });
});
