import { Outlet, createFileRoute } from '@tanstack/react-router';
import * as care from '~/words/en-GB/care';
import * as tasks from '~/words/en-GB/tasks';
import { MoreWords } from '~/words/more';

const words = { ...care, ...tasks };

/** Around tasks: their words, which come with them. */
export const Route = createFileRoute('/_app/tasks')({ component: Tasks });

function Tasks() {
  return (
    <MoreWords words={words}>
      <Outlet />
    </MoreWords>
  );
}
