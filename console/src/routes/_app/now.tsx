import { createFileRoute } from '@tanstack/react-router';
import { NowPage } from '~/now/NowPage';
import { readSearch } from '~/now/search';
import * as care from '~/words/en-GB/care';
import * as duty from '~/words/en-GB/duty';
import * as now from '~/words/en-GB/now';
import { MoreWords } from '~/words/more';

const words = { ...care, ...duty, ...now };

export const Route = createFileRoute('/_app/now')({ validateSearch: readSearch, component: Page });

function Page() {
  const search = Route.useSearch();
  return (
    <MoreWords words={words}>
      <NowPage search={search} />
    </MoreWords>
  );
}
