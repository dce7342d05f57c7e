import { keys, options } from '@almoner/client/react';
import { almoner } from '~/lib/api';

/** Who is signed in, for what runs outside of components. Components take `useSession()`. */
export const sessionQuery = options.session(almoner);
export const sessionKey = keys.session;
