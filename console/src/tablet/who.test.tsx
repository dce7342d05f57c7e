import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { axe } from '~/test/axe';
import { CARER, HOME } from '~/test/carer';
import { render } from '~/test/render';
import { at, http, answer, refuse, server } from '~/test/server';
import ChoosePin from './ChoosePin';
import { isTablet, markTablet } from './flag';
import Who from './Who';

const ASHA = { profile_id: CARER.person!.id, given_name: 'Asha', name: 'Asha Rao' };
const DEVICE = {
  device_id: 'tablet',
  name: 'Tablet of the lounge',
  care_home_id: HOME,
  care_home: 'The Limes',
};
const entered = { state: 'signed_in', step: null, sign_in: null, tokens: null };

beforeEach(() => markTablet(true));
afterEach(() => markTablet(false));

const looks = (people = [ASHA]) =>
  server.use(http.post(at('/session/device'), () => answer({ ...DEVICE, people })));

async function type(user: ReturnType<typeof userEvent.setup>, pin: string) {
  for (const digit of pin) await user.click(screen.getByRole('button', { name: digit }));
}

it('takes a name and a PIN, says at once what is wrong, and sends each PIN once', async () => {
  looks();
  const sent: unknown[] = [];
  server.use(
    http.post(at('/session/pin'), async ({ request }) => {
      const body = (await request.json()) as { pin: string };
      sent.push(body);
      return body.pin === '739104' ? answer(entered) : refuse(401, { code: 'sign_in_refused' });
    }),
  );
  const done = vi.fn();
  const user = userEvent.setup();
  const { container } = await render(<Who done={done} other={vi.fn()} />);
  await user.click(await screen.findByRole('button', { name: /Asha Rao/ }));
  expect(await axe(container)).toEqual([]);
  expect(screen.getByRole('button', { name: 'Sign in' })).toBeDisabled();
  await type(user, '555555');
  await user.click(screen.getByRole('button', { name: 'Sign in' }));
  expect(await screen.findByText(/That is not the PIN/)).toBeVisible();
  expect(done).not.toHaveBeenCalled();
  // By the keyboard too.
  await user.type(screen.getByLabelText(/PIN for this tablet/), '739104{Enter}');
  await waitFor(() => expect(done).toHaveBeenCalledWith(ASHA, entered));
  expect(sent).toEqual([
    { profile_id: ASHA.profile_id, pin: '555555', transport: 'cookie' },
    { profile_id: ASHA.profile_id, pin: '739104', transport: 'cookie' },
  ]);
});

it('asks for email and password on a tablet that was revoked, and from then on', async () => {
  server.use(http.post(at('/session/device'), () => refuse(404, { code: 'not_found' })));
  const other = vi.fn();
  await render(<Who done={vi.fn()} other={other} />);
  await waitFor(() => expect(other).toHaveBeenCalled());
  expect(isTablet()).toBe(false);
});

it('a PIN is typed twice, and a weak one is refused in words', async () => {
  looks([]);
  server.use(
    http.get(at('/session'), () => answer({ ...CARER, device: null })),
    http.post(at('/session/pin/choose'), () =>
      refuse(422, {
        code: 'invalid',
        fields: [{ path: 'pin', code: 'weak', message: 'Choose another PIN: this one is guessed first.' }],
      }),
    ),
  );
  const user = userEvent.setup();
  await render(<ChoosePin done={vi.fn()} />);
  await screen.findByText('Choose six to eight digits');
  await type(user, '739104');
  await user.click(screen.getByRole('button', { name: 'Next' }));
  await type(user, '739105');
  await user.click(screen.getByRole('button', { name: 'Keep this PIN' }));
  expect(await screen.findByText(/were not the same/)).toBeVisible();
  await type(user, '111111');
  await user.click(screen.getByRole('button', { name: 'Next' }));
  await type(user, '111111');
  await user.click(screen.getByRole('button', { name: 'Keep this PIN' }));
  expect(await screen.findByText(/guessed first/)).toBeVisible();
});

it('is not offered to whoever gives no care in the tablet’s home', async () => {
  looks([]);
  const homes = CARER.homes.map((home) => ({ ...home, grades: [], manager: 'registered' }));
  server.use(http.get(at('/session'), () => answer({ ...CARER, homes, device: null })));
  const done = vi.fn();
  await render(<ChoosePin done={done} />);
  await waitFor(() => expect(done).toHaveBeenCalledWith(null));
});
