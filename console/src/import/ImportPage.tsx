import { isApiError, type ClientImportOut, type ImportProblem, type PersonImportOut } from '@almoner/client';
import { useSession } from '@almoner/client/react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { dropDraft, keepDraft, readDraft } from '~/form';
import { Button, CancelLink, ErrorState, Link, LinkButton, Notice, PageHeader, Section } from '~/kit';
import { patient } from '~/session/patient';
import { usePersonId } from '~/session/person';
import { Columns } from './Columns';
import { Counts } from './Counts';
import { FilePicker } from './FilePicker';
import { linesOf, MOST_BYTES, textOf, type Mistake } from './file';
import './import.css';
import { useCalls, type Kind, type Out } from './kinds';
import { Problems } from './Problems';
import { problemsOf } from './problems-of';
import { ResidentRows, StaffRows } from './rows';

interface Chosen {
  name: string;
  text: string;
}

type Stage =
  | { at: 'choose'; mistake?: { why: Mistake; name: string; size: number; windows?: () => void } }
  | { at: 'busy'; what: 'reading' | 'checking' | 'importing'; file: { name: string; text?: string } }
  | { at: 'failed'; file: Chosen; error: unknown; importing: boolean; out?: Out }
  | { at: 'problems'; file: Chosen; problems: readonly ImportProblem[]; count: number; changed: boolean }
  | { at: 'preview'; file: Chosen; out: Out }
  | { at: 'done'; out: Out };

/** Storage of a tab holds about five million letters; what is larger is chosen again after a reload. */
const MOST_KEPT = 1_500_000;

/** A file of residents or staff: choose, see what it would do, and only then do it. */
export function ImportPage({ kind }: { kind: Kind }) {
  const t = useTranslations('imports');
  const calls = useCalls(kind);
  const session = useSession().data;
  const person = usePersonId();
  const draft = `import.${kind}`;
  const [stage, setStage] = useState<Stage>({ at: 'choose' });
  const [kept, setKept] = useState(() => readDraft<Chosen>(person, draft)?.values);
  const may =
    kind === 'residents'
      ? session?.rights['clients']?.includes('create')
      : session?.rights['people']?.includes('invite');
  const toList = kind === 'residents' ? '/residents' : '/people';

  async function read(file: File, windows = false): Promise<void> {
    setKept(undefined);
    setStage({ at: 'busy', what: 'reading', file: { name: file.name } });
    let bytes: Uint8Array;
    try {
      // A film chosen by mistake isn't read into the browser's memory.
      bytes = new Uint8Array(await file.slice(0, MOST_BYTES + 1).arrayBuffer());
    } catch {
      setStage({ at: 'choose', mistake: { why: 'unreadable', name: file.name, size: file.size } });
      return;
    }
    const found = textOf(bytes, windows);
    if ('mistake' in found) {
      const again = found.mistake === 'encoding' && !windows ? { windows: () => void read(file, true) } : {};
      setStage({ at: 'choose', mistake: { why: found.mistake, name: file.name, size: file.size, ...again } });
      return;
    }
    await preview({ name: file.name, text: found.text });
  }

  async function preview(file: Chosen): Promise<void> {
    setKept(undefined);
    if (file.text.length <= MOST_KEPT) keepDraft(person, draft, { values: file, at: Date.now() });
    setStage({ at: 'busy', what: 'checking', file });
    try {
      const out = await patient(() =>
        calls.preview({ content: file.text, file_name: file.name.slice(0, 200) }),
      );
      if (out.problem_count > 0) {
        setStage({ at: 'problems', file, problems: out.problems, count: out.problem_count, changed: false });
      } else setStage({ at: 'preview', file, out });
    } catch (error) {
      setStage({ at: 'failed', file, error, importing: false });
    }
  }

  async function run(file: Chosen, seen: Out): Promise<void> {
    setStage({ at: 'busy', what: 'importing', file });
    try {
      const out = await patient(() => calls.run({ content: file.text, file_name: file.name.slice(0, 200) }));
      dropDraft(person, draft);
      setStage({ at: 'done', out });
    } catch (error) {
      const problems = isApiError(error) ? problemsOf(error) : [];
      if (problems.length > 0) {
        setStage({ at: 'problems', file, problems, count: problems.length, changed: true });
      } else setStage({ at: 'failed', file, error, importing: true, out: seen });
    }
  }

  const back = <Link to={toList}>{t(`${kind}.back`)}</Link>;
  if (!may) {
    return (
      <div className="stack loose">
        <PageHeader title={t(`${kind}.title`)} back={back} />
        <Notice tone="warn">{t(`${kind}.forbidden`)}</Notice>
      </div>
    );
  }
  return (
    <div className="stack loose import">
      <PageHeader title={t(`${kind}.title`)} sub={t(`${kind}.intro`)} back={back} />
      <div role="status" className={stage.at === 'busy' ? 'stack tight' : 'visually-hidden'}>
        {stage.at === 'busy' ? <Busy stage={stage} /> : null}
      </div>
      {stage.at === 'choose' && kept ? (
        <Notice
          action={
            <>
              <Button onPress={() => void preview(kept)}>{t('keptAct')}</Button>
              <Button
                tone="quiet"
                onPress={() => {
                  dropDraft(person, draft);
                  setKept(undefined);
                }}
              >
                {t('keptDrop')}
              </Button>
            </>
          }
        >
          {t('kept', { name: kept.name })}
        </Notice>
      ) : null}
      {stage.at === 'choose' && stage.mistake ? <Refused {...stage.mistake} /> : null}
      {stage.at === 'choose' ? (
        <>
          <FilePicker act={t('choose.act')} tone="primary" onFile={(file) => void read(file)} />
          <Columns kind={kind} />
        </>
      ) : null}
      {stage.at === 'failed' ? (
        <>
          <ErrorState
            error={stage.error}
            what={stage.importing ? t('failedImport') : t('failed')}
            retry={() =>
              void (stage.importing && stage.out ? run(stage.file, stage.out) : preview(stage.file))
            }
            inline
          />
          <FilePicker act={t('choose.another')} onFile={(file) => void read(file)} />
        </>
      ) : null}
      {stage.at === 'problems' ? (
        <>
          {stage.changed ? <Notice tone="warn">{t('preview.changed')}</Notice> : null}
          <Problems
            key={stage.file.text.length}
            file={stage.file.name}
            problems={stage.problems}
            count={stage.count}
          />
          <FilePicker act={t('choose.another')} tone="primary" onFile={(file) => void read(file)} />
        </>
      ) : null}
      {stage.at === 'preview' ? (
        <Section title={t('preview.title', { name: stage.file.name })} sub={t('preview.good')}>
          <Counts kind={kind} out={stage.out} />
          {stage.out.to_add === 0 ? <Notice>{t(`${kind}.nothing`)}</Notice> : null}
          <div className="actions">
            {stage.out.to_add > 0 ? (
              <Button tone="primary" onPress={() => void run(stage.file, stage.out)}>
                {t(`${kind}.act`, { count: countOf(kind, stage.out) })}
              </Button>
            ) : null}
            <Button onPress={() => setStage({ at: 'choose' })}>{t('choose.another')}</Button>
            <CancelLink to={toList} />
          </div>
          <Rows kind={kind} out={stage.out} />
        </Section>
      ) : null}
      {stage.at === 'done' ? (
        <>
          <Notice tone="good" title={t(`${kind}.added`, { count: countOf(kind, stage.out) })}>
            {t('result.here', { count: stage.out.already_here })} {t(`${kind}.next`)}
          </Notice>
          <div className="row">
            <LinkButton to={toList} tone="primary">
              {t(`${kind}.open`)}
            </LinkButton>
            <Button onPress={() => setStage({ at: 'choose' })}>{t('result.again')}</Button>
          </div>
          <Rows kind={kind} out={stage.out} />
        </>
      ) : null}
    </div>
  );
}

const countOf = (kind: Kind, out: Out): number =>
  kind === 'residents' ? out.to_add : (out as PersonImportOut).people;

/** What is being done; read out once, as it changes. */
function Busy({ stage }: { stage: Extract<Stage, { at: 'busy' }> }) {
  const t = useTranslations('imports');
  const { name, text = '' } = stage.file;
  return (
    <>
      <p className="strong">{t(stage.what, { name, lines: linesOf(text) })}</p>
      <progress aria-label={t(stage.what, { name, lines: linesOf(text) })} className="progress" />
    </>
  );
}

function Refused({
  why,
  name,
  size,
  windows,
}: {
  why: Mistake;
  name: string;
  size: number;
  windows?: () => void;
}) {
  const t = useTranslations('imports.mistakes');
  const megabytes = (size / 1024 / 1024).toFixed(1);
  return (
    <Notice
      tone="bad"
      title={t('title')}
      action={windows ? <Button onPress={windows}>{t('windows')}</Button> : undefined}
    >
      {t(why, { name, size: megabytes })}
    </Notice>
  );
}

function Rows({ kind, out }: { kind: Kind; out: Out }) {
  const t = useTranslations('imports.preview');
  return (
    <>
      {kind === 'residents' ? (
        <ResidentRows out={out as ClientImportOut} />
      ) : (
        <StaffRows out={out as PersonImportOut} />
      )}
      {out.rows_left_out > 0 ? <p className="quiet">{t('rowsLeft', { count: out.rows_left_out })}</p> : null}
    </>
  );
}
