import { createFileRoute } from '@tanstack/react-router';
import { MePage } from '~/account/MePage';
import * as rights from '~/words/en-GB/rights';
import { MoreWords } from '~/words/more';

export const Route = createFileRoute('/_app/me/')({ component: Me });

function Me() {
  return (
    <MoreWords words={rights}>
      <MePage />
    </MoreWords>
  );
}
