import { aClient, aPhoto, aSession, aWorld, handlers, idOf, type WorldParts } from '@almoner/client/testing';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { clearToasts } from '~/kit';
import { axe } from '~/test/axe';
import { render } from '~/test/render';
import { at, http, refuse, server } from '~/test/server';
import { Face } from './Face';
import PhotoPage from './PhotoPage';
import { shrink } from './shrink';

vi.mock('./shrink', () => ({ shrink: vi.fn() }));

const ID = idOf('client', 1);
const PICTURE = 'data:image/jpeg;base64,/9j/4AAQ';

beforeEach(() => {
  sessionStorage.clear();
  vi.mocked(shrink).mockResolvedValue(PICTURE);
});
afterEach(clearToasts);

function use(parts: WorldParts, can: string[]) {
  const photo_id = parts.photos?.find(({ archived_at }) => !archived_at)?.id ?? null;
  const world = aWorld({ session: aSession(), clients: [aClient({ can, photo_id }, 1)], ...parts });
  server.use(...handlers(world));
  return world;
}

const file = () => new File(['pixels'], 'portrait.png', { type: 'image/png' });
const input = () => screen.getByLabelText('Take or choose a picture');

it('a carer sees it with who agreed, and is offered nothing', async () => {
  use({ photos: [aPhoto({ can: [] }, 1)] }, ['read_care']);
  await render(<PhotoPage id={ID} />);
  const picture = await screen.findByRole('img', { name: /^Photograph of/ });
  expect(picture).toHaveAttribute('src', `/api/v1/photos/${idOf('photo', 1)}/picture`);
  expect(screen.getByText(/The resident agreed/)).toBeVisible();
  expect(screen.queryByRole('button', { name: /photograph/i })).toBeNull();
  expect(await axe(document.body)).toEqual([]);
});

it('a manager adds one: it needs a picture and who agreed, and takes the place of the one before', async () => {
  const world = use({ photos: [aPhoto({}, 1)] }, ['read_care', 'add_photo']);
  await render(<PhotoPage id={ID} />);
  await userEvent.click(await screen.findByRole('button', { name: 'Add photograph' }));
  expect((await screen.findAllByText('Take or choose a picture.')).length).toBeGreaterThan(0);
  expect(world.photos.size).toBe(1);

  await userEvent.upload(input(), file());
  expect(await screen.findByRole('img', { name: 'The picture that will be added' })).toHaveAttribute(
    'src',
    PICTURE,
  );
  await userEvent.click(screen.getByRole('radio', { name: 'A best-interests decision' }));
  await userEvent.click(screen.getByRole('button', { name: 'Add photograph' }));
  expect(await screen.findByText(/^There is a photograph of/)).toBeVisible();
  const [before, now] = [...world.photos.values()];
  expect(before!.archived_at).not.toBeNull();
  expect(now).toMatchObject({ consent: 'best_interests', archived_at: null });
});

it('says at the picture what is wrong with it, and keeps what was typed', async () => {
  use({}, ['add_photo']);
  await render(<PhotoPage id={ID} />);
  await screen.findByRole('button', { name: 'Add photograph' });
  vi.mocked(shrink).mockRejectedValueOnce(new TypeError('not a picture'));
  await userEvent.upload(input(), file());
  expect(await screen.findByRole('alert')).toHaveTextContent(/can’t be read here/);

  await userEvent.upload(input(), file());
  await userEvent.click(screen.getByRole('radio', { name: 'The resident agreed' }));
  const message = 'This picture can’t be read.';
  const refused = () =>
    refuse(422, { code: 'invalid', fields: [{ path: 'content', code: 'format', message }] });
  server.use(http.post(at('/clients/:id/photos'), refused));
  await userEvent.click(screen.getByRole('button', { name: 'Add photograph' }));
  expect((await screen.findAllByText('This picture can’t be read.')).length).toBeGreaterThan(0);
  expect(screen.getByRole('radio', { name: 'The resident agreed' })).toBeChecked();
});

it('is archived with a reason, and an earlier one is used again', async () => {
  const old = aPhoto(
    { archived_at: '2026-11-01T10:00:00Z', archive_reason: 'Hair cut', can: ['update', 'restore'] },
    1,
  );
  const world = use({ photos: [old, aPhoto({}, 2)] }, ['add_photo']);
  await render(<PhotoPage id={ID} />);
  expect(await screen.findByText('Hair cut')).toBeVisible();
  expect(screen.queryByRole('button', { name: 'Use again' })).toBeNull();
  await userEvent.click(screen.getByRole('button', { name: 'Archive photograph' }));
  await userEvent.type(await screen.findByRole('textbox', { name: 'Why' }), 'Somebody else');
  await userEvent.click(screen.getAllByRole('button', { name: 'Archive photograph' }).at(-1)!);
  await waitFor(() => expect(world.photos.get(idOf('photo', 2))!.archived_at).not.toBeNull());
  await userEvent.click((await screen.findAllByRole('button', { name: 'Use again' })).at(-1)!);
  await waitFor(() => expect(world.photos.get(idOf('photo', 1))!.archived_at).toBeNull());
});

it('a face that can’t be loaded is initials', async () => {
  const { container } = await render(<Face photo="a" name="Elsie Moss" />);
  const face = container.querySelector('.face')!;
  expect(face).toHaveTextContent('');
  fireEvent.error(face.querySelector('img')!);
  expect(face).toHaveTextContent('EM');
});
