import { createAlmoner, type Almoner } from '@almoner/client';
import { ended } from '~/session/again';

/** The one client of the console. Screens take it with `useAlmoner()`; this is for what runs before there is a screen. */
export const almoner: Almoner = createAlmoner({
  onUnauthenticated: () => {
    ended();
    // Nor does it open without a connection any more.
    void import('~/session/held').then(({ wipeSession }) => wipeSession());
  },
});
