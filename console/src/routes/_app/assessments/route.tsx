import { Outlet, createFileRoute } from '@tanstack/react-router';
import { AssessWords } from '~/assessments/AssessWords';

/** Around assessments: their words, which come with them. */
export const Route = createFileRoute('/_app/assessments')({ component: Assessments });

function Assessments() {
  return (
    <AssessWords>
      <Outlet />
    </AssessWords>
  );
}
