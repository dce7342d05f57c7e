import { createAlmoner } from '@almoner/client';
import { AlmonerProvider } from '@almoner/client/react';
import { QueryClientProvider, type QueryClient } from '@tanstack/react-query';
import {
  RouterProvider,
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
} from '@tanstack/react-router';
import { render as renderPlain } from '@testing-library/react';
import type { ReactNode } from 'react';
import { Toasts } from '~/kit';
import { makeQueries } from '~/lib/queries';
import { ended } from '~/session/again';
import { Again } from '~/session/Again';
import * as aboutMe from '~/words/en-GB/about-me';
import * as assessments from '~/words/en-GB/assessments';
import * as care from '~/words/en-GB/care';
import * as handIn from '~/words/en-GB/hand-in';
import * as concerns from '~/words/en-GB/concerns';
import * as duty from '~/words/en-GB/duty';
import * as flows from '~/words/en-GB/flows';
import * as handover from '~/words/en-GB/handover';
import * as homes from '~/words/en-GB/homes';
import * as inbox from '~/words/en-GB/inbox';
import * as invitation from '~/words/en-GB/invitation';
import * as me from '~/words/en-GB/me';
import * as notes from '~/words/en-GB/notes';
import * as now from '~/words/en-GB/now';
import * as pass from '~/words/en-GB/pass';
import * as people from '~/words/en-GB/people';
import * as photos from '~/words/en-GB/photos';
import * as planBetween from '~/words/en-GB/plan-between';
import * as planSources from '~/words/en-GB/plan-sources';
import * as planWriting from '~/words/en-GB/plan-writing';
import * as plans from '~/words/en-GB/plans';
import * as recordViews from '~/words/en-GB/record-views';
import * as rights from '~/words/en-GB/rights';
import * as round from '~/words/en-GB/round';
import * as sending from '~/words/en-GB/sending';
import * as settings from '~/words/en-GB/settings';
import * as tablet from '~/words/en-GB/tablet';
import * as tasks from '~/words/en-GB/tasks';
import { MoreWords } from '~/words/more';
import { Words } from '~/words/provider';

/** Also those that come with a route; a test has none. */
const more = {
  ...care,
  ...handIn,
  ...concerns,
  ...duty,
  ...flows,
  ...handover,
  ...now,
  ...tablet,
  ...pass,
  ...tasks,
  ...invitation,
  ...me,
  ...notes,
  ...homes,
  ...people,
  ...recordViews,
  ...rights,
  ...settings,
  ...inbox,
  ...sending,
  ...round,
  ...plans,
  ...planWriting,
  ...photos,
  ...planSources,
  ...planBetween,
  ...assessments,
  ...aboutMe,
};

export interface Around {
  queries?: QueryClient;
  path?: string;
}

/** Words, queries, the client and a router around what is tested; resolves when it stands there. */
export async function render(children: ReactNode, { queries = makeQueries(), path = '/' }: Around = {}) {
  const almoner = createAlmoner({ onUnauthenticated: () => ended(), retry: { tries: 1 } });
  const root = createRootRoute({
    component: () => (
      <>
        {children}
        <Again />
        <Toasts />
      </>
    ),
    notFoundComponent: () => null,
  });
  const any = createRoute({ getParentRoute: () => root, path: '$' });
  const router = createRouter({
    routeTree: root.addChildren([any]),
    history: createMemoryHistory({ initialEntries: [path] }),
  });
  await router.load();
  const view = renderPlain(
    <Words>
      <QueryClientProvider client={queries}>
        <AlmonerProvider client={almoner}>
          <MoreWords words={more}>
            <RouterProvider router={router as never} />
          </MoreWords>
        </AlmonerProvider>
      </QueryClientProvider>
    </Words>,
  );
  return { ...view, queries, router };
}
