import { createFileRoute } from '@tanstack/react-router';
import { TodayPage } from '~/round/TodayPage';
import * as duty from '~/words/en-GB/duty';
import * as round from '~/words/en-GB/round';
import { MoreWords } from '~/words/more';

const words = { ...duty, ...round };

export const Route = createFileRoute('/_app/today/')({ component: Today });

function Today() {
  return (
    <MoreWords words={words}>
      <TodayPage />
    </MoreWords>
  );
}
