import { createFileRoute } from '@tanstack/react-router';
import { AssessmentPage } from '~/assessments/one/AssessmentPage';

export const Route = createFileRoute('/_app/assessments/$id')({ component: Page });

function Page() {
  return <AssessmentPage id={Route.useParams().id} />;
}
