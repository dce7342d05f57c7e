import { useAsked } from './again';
import { Suspense, lazy } from 'react';

const AgainDialog = lazy(() => import('./AgainDialog'));

/** Once, in the root: what is asked over the page. Its code comes only when it is needed. */
export function Again() {
  const asked = useAsked();
  return asked ? (
    <Suspense>
      <AgainDialog asked={asked} />
    </Suspense>
  ) : null;
}
