import { Outlet, createFileRoute } from '@tanstack/react-router';
import * as care from '~/words/en-GB/care';
import * as concerns from '~/words/en-GB/concerns';
import * as handover from '~/words/en-GB/handover';
import { MoreWords } from '~/words/more';

const words = { ...care, ...concerns, ...handover };

/** Around handovers: their words, which come with them. */
export const Route = createFileRoute('/_app/handover')({ component: Handover });

function Handover() {
  return (
    <MoreWords words={words}>
      <Outlet />
    </MoreWords>
  );
}
