import { createFileRoute } from '@tanstack/react-router';
import { PassPage } from '~/account/PassPage';
import * as pass from '~/words/en-GB/pass';
import { MoreWords } from '~/words/more';

/** Before the sign-in: for somebody who was given a code for one shift. */
export const Route = createFileRoute('/pass')({ component: Pass });

function Pass() {
  return (
    <MoreWords words={pass}>
      <PassPage />
    </MoreWords>
  );
}
