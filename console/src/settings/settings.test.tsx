import {
  anOrganisation,
  aSession,
  aWorld,
  handlers,
  someLabels,
  someSettings,
} from '@almoner/client/testing';
import { useSession } from '@almoner/client/react';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it } from 'vitest';
import { useTranslations } from 'use-intl';
import { clearToasts } from '~/kit';
import { answer, at, http, refuse, server } from '~/test/server';
import { render } from '~/test/render';
import { MoreWords } from '~/words/more';
import { EditRules, rulesPatch } from './RulesForm';
import { SettingsPage } from './SettingsPage';

afterEach(clearToasts);

const use = (parts: Parameters<typeof aWorld>[0] = {}) => {
  const world = aWorld(parts);
  server.use(...handlers(world));
  return world;
};

it('shows the rules in words to whoever may not change them, and offers nothing', async () => {
  use({
    organisation: anOrganisation({ can: [] }),
    settings: someSettings({ can: [], second_factor_required: true }),
    labels: someLabels().map((label) => ({ ...label, can: [] })),
  });
  await render(<SettingsPage />);
  expect(await screen.findByText('Everybody signs in with one')).toBeVisible();
  expect(screen.getByText('21:00 to 07:00, on each home’s clock')).toBeVisible();
  expect(await screen.findByText('An owner changes these.')).toBeVisible();
  expect(await screen.findByRole('table', { name: 'Words' })).toBeVisible();
  expect(screen.queryByRole('button', { name: /Change|Rename/ })).toBeNull();
  expect(screen.queryByRole('link', { name: 'Edit rules' })).toBeNull();
});

it('leaves the other parts standing when one can’t be read', async () => {
  use();
  server.use(http.get(at('/organisation/labels'), () => refuse(500, { code: 'internal' })));
  await render(<SettingsPage />);
  expect(await screen.findByText('Harbour Care')).toBeVisible();
  expect(await screen.findByRole('alert')).toHaveTextContent('The settings could not be loaded.');
  expect(screen.getByText('28 days')).toBeVisible();
});

it('renames the organisation', async () => {
  const world = use();
  await render(<SettingsPage />);
  await userEvent.click(await screen.findByRole('button', { name: 'Rename the organisation' }));
  const name = await screen.findByRole('textbox', { name: 'Name' });
  await userEvent.clear(name);
  await userEvent.click(screen.getByRole('button', { name: 'Save name' }));
  expect(await screen.findByRole('link', { name: 'Fill in “Name”.' })).toBeVisible();
  await userEvent.type(name, 'Fenwick Care');
  await userEvent.click(screen.getByRole('button', { name: 'Save name' }));
  await waitFor(() => expect(world.organisation.name).toBe('Fenwick Care'));
  expect(await screen.findByText('The organisation is now called Fenwick Care.')).toBeVisible();
});

/** Any other screen: what it says follows from the session. */
function Elsewhere() {
  useSession();
  const t = useTranslations('residents');
  return <p data-testid="elsewhere">{t('title')}</p>;
}

it('says a word as the organisation does, at once and everywhere', async () => {
  use();
  await render(
    <MoreWords>
      <Elsewhere />
      <SettingsPage />
    </MoreWords>,
  );
  expect(screen.getByTestId('elsewhere')).toHaveTextContent('Residents');
  await userEvent.click(await screen.findByRole('button', { name: 'Change Resident' }));
  const dialog = await screen.findByRole('dialog');
  for (const [field, word] of [
    ['One', 'member'],
    ['Several', 'members'],
  ] as const) {
    const box = within(dialog).getByRole('textbox', { name: field });
    await userEvent.clear(box);
    await userEvent.type(box, word);
  }
  await userEvent.click(within(dialog).getByRole('button', { name: 'Save word' }));
  await waitFor(() => expect(screen.getByTestId('elsewhere')).toHaveTextContent('Members'));
});

it('sends only the rules that were changed, and the flags that were switched', () => {
  const before = {
    review_cycle_days: 28,
    retention_years: 8,
    two_person_publish: true,
    second_factor_required: false,
    quiet_from: '22:00',
    quiet_to: '07:00',
    features: ['offline_round'],
  };
  expect(rulesPatch(before, { ...before, quiet_from: '21:30', features: ['agency_passes'] })).toEqual({
    quiet_from: '21:30',
    features: { offline_round: false, agency_passes: true },
  });
  expect(rulesPatch(before, before)).toEqual({});
});

it('asks for a fresh code where a rule is loosened, keeps what was changed, and saves it', async () => {
  const world = use({ settings: someSettings({ second_factor_required: true }) });
  let fresh = false;
  server.use(
    http.patch(at('/settings'), () => (fresh ? undefined : refuse(403, { code: 'second_factor_required' }))),
    http.post(at('/session/second-factor'), () => {
      fresh = true;
      return answer({ state: 'signed_in' });
    }),
  );
  await render(<EditRules />);
  await userEvent.click(await screen.findByRole('checkbox', { name: /Everybody signs in/ }));
  await userEvent.click(screen.getByRole('button', { name: 'Save rules' }));
  await userEvent.type(await screen.findByRole('textbox', { name: 'Code' }), '123456');
  await userEvent.click(screen.getByRole('button', { name: 'Go on' }));
  await waitFor(() => expect(world.settings.second_factor_required).toBe(false));
  expect(world.settings.retention_years).toBe(8);
});

it('shows both versions when somebody else changed the rules meanwhile', async () => {
  use();
  server.use(
    http.patch(
      at('/settings'),
      () => refuse(412, { code: 'stale', current: someSettings({ version: 5, review_cycle_days: 14 }) }),
      { once: true },
    ),
  );
  await render(<EditRules />);
  await screen.findByRole('heading', { level: 1 });
  // The first stepper is that of the days.
  await userEvent.click(screen.getAllByRole('button', { name: /More/ })[0]!);
  await userEvent.click(screen.getByRole('button', { name: 'Save rules' }));
  expect(await screen.findByRole('radiogroup', { name: 'Days between care plan reviews' })).toBeVisible();
  expect(screen.getByRole('radio', { name: /Theirs\s*14/ })).not.toBeChecked();
});

it('is not for whoever may not change the rules', async () => {
  use({ session: aSession(), settings: someSettings({ can: [] }) });
  await render(<EditRules />);
  expect(await screen.findByText('You may not see this')).toBeVisible();
});
