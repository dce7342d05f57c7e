import type { SignInOut } from '@almoner/client';
import * as words from '~/words/en-GB/tablet';
import { MoreWords } from '~/words/more';
import { Pin } from './Who';

export interface PinAgainProps {
  person: { id: string; name: string };
  done: (out: SignInOut | null) => unknown;
}

/** The sign-in on a shared tablet has ended: the same person's PIN, over the page. */
export default function PinAgain({ person: { id, name }, done }: PinAgainProps) {
  return (
    <MoreWords words={words}>
      <Pin person={{ profile_id: id, given_name: name.split(' ')[0] ?? name, name }} done={done} />
    </MoreWords>
  );
}
