import type { AssessmentReceiptOut, ClientPageOut, Instrument } from '@almoner/client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { EmptyState, ErrorState, Link, LinkButton, PageHeader, Skeleton } from '~/kit';
import { useKept } from '~/lib/kept';
import { PlanGate } from '~/plans/Frame';
import { AlertsBand } from '~/residents/alerts/AlertsBand';
import { calledName, shortName } from '~/residents/names';
import '../assessments.css';
import { useCatalogue } from '../catalogue';
import { Licence } from '../Found';
import { mayAssess } from '../rights';
import { Saved } from './Saved';
import { Steps } from './Steps';
import { useNarrow } from './use-narrow';
import { useRecording } from './use-recording';
import { Whole } from './Whole';

export interface RecordPageProps {
  id: string;
  /** The code of an instrument. */
  instrument: string;
  at: number;
  onAt: (at: number) => void;
}

/** An instrument answered about a resident. What is being answered stays, also where another version comes into force meanwhile. */
export function RecordPage(props: RecordPageProps) {
  return <PlanGate id={props.id}>{({ page }) => <OfResident {...props} page={page} />}</PlanGate>;
}

function OfResident({ page, instrument: code, ...rest }: RecordPageProps & { page: ClientPageOut }) {
  const t = useTranslations('assessments');
  const catalogue = useCatalogue();
  const begun = useKept(mayAssess(page.client) ? catalogue.of(code) : undefined);
  const instrument = begun?.code === code ? begun : undefined;
  const [round, setRound] = useState(0);
  const { client } = page;
  const name = calledName(client);
  const toTab = (
    <LinkButton to="/residents/$id" params={{ id: client.id }} search={{ tab: 'assessments' }}>
      {t('record.back', { name })}
    </LinkButton>
  );
  if (instrument) {
    return (
      <Recorder
        key={`${client.id} ${instrument.code} ${round}`}
        {...rest}
        page={page}
        instrument={instrument}
        again={() => {
          rest.onAt(0);
          setRound(round + 1);
        }}
      />
    );
  }
  if (!mayAssess(client)) {
    return (
      <EmptyState page icon="table" title={t('record.notYours', { name })} action={toTab}>
        {t('record.notYoursWhy')}
      </EmptyState>
    );
  }
  const { query } = catalogue;
  if (query.isPending) return <Skeleton kind="page" lines={8} />;
  if (query.isError && !query.data)
    return (
      <ErrorState page error={query.error} what={t('instrumentsFailed')} retry={() => void query.refetch()} />
    );
  return (
    <EmptyState page icon="table" title={t('record.gone')} action={toTab}>
      {t('record.goneWhy')}
    </EmptyState>
  );
}

interface RecorderProps extends Pick<RecordPageProps, 'at' | 'onAt'> {
  page: ClientPageOut;
  instrument: Instrument;
  again: () => void;
}

function Recorder({ page, instrument, at, onAt, again }: RecorderProps) {
  const t = useTranslations('assessments.record');
  const narrow = useNarrow();
  const [made, setMade] = useState<{
    receipt: AssessmentReceiptOut;
    answers: Readonly<Record<string, number | string>>;
  }>();
  const recording = useRecording(page, instrument, (receipt, answers) => {
    setMade({ receipt, answers });
    globalThis.scrollTo?.(0, 0);
  });
  const { client } = page;
  const name = shortName(client);
  // What was refused may stand at several questions: all of them are shown from then on.
  const [all, setAll] = useState(false);
  const refused = Object.keys(recording.form.mistakes).some((place) => place.startsWith('answers.'));
  if (refused && !all) setAll(true);
  const stepwise = narrow && !all;
  return (
    <div className="stack loose">
      <PageHeader
        // The focus goes to the heading when the result stands there.
        key={made ? 'saved' : 'asked'}
        title={made ? t('savedFor', { instrument: instrument.name, name }) : instrument.name}
        sub={made ? undefined : t('sub', { name: calledName(client) })}
        back={
          <Link to="/residents/$id" params={{ id: client.id }} search={{ tab: 'assessments' }}>
            {t('back', { name })}
          </Link>
        }
      />
      <AlertsBand page={page} />
      {made ? (
        <Saved page={page} instrument={instrument} again={again} {...made} />
      ) : (
        <>
          {instrument.about && (!stepwise || at === 0) ? <p className="measure">{instrument.about}</p> : null}
          {stepwise ? (
            <Steps page={page} instrument={instrument} recording={recording} at={at} onAt={onAt} />
          ) : (
            <Whole page={page} instrument={instrument} recording={recording} />
          )}
        </>
      )}
      <Licence instrument={instrument} />
    </div>
  );
}
