import { createFileRoute } from '@tanstack/react-router';
import { WaitingPage } from '~/outbox/WaitingPage';
import * as handIn from '~/words/en-GB/hand-in';
import * as round from '~/words/en-GB/round';
import { MoreWords } from '~/words/more';

const words = { ...round, ...handIn };

/** `leaving`: somebody was about to sign out, and is told what has not been sent. */
export const Route = createFileRoute('/_app/waiting/')({
  validateSearch: ({ leaving }): { leaving?: true } => (leaving === true ? { leaving } : {}),
  component: Waiting,
});

function Waiting() {
  const { leaving = false } = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <MoreWords words={words}>
      <WaitingPage leaving={leaving} stay={() => void navigate({ search: {}, replace: true })} />
    </MoreWords>
  );
}
