import { createFileRoute } from '@tanstack/react-router';
import { readPart, type Part } from '~/plans/editor/parts';
import { EditorPage } from '~/plans/editor/EditorPage';

export const Route = createFileRoute('/_app/residents/$id/plan/$version/edit')({
  validateSearch: (raw): { part?: Part } => {
    const part = readPart(raw['part']);
    return part ? { part } : {};
  },
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
      part={part}
      onPart={(next) => void navigate({ search: { part: next }, replace: true })}
    />
  );
}
