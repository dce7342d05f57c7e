import { Outlet, createFileRoute } from '@tanstack/react-router';
import * as care from '~/words/en-GB/care';
import * as duty from '~/words/en-GB/duty';
import { MoreWords } from '~/words/more';

const words = { ...care, ...duty };

/** Around the pages of a shift: their words, which come with them. */
export const Route = createFileRoute('/_app/shift')({ component: Shift });

function Shift() {
  return (
    <MoreWords words={words}>
      <Outlet />
    </MoreWords>
  );
}
