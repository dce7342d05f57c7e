import {
  aClient,
  aClientPage,
  anAboutMe,
  aSession,
  aWorld,
  handlers,
  problem,
  type WorldParts,
} from '@almoner/client/testing';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { clearToasts } from '~/kit';
import { axe } from '~/test/axe';
import { render } from '~/test/render';
import { at, http, server } from '~/test/server';
import AboutMeTab from './AboutMeTab';
import { AboutLines } from './Lines';

const SENIOR = ['read_care', 'propose_alert', 'verify_alert'];
const pageFor = (can: string[]) => aClientPage({ client: aClient({ can }, 1) });

beforeEach(() => sessionStorage.clear());
afterEach(clearToasts);

function use(parts: WorldParts = {}, can = SENIOR) {
  const world = aWorld({ session: aSession(), clients: [aClient({ can }, 1)], ...parts });
  server.use(...handlers(world));
  return world;
}

const topic = (name: string) => screen.findByRole('region', { name });

it('stands by topic, with whose words they are and who checked them', async () => {
  use({
    aboutMe: [
      anAboutMe({}, 1),
      anAboutMe(
        { topic: 'communication', text: 'Speak to my left side', said_by: 'staff', status: 'proposed' },
        2,
      ),
    ],
  });
  await render(<AboutMeTab page={pageFor(SENIOR)} />);
  const matters = await topic('What matters to me');
  expect(within(matters).getByText('My garden, and a paper in the morning.')).toBeVisible();
  expect(within(matters).getByText('Own words')).toBeVisible();
  expect(within(matters).getByText(/^Checked by Carol Nkemelu/)).toHaveAttribute('data-state', 'done');
  const how = await topic('How I communicate');
  expect(within(how).getByText('Not checked yet')).toHaveAttribute('data-state', 'due');
  expect(within(how).getByText(/^Written down by Ben Carter/)).toBeVisible();
  expect(await axe(document.body)).toEqual([]);
});

it('is checked by whoever may: it takes the place of the one before, which stays in the history', async () => {
  use({
    aboutMe: [anAboutMe({ text: 'Tea' }, 1), anAboutMe({ text: 'Coffee, strong', status: 'proposed' }, 2)],
  });
  await render(<AboutMeTab page={pageFor(SENIOR)} />);
  const matters = await topic('What matters to me');
  expect(within(matters).getByText(/it takes the place of what stands above/)).toBeVisible();
  await userEvent.click(within(matters).getByRole('button', { name: 'Check: What matters to me' }));
  expect(await screen.findByText('“What matters to me” is checked.')).toBeVisible();
  await waitFor(() => expect(within(matters).queryByText('Tea')).toBeNull());
  await userEvent.click(screen.getByRole('button', { name: 'Show what was there before' }));
  const past = await screen.findByRole('list', { name: 'What was there before' });
  expect(past).toHaveTextContent('Tea');
  expect(past).toHaveTextContent('A newer word was checked.');
});

it('is written down by a carer as not checked, and offers no check to them', async () => {
  const carer = ['read_care', 'propose_alert'];
  const world = use({ aboutMe: [] }, carer);
  await render(<AboutMeTab page={pageFor(carer)} />);
  expect(await screen.findByText(/^Nothing is written down about/)).toBeVisible();
  expect(await axe(document.body)).toEqual([]);
  await userEvent.click(screen.getByRole('button', { name: 'Write something down' }));
  const dialog = await screen.findByRole('dialog');
  expect(within(dialog).queryByRole('checkbox')).toBeNull();
  await userEvent.click(within(dialog).getByRole('button', { name: 'Write it down' }));
  expect(await within(dialog).findByTestId('error-summary')).toBeVisible();
  await userEvent.click(within(dialog).getByRole('button', { name: /What is it about/ }));
  await userEvent.click(await screen.findByRole('option', { name: 'Please do not' }));
  await userEvent.type(within(dialog).getByLabelText('In their words'), 'Call me love');
  await userEvent.click(within(dialog).getByRole('button', { name: 'Write it down' }));
  const please = await topic('Please do not');
  expect(within(please).getByText('Not checked yet')).toBeVisible();
  expect([...world.aboutMe.values()]).toMatchObject([
    { topic: 'please_do_not', text: 'Call me love', said_by: 'resident', status: 'proposed' },
  ]);
});

it('begins with the topic where one is missing', async () => {
  use({ aboutMe: [anAboutMe({}, 1)] });
  await render(<AboutMeTab page={pageFor(SENIOR)} />);
  const missing = await screen.findByRole('list', { name: 'Not known yet' });
  expect(within(missing).getAllByRole('listitem')).toHaveLength(11);
  await userEvent.click(within(missing).getByRole('button', { name: 'My day' }));
  const dialog = await screen.findByRole('dialog');
  expect(within(dialog).getByRole('button', { name: /My day/ })).toBeVisible();
  expect(within(dialog).getByRole('checkbox', { name: 'I have checked it' })).not.toBeChecked();
});

it('ends with a reason what does not hold any more', async () => {
  const world = use({ aboutMe: [anAboutMe({}, 1)] });
  await render(<AboutMeTab page={pageFor(SENIOR)} />);
  await userEvent.click(await screen.findByRole('button', { name: 'More for: What matters to me' }));
  await userEvent.click(await screen.findByRole('menuitem', { name: 'Does not hold any more' }));
  const dialog = await screen.findByRole('dialog');
  await userEvent.type(within(dialog).getByLabelText('What changed'), 'She gave up the garden');
  await userEvent.click(within(dialog).getByRole('button', { name: 'End it' }));
  expect(await screen.findByText(/^Nothing is written down about/)).toBeVisible();
  expect([...world.aboutMe.values()][0]).toMatchObject({
    status: 'ended',
    end_reason: 'She gave up the garden',
  });
});

it('shows both versions where somebody else changed a word meanwhile', async () => {
  const word = anAboutMe({}, 1);
  const world = use({ aboutMe: [word] });
  await render(<AboutMeTab page={pageFor(SENIOR)} />);
  await userEvent.click(await screen.findByRole('button', { name: 'More for: What matters to me' }));
  await userEvent.click(await screen.findByRole('menuitem', { name: 'Change' }));
  const dialog = await screen.findByRole('dialog');
  world.aboutMe.set(word.id, { ...word, text: 'My roses', version: 2 });
  await userEvent.type(within(dialog).getByLabelText('In their words'), ' At eight.');
  await userEvent.click(within(dialog).getByRole('button', { name: 'Save changes' }));
  await waitFor(() => expect(dialog).toHaveTextContent('My roses'));
  expect(dialog).toHaveTextContent('At eight.');
  expect(world.aboutMe.get(word.id)!.text).toBe('My roses');
});

it('puts the three lines that help most at the glance, and says so where there is none', async () => {
  use({
    aboutMe: [
      anAboutMe({ topic: 'interests', text: 'Darts' }, 1),
      anAboutMe({ topic: 'please_do_not', text: 'Rush me', status: 'proposed' }, 2),
      anAboutMe({ topic: 'matters_to_me', text: 'My garden' }, 3),
      anAboutMe({ topic: 'languages', text: 'Welsh' }, 4),
    ],
  });
  const page = pageFor(SENIOR);
  const view = await render(<AboutLines page={page} />);
  expect(await screen.findByText('My garden')).toBeVisible();
  const terms = screen.getAllByRole('term').map(({ textContent }) => textContent);
  expect(terms).toEqual(['What matters to me', 'Please do notNot checked yet', 'Languages']);
  expect(screen.queryByText('Darts')).toBeNull();
  expect(screen.getByRole('link', { name: /^All about/ })).toHaveAttribute(
    'href',
    `/residents/${page.client.id}?tab=about`,
  );
  view.unmount();
  use({ aboutMe: [] });
  await render(<AboutLines page={page} />);
  expect(await screen.findByText(/^Nothing is written down yet about what matters to/)).toBeVisible();
});

it('says what failed, and tries again', async () => {
  use({ aboutMe: [anAboutMe({}, 1)] });
  let down = true;
  server.use(http.get(at('/clients/:id/about-me'), () => (down ? problem('internal') : undefined)));
  await render(<AboutMeTab page={pageFor(SENIOR)} />);
  expect(await screen.findByRole('alert')).toHaveTextContent('could not be loaded');
  down = false;
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
  expect(await topic('What matters to me')).toBeVisible();
});
