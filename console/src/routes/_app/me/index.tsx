import { createFileRoute } from '@tanstack/react-router';
import { MePage } from '~/account/MePage';
import * as me from '~/words/en-GB/me';
import * as rights from '~/words/en-GB/rights';
import { MoreWords } from '~/words/more';

export const Route = createFileRoute('/_app/me/')({ component: Me });

const words = { ...me, ...rights };

function Me() {
  return (
    <MoreWords words={words}>
      <MePage />
    </MoreWords>
  );
}
