import { createFileRoute } from '@tanstack/react-router';
import { readPart } from '~/plans/editor/parts';
import { EditorPage } from '~/plans/editor/EditorPage';

export const Route = createFileRoute('/_app/residents/$id/plan/$version/edit')({
  // Which parts there are comes with the page: the routes of all pages are in the first load.
  validateSearch: (raw): { part?: string } => (typeof raw['part'] === 'string' ? { part: raw['part'] } : {}),
  component: Page,
});

function Page() {
  const { id, version } = Route.useParams();
  const { part } = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <EditorPage
      key={version}
      id={id}
      version={version}
      part={readPart(part)}
      onPart={(next) => void navigate({ search: { part: next }, replace: true })}
    />
  );
}
