import {
  isApiError,
  type Almoner,
  type DevicePersonOut,
  type SessionOut,
  type SignInOut,
} from '@almoner/client';
import { hold, letGo, opened } from './vault';

/** How it went: in, by the server or (without `out`) by what the tablet keeps; or why not. */
export type Way =
  { in: true; out: SignInOut | null } | { in: false; why: 'wrong' | 'often' | 'offline' | 'failed' };

/** Who is in without a connection: their session as it was when the server last knew them here. */
let here: SessionOut | null = null;
export const takenUp = (): SessionOut | null => here;

/** For when there is no connection; that it can't be kept is no reason to keep somebody out. */
export async function keep(almoner: Almoner, person: DevicePersonOut, pin: string): Promise<void> {
  await almoner.session
    .get()
    .then((session) => hold(person, pin, session))
    .catch(() => {});
}

/** The server's answer where there is one; without a connection, what the tablet keeps of the last 16 hours. */
export async function enter(almoner: Almoner, person: DevicePersonOut, pin: string): Promise<Way> {
  here = null;
  try {
    const out = await almoner.session.device.signIn({ profile_id: person.profile_id, pin });
    await keep(almoner, person, pin);
    return { in: true, out };
  } catch (error) {
    if (isApiError(error, 'sign_in_refused')) {
      // What the server no longer takes the tablet doesn't either.
      await letGo(person.profile_id).catch(() => {});
      return { in: false, why: 'wrong' };
    }
    if (isApiError(error, 'too_many_requests')) return { in: false, why: 'often' };
    if (!isApiError(error) || error.status !== 0) return { in: false, why: 'failed' };
    const session = await opened(person.profile_id, pin).catch(() => null);
    here = session;
    return session ? { in: true, out: null } : { in: false, why: 'offline' };
  }
}
