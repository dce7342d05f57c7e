import { aSession, aWorld, handlers, idOf } from '@almoner/client/testing';
import { useSession } from '@almoner/client/react';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, it } from 'vitest';
import { keepLook } from '~/lib/look';
import { useApplied } from '~/session/preferences';
import { chooseHome, keptHome } from '~/shell/home';
import { at, http, HttpResponse, refuse, server } from '~/test/server';
import { render } from '~/test/render';
import { Appearance } from './Appearance';

beforeEach(() => {
  keepLook({ theme: 'system', density: 'calm', text: 100 });
  chooseHome(null);
});

const [place] = aSession().homes;
const homes = [place!, { ...place!, id: idOf('home', 2), name: 'Quay House' }];

function use(parts: Parameters<typeof aSession>[0] = {}) {
  const world = aWorld({ session: aSession({ homes, ...parts }) });
  server.use(...handlers(world));
  return world;
}

function Screen() {
  useApplied(useSession().data);
  return <Appearance />;
}

it('keeps the look with the person, at once here and then on every device', async () => {
  const world = use();
  await render(<Screen />);
  await screen.findByRole('button', { name: /Start in/ });
  await userEvent.click(screen.getByRole('radio', { name: 'Dark' }));
  expect(document.documentElement.dataset['theme']).toBe('dark');
  await userEvent.click(screen.getByRole('radio', { name: '150 %' }));
  await userEvent.click(screen.getByRole('radio', { name: 'Dense' }));
  await waitFor(() =>
    expect(world.session!.preferences).toEqual({ theme: 'dark', text_size: 150, density: 'dense' }),
  );
});

it('looks on another device as it was set on the first, and begins in the home that was chosen', async () => {
  use({ preferences: { theme: 'dark', text_size: 125, care_home_id: homes[1]!.id } });
  await render(<Screen />);
  await waitFor(() => expect(screen.getByRole('radio', { name: 'Dark' })).toBeChecked());
  expect(document.documentElement.dataset['text']).toBe('125');
  expect(keptHome()).toBe(homes[1]!.id);
});

it('begins in the chosen home once in a tab: afterwards the switcher decides', async () => {
  use({ preferences: { care_home_id: homes[1]!.id } });
  const first = await render(<Screen />);
  await waitFor(() => expect(keptHome()).toBe(homes[1]!.id));
  chooseHome(null);
  first.unmount();
  await render(<Screen />);
  await screen.findByRole('button', { name: /Start in/ });
  expect(keptHome()).toBeNull();
});

it('takes its own change over whatever else was changed of the person', async () => {
  const world = use();
  await render(<Screen />);
  await screen.findByRole('button', { name: /Start in/ });
  const person = world.session!.person!;
  world.session = { ...world.session!, person: { ...person, version: 7 } };
  server.use(
    http.patch(
      at('/people/:id/preferences'),
      () => refuse(412, { code: 'stale', current: { id: person.id, version: 7, preferences: {} } }),
      { once: true },
    ),
  );
  await userEvent.click(screen.getByRole('radio', { name: 'Light' }));
  await waitFor(() => expect(world.session!.preferences).toEqual({ theme: 'light' }));
});

it('says when only this device knows, and holds here all the same', async () => {
  use();
  await render(<Screen />);
  await screen.findByRole('button', { name: /Start in/ });
  server.use(http.patch(at('/people/:id/preferences'), () => HttpResponse.error()));
  await userEvent.click(screen.getByRole('radio', { name: 'Dark' }));
  expect(await screen.findByText(/This holds on this device only/)).toBeVisible();
  expect(screen.getByRole('radio', { name: 'Dark' })).toBeChecked();
});
