import { createFileRoute } from '@tanstack/react-router';
import { TodayPage } from '~/round/TodayPage';
import * as words from '~/words/en-GB/round';
import { MoreWords } from '~/words/more';

export const Route = createFileRoute('/_app/today/')({ component: Today });

function Today() {
  return (
    <MoreWords words={words}>
      <TodayPage />
    </MoreWords>
  );
}
