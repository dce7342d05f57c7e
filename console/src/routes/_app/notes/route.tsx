import { Outlet, createFileRoute } from '@tanstack/react-router';
import * as care from '~/words/en-GB/care';
import * as notes from '~/words/en-GB/notes';
import { MoreWords } from '~/words/more';

const words = { ...care, ...notes };

/** Around notes: their words, which come with them. */
export const Route = createFileRoute('/_app/notes')({ component: Notes });

function Notes() {
  return (
    <MoreWords words={words}>
      <Outlet />
    </MoreWords>
  );
}
