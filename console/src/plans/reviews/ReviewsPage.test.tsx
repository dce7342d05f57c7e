import { aReview, aSession, aWorld, handlers } from '@almoner/client/testing';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it, vi } from 'vitest';
import { clearToasts } from '~/kit';
import { axe } from '~/test/axe';
import { render } from '~/test/render';
import { server } from '~/test/server';
import { ReviewsPage } from './ReviewsPage';
import { readSearch, reviewsQuery, type ReviewsSearch } from './search';

afterEach(clearToasts);

async function page(search: ReviewsSearch = {}, parts: Parameters<typeof aWorld>[0] = {}) {
  const reviews = [
    aReview({ client_name: 'Edith Whitlock', due_on: '2020-01-01' }, 1),
    aReview({ client_name: 'Joseph Marsh', due_on: '2099-01-01', reason: 'incident' }, 2),
  ];
  const world = aWorld({ session: aSession(), reviews, ...parts });
  server.use(...handlers(world));
  const onSearch = vi.fn();
  const view = await render(<ReviewsPage search={search} onSearch={onSearch} />);
  return { world, onSearch, ...view };
}

it('shows the first due first, by shape and word, and leads to the plan', async () => {
  const { container } = await page();
  const rows = await screen.findAllByRole('rowheader');
  expect(rows.map((row) => row.textContent)).toEqual(['Edith Whitlock', 'Joseph Marsh']);
  expect(screen.getByText(/^Overdue, [\d,]+ days$/)).toHaveAttribute('data-state', 'overdue');
  expect(screen.getByRole('link', { name: 'Edith Whitlock' })).toHaveAttribute(
    'href',
    expect.stringContaining('tab=plan'),
  );
  expect(await axe(container)).toEqual([]);
});

it('puts its filters into the address', async () => {
  const { onSearch } = await page({ reason: 'incident' });
  expect(await screen.findByText('Joseph Marsh')).toBeVisible();
  await userEvent.click(screen.getByRole('button', { name: 'Overdue' }));
  expect(onSearch).toHaveBeenLastCalledWith({ reason: 'incident', show: 'overdue' });
});

it('asks the server for what the address says', () => {
  expect(reviewsQuery({}, '2026-11-29')).toEqual({ status: 'due' });
  expect(reviewsQuery({ show: 'overdue' }, '2026-11-29')).toEqual({
    status: 'due',
    due_before: '2026-11-29',
  });
  expect(reviewsQuery({ show: 'week', home: 'h' }, '2026-11-29')).toEqual({
    status: 'due',
    due_before: '2026-12-07',
    home: 'h',
  });
  expect(readSearch({ show: 'everything', home: 'x', reason: 'gossip' })).toEqual({});
});

it('keeps what came of a review, and says when the next one is due', async () => {
  const { world } = await page();
  await userEvent.click(await screen.findByRole('button', { name: 'Hold the review of Edith Whitlock' }));
  const dialog = await screen.findByRole('dialog');
  await userEvent.click(within(dialog).getByRole('button', { name: 'Save review' }));
  expect(await within(dialog).findAllByText('Say what came of it.')).not.toEqual([]);
  await userEvent.click(within(dialog).getByRole('radio', { name: 'No change needed' }));
  await userEvent.click(within(dialog).getByRole('checkbox', { name: 'Family' }));
  await userEvent.type(within(dialog).getByRole('textbox', { name: /Note/ }), 'She is well');
  await userEvent.click(within(dialog).getByRole('button', { name: 'Save review' }));
  expect(await screen.findByText('The review is kept. The next one is due 29 December 2026.')).toBeVisible();
  const held = [...world.reviews.values()].find(({ status }) => status === 'held');
  expect(held).toMatchObject({ outcome: 'no_change', involved: ['family'], note: 'She is well' });
  await waitFor(() => expect(screen.queryByRole('button', { name: /Edith Whitlock/ })).not.toBeNull());
});

it('says that none is due, and the next step', async () => {
  await page({ show: 'overdue' }, { reviews: [] });
  expect(await screen.findByText('No review fits these filters')).toBeVisible();
  expect(screen.getByRole('button', { name: 'Clear filters' })).toBeVisible();
});
