import type { CarePlanVersionOut } from '@almoner/client';
import { useCarePlan, useUpdateDraft } from '@almoner/client/react';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl';
import { Badge, Button, LinkButton, Notice, toast } from '~/kit';
import { useDeed } from '~/lib/deed';
import { DOMAINS, type Domain } from '../domains';
import { PlanFrame, PlanGate, type About } from '../Frame';
import { VersionGate } from '../VersionGate';
import './editor.css';
import { LifeActions } from './LifeActions';
import type { Keeper, KeeperState } from './keeper';
import { idsOf, isSources, placesChanged, textsOf } from './merge';
import { SourceList } from '../sources/SourceList';
import { MergeView, usePlaceName } from './MergeView';
import { AboutEditor, PartEditor } from './PartEditor';
import { PartList } from './PartList';
import { PartTasks } from './PartTasks';
import type { Part } from './parts';
import { SaveState } from './SaveState';
import { useKeeper } from './use-keeper';
import { InitialEditor } from '../initial/InitialEditor';

export interface EditorPageProps {
  id: string;
  version: string;
  /** Which part is open, as it stands in the address. */
  part: Part | undefined;
  onPart: (part: Part) => void;
}

/** A draft beside what is in force: each part is written by itself, and saved a moment after the last key. */
export function EditorPage({ id, version, part, onPart }: EditorPageProps) {
  return (
    <PlanGate id={id}>
      {(about) => (
        <VersionGate client={id} version={version}>
          {(found) => <Editor about={about} version={found} part={part} onPart={onPart} />}
        </VersionGate>
      )}
    </PlanGate>
  );
}

function Editor(
  props: { about: About; version: CarePlanVersionOut } & Pick<EditorPageProps, 'part' | 'onPart'>,
) {
  const { about, version, onPart } = props;
  const t = useTranslations('planEditor');
  const i = useTranslations('planInitial');
  const { keeper, state } = useKeeper(version);
  const plan = useCarePlan(about.id).data;
  const active = plan?.active ?? null;
  const activeTexts = useMemo(() => (active ? textsOf(active) : {}), [active]);
  const draft = state.version;
  const first = DOMAINS.find((domain) => draft.sections[domain]) ?? DOMAINS[0];
  const part = props.part ?? first;
  // What isn't theirs to write is read, unless something typed is left that nobody has.
  const initial = draft.kind === 'initial';
  const open = draft.status === 'draft' && draft.can.includes('update') && state.saving !== 'closed';
  return (
    <PlanFrame
      about={about}
      title={
        initial ? i('title', { name: about.name }) : t('title', { number: draft.number, name: about.name })
      }
      sub={initial ? <Badge tone="warn">{i('kind')}</Badge> : undefined}
      actions={
        open && !initial && state.saving !== 'clash' ? (
          <LifeActions version={draft} keeper={keeper} />
        ) : undefined
      }
    >
      <Notices state={state} keeper={keeper} />
      {!open ? (
        <Closed state={state} about={about} />
      ) : initial ? (
        <TooLate active={active} about={about} />
      ) : (
        <Behind version={draft} active={active} />
      )}
      {state.saving === 'clash' ? (
        <MergeView clashes={state.clashes} onSettle={(texts) => keeper.settle(texts)} />
      ) : open && initial ? (
        <InitialEditor about={about} version={draft} texts={state.texts} keeper={keeper} />
      ) : open ? (
        <div className="editor">
          <PartList active={plan ? activeTexts : null} draft={state.texts} part={part} onPart={onPart} />
          <div className="stack loose editor-part">
            {part === 'about' ? (
              <AboutEditor about={about} texts={state.texts} keeper={keeper} />
            ) : (
              <>
                <PartEditor
                  key={part}
                  about={about}
                  domain={part}
                  texts={state.texts}
                  active={active}
                  activeTexts={activeTexts}
                  keeper={keeper}
                />
                <PartTasks about={about} version={draft} domain={part as Domain} active={active} />
              </>
            )}
          </div>
        </div>
      ) : null}
      <SaveState state={state} zone={about.zone} onSave={keeper.flush} />
    </PlanFrame>
  );
}

function Notices({ state, keeper }: { state: KeeperState; keeper: Keeper }) {
  const t = useTranslations('planEditor');
  const k = useTranslations('kit');
  const dismiss = (
    <Button tone="quiet" onPress={() => keeper.dismiss()}>
      {k('dismiss')}
    </Button>
  );
  return (
    <>
      {state.taken && state.saving !== 'clash' ? <Notice action={dismiss}>{t('taken')}</Notice> : null}
      {state.broughtBack && state.saving !== 'closed' ? <Notice action={dismiss}>{t('kept')}</Notice> : null}
    </>
  );
}

/** An initial plan never goes over one that is in force: whoever writes is told before they press. */
function TooLate({ active, about }: { active: CarePlanVersionOut | null; about: About }) {
  const t = useTranslations('planInitial');
  const v = useTranslations('plans.view');
  if (!active) return null;
  return (
    <Notice
      tone="warn"
      title={t('tooLate')}
      action={
        <LinkButton to="/residents/$id" params={{ id: about.id }} search={{ tab: 'plan' }}>
          {v('goNow')}
        </LinkButton>
      }
    >
      {t('tooLateWhy')}
    </Notice>
  );
}

/** Another version was published since this draft was begun: it can be published only once it is brought up to that one. */
function Behind({ version, active }: { version: CarePlanVersionOut; active: CarePlanVersionOut | null }) {
  const t = useTranslations('planPublish');
  const rebase = useDeed(useUpdateDraft(version.id), () => ({
    text: t('rebased', { number: active?.number ?? 0 }),
  }));
  if (!active || active.id === version.based_on_id) return null;
  return (
    <Notice
      tone="warn"
      title={t('rebaseTitle', { number: active.number })}
      action={
        <>
          <LinkButton
            to="/residents/$id/plan/compare"
            params={{ id: version.client_id }}
            search={{ from: active.id, to: version.id }}
          >
            {t('compare')}
          </LinkButton>
          <Button
            busy={rebase.busy}
            onPress={() => rebase.press({ record: version, patch: { based_on_id: active.id } })}
          >
            {t('rebase', { number: active.number })}
          </Button>
        </>
      }
    >
      {t('rebaseWhy')}
    </Notice>
  );
}

/** The version is no draft any more. What was typed and never saved stands there, to be copied. */
function Closed({ state, about }: { state: KeeperState; about: About }) {
  const t = useTranslations('planEditor');
  const v = useTranslations('plans.view');
  const w = useTranslations('planWords.status');
  const name = usePlaceName();
  const { version, texts, base } = state;
  const lost =
    state.saving === 'closed' ? placesChanged(base, texts).filter((place) => texts[place]?.trim()) : [];
  const copy = (text: string) =>
    void navigator.clipboard?.writeText(text).then(
      () => toast({ text: t('copied') }),
      () => undefined,
    );
  return (
    <>
      <Notice
        tone="warn"
        title={
          version.status === 'draft' ? t('closedToYou') : t('closedTitle', { status: w(version.status) })
        }
        action={
          <LinkButton to="/residents/$id/plan/$version" params={{ id: about.id, version: version.id }}>
            {v('read', { number: version.number })}
          </LinkButton>
        }
      >
        {lost.length > 0 ? t('closedWhy') : t('closedSaved')}
      </Notice>
      {lost.map((place) => (
        <section key={place} className="plan-part" aria-label={t('unsaved', { where: name(place) })}>
          <div className="row spread">
            <h2>{t('unsaved', { where: name(place) })}</h2>
            {isSources(place) ? null : (
              <Button icon="copy" onPress={() => copy(texts[place]!)}>
                {t('copy')}
              </Button>
            )}
          </div>
          {isSources(place) ? (
            <SourceList ids={idsOf(texts[place])} />
          ) : (
            <p className="lines">{texts[place]}</p>
          )}
        </section>
      ))}
    </>
  );
}
