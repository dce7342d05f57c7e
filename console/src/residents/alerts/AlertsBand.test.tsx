import { aClient, aClientPage, anAlert } from '@almoner/client/testing';
import { screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { render } from '~/test/render';
import { AlertsBand } from './AlertsBand';

it('calls on people to ask, where nobody has asked about allergies', async () => {
  const client = aClient({ allergy_state: 'not_asked', critical: [], can: ['propose_alert'] });
  await render(<AlertsBand page={aClientPage({ client, alerts: [] })} />);
  expect(screen.getByText('Nobody has asked about allergies yet')).toBeVisible();
  expect(screen.getByRole('link', { name: 'Note that none is known' })).toHaveAttribute(
    'href',
    `/residents/${client.id}/no-allergies`,
  );
});

it('offers neither answer to whoever may not give it', async () => {
  const client = aClient({ allergy_state: 'not_asked', critical: [], can: [] });
  await render(<AlertsBand page={aClientPage({ client, alerts: [] })} />);
  expect(screen.queryByRole('link')).toBeNull();
});

it('says who said that no allergy is known, and when it was noted', async () => {
  const client = aClient({ allergy_state: 'none_known', critical: [] });
  const alert = anAlert({
    none_known: true,
    kind: 'allergy',
    detail: null,
    status: 'proposed',
    source: 'Her daughter',
    created_at: '2026-11-20T10:00:00Z',
    created_by_name: 'Gareth Baker',
  });
  await render(<AlertsBand page={aClientPage({ client, alerts: [alert] })} />);
  expect(screen.getByText(/Source: Her daughter. Noted 20 November 2026 by Gareth Baker\./)).toBeVisible();
  expect(screen.getByText('Not yet checked')).toBeVisible();
});

it('shows all critical alerts in one order, with what is not yet checked, and leaves out the others', async () => {
  const client = aClient({ allergy_state: 'recorded' });
  const alerts = [
    anAlert({ kind: 'dols', detail: 'Standard authorisation' }),
    anAlert({ kind: 'communication', detail: 'Ask twice', severity: null }),
    anAlert({ kind: 'allergy', detail: 'Peanuts', severity: 'life_threatening', status: 'proposed' }),
  ];
  await render(<AlertsBand page={aClientPage({ client, alerts })} />);
  const said = screen.getAllByRole('listitem').map((item) => item.textContent);
  expect(said).toHaveLength(2);
  expect(said[0]).toMatch(/Allergy Peanuts\. Life-threatening\..*Not yet checked/);
  expect(said[1]).toMatch(/DoLS/);
});
