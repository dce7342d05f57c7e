import { createFileRoute } from '@tanstack/react-router';
import { AssessWords } from '~/assessments/AssessWords';
import { RecordPage } from '~/assessments/record/RecordPage';

export const Route = createFileRoute('/_app/residents/$id/assess/$instrument')({
  // Which question, on a phone: Back goes to the one before.
  validateSearch: (raw): { at?: number } => {
    const at = Number(raw['at']);
    return Number.isInteger(at) && at > 0 ? { at } : {};
  },
  component: Page,
});

function Page() {
  const { id, instrument } = Route.useParams();
  const { at = 0 } = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <AssessWords>
      <RecordPage
        key={`${id} ${instrument}`}
        id={id}
        instrument={instrument}
        at={at}
        onAt={(next) => void navigate({ search: next > 0 ? { at: next } : {} })}
      />
    </AssessWords>
  );
}
