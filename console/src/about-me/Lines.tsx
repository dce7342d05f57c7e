import type { ClientPageOut } from '@almoner/client';
import { useAboutMe } from '@almoner/client/react';
import { useTranslations } from 'use-intl';
import { ErrorState, LinkButton, Section, Skeleton, Status } from '~/kit';
import { shortName } from '~/residents/names';
import './about-me.css';
import { AboutMeWords } from './AboutMeWords';
import { mostUseful } from './topics';

/** The three lines that help most, always at the same place of the glance; never cut off. */
export function AboutLines({ page }: { page: ClientPageOut }) {
  return (
    <AboutMeWords>
      <OfResident page={page} />
    </AboutMeWords>
  );
}

function OfResident({ page: { client } }: { page: ClientPageOut }) {
  const t = useTranslations('aboutMe');
  const query = useAboutMe(client.id);
  const name = shortName(client);
  const lines = mostUseful(query.data?.items ?? []);
  return (
    <Section
      title={t('glance.title', { name })}
      actions={
        <LinkButton to="/residents/$id" params={{ id: client.id }} search={{ tab: 'about' }}>
          {t('glance.open', { name })}
        </LinkButton>
      }
    >
      {query.isPending ? (
        <Skeleton lines={3} />
      ) : query.isError && !query.data ? (
        <ErrorState
          inline
          error={query.error}
          what={t('failed', { name })}
          retry={() => void query.refetch()}
        />
      ) : lines.length === 0 ? (
        <p className="quiet">{t('glance.none', { name })}</p>
      ) : (
        <dl className="about-lines">
          {lines.map((word) => (
            <div key={word.id}>
              <dt className="row tight">
                {t(`topic.${word.topic}`)}
                {word.status === 'proposed' ? <Status state="due">{t('notChecked')}</Status> : null}
              </dt>
              <dd className="lines">{word.text}</dd>
            </div>
          ))}
        </dl>
      )}
    </Section>
  );
}
