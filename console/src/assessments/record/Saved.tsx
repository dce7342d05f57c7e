import type { AssessmentReceiptOut, ClientPageOut, Instrument } from '@almoner/client';
import { useAssessment } from '@almoner/client/react';
import { useTranslations } from 'use-intl';
import { Button, LinkButton } from '~/kit';
import { shortName } from '~/residents/names';
import { Found, ReviewDue } from '../Found';

interface Props {
  page: ClientPageOut;
  instrument: Instrument;
  receipt: AssessmentReceiptOut;
  answers: Readonly<Record<string, number | string>>;
  again: () => void;
}

/** What came of it, from the receipt: what to do can't wait for a right to read. */
export function Saved({ page: { client }, instrument, receipt, answers, again }: Props) {
  const t = useTranslations('assessments.found');
  const stored = useAssessment(receipt.id);
  const name = shortName(client);
  return (
    <div className="stack loose">
      {stored.data?.assessment.review_id ? <ReviewDue client={client.id} /> : null}
      <Found
        instrument={instrument}
        answers={answers}
        score={receipt.score}
        band={receipt.band}
        details={receipt.details}
        nextDueOn={receipt.next_due_on}
        zone={client.home?.time_zone ?? 'Europe/London'}
      />
      <div className="row">
        <LinkButton
          to="/residents/$id"
          params={{ id: client.id }}
          search={{ tab: 'assessments' }}
          tone="primary"
        >
          {t('toTab', { name })}
        </LinkButton>
        <Button onPress={again}>{t('another')}</Button>
      </div>
    </div>
  );
}
