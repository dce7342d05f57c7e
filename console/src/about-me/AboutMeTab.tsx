import type { AboutMeOut, AboutMeTopic, ClientPageOut } from '@almoner/client';
import {
  useAboutMe,
  useArchiveAboutMe,
  useEndAboutMe,
  useRejectAboutMe,
  useVerifyAboutMe,
} from '@almoner/client/react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button, EmptyState, ErrorState, Section, Skeleton } from '~/kit';
import { useDeed } from '~/lib/deed';
import { ReasonDialog } from '~/residents/forms/ReasonDialog';
import { shortName } from '~/residents/names';
import './about-me.css';
import { AboutMeWords } from './AboutMeWords';
import { Past } from './Past';
import { TOPICS, byTopic } from './topics';
import { WordCard, type Asked } from './WordCard';
import { ChangeWord, NewWord } from './WordDialog';

/** What a resident says about themselves, topic by topic, in their own words first. */
export default function AboutMeTab({ page }: { page: ClientPageOut }) {
  return (
    <AboutMeWords>
      <OfResident page={page} />
    </AboutMeWords>
  );
}

function OfResident({ page }: { page: ClientPageOut }) {
  const t = useTranslations('aboutMe');
  const { client } = page;
  const name = shortName(client);
  const zone = client.home?.time_zone ?? 'Europe/London';
  const query = useAboutMe(client.id);
  // Those who give care to them or manage the home, as the server says it of alerts.
  const mayWrite = client.can.includes('propose_alert') && !client.archived_at;
  const [writing, setWriting] = useState<{ topic: AboutMeTopic | null }>();
  const [past, setPast] = useState(false);
  const words = query.data?.items ?? [];
  const retry = () => void query.refetch();
  const add = mayWrite ? (
    <Button icon="add" onPress={() => setWriting({ topic: null })}>
      {t('add')}
    </Button>
  ) : undefined;
  if (query.isPending) return <Skeleton lines={6} />;
  if (query.isError && !query.data)
    return <ErrorState error={query.error} what={t('failed', { name })} retry={retry} />;
  return (
    <div className="stack loose">
      {query.isError ? (
        <ErrorState inline error={query.error} what={t('failed', { name })} retry={retry} />
      ) : null}
      {words.length === 0 ? (
        <EmptyState icon="edit" title={t('emptyTitle', { name })} action={add}>
          {t('empty')}
        </EmptyState>
      ) : (
        <Section title={t('title')} actions={add}>
          <Topics words={words} zone={zone} />
        </Section>
      )}
      {mayWrite && words.length > 0 ? (
        <Unsaid words={words} onWrite={(topic) => setWriting({ topic })} />
      ) : null}
      <div>
        <Button tone="quiet" icon="history" aria-expanded={past} onPress={() => setPast(!past)}>
          {t(past ? 'history.hide' : 'history.show')}
        </Button>
      </div>
      {past ? <Past page={page} zone={zone} /> : null}
      {writing ? <NewWord page={page} topic={writing.topic} onClose={() => setWriting(undefined)} /> : null}
    </div>
  );
}

const PARTS = { reject: 'rejecting', end: 'ending', archive: 'archiving' } as const;

function Topics({ words, zone }: { words: readonly AboutMeOut[]; zone: string }) {
  const t = useTranslations('aboutMe');
  const verify = useDeed(useVerifyAboutMe(), (word) => ({
    text: t('verified', { topic: t(`topic.${(word as AboutMeOut).topic}`) }),
  }));
  const verbs = { reject: useRejectAboutMe(), end: useEndAboutMe(), archive: useArchiveAboutMe() };
  const [changing, setChanging] = useState<AboutMeOut>();
  const [asked, setAsked] = useState<{ verb: Asked; word: AboutMeOut }>();
  const part = asked ? PARTS[asked.verb] : 'ending';
  return (
    <div className="about-topics">
      {byTopic(words).map(({ topic, words: these }) => (
        <section key={topic} className="about-topic" data-topic={topic} aria-labelledby={`about-${topic}`}>
          <h3 id={`about-${topic}`}>{t(`topic.${topic}`)}</h3>
          <ul className="stack">
            {these.map((word) => (
              <WordCard
                key={word.id}
                word={word}
                zone={zone}
                busy={verify.busy && verify.of?.id === word.id}
                replaces={these.some(({ status }) => status === 'verified')}
                onVerify={verify.press}
                onChange={setChanging}
                onAsk={(verb, about) => setAsked({ verb, word: about })}
              />
            ))}
          </ul>
        </section>
      ))}
      {changing ? <ChangeWord word={changing} onClose={() => setChanging(undefined)} /> : null}
      {asked ? (
        <ReasonDialog
          title={t(`${part}.title`)}
          label={t(`${part}.label`)}
          act={t(`${part}.act`)}
          intro={asked.word.text}
          danger={asked.verb === 'archive'}
          onClose={() => setAsked(undefined)}
          onAct={async (reason) => {
            await verbs[asked.verb].mutateAsync([asked.word, { reason }]);
            return { text: t(`${part}.done`) };
          }}
        />
      ) : null}
    </div>
  );
}

/** Topics of which nothing is known: each is a question that somebody can ask today. */
function Unsaid(props: { words: readonly AboutMeOut[]; onWrite: (topic: AboutMeTopic) => void }) {
  const t = useTranslations('aboutMe');
  const missing = TOPICS.filter((topic) => !props.words.some((word) => word.topic === topic));
  if (missing.length === 0) return null;
  return (
    <Section title={t('unsaid')} sub={t('unsaidWhy')}>
      <ul className="row" aria-label={t('unsaid')}>
        {missing.map((topic) => (
          <li key={topic}>
            <Button icon="add" onPress={() => props.onWrite(topic)}>
              {t(`topic.${topic}`)}
            </Button>
          </li>
        ))}
      </ul>
    </Section>
  );
}
