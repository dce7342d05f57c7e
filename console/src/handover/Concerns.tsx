import type { ConcernOut } from '@almoner/client';
import { useConcerns } from '@almoner/client/react';
import { useTranslations } from 'use-intl';
import type { SessionHome } from '~/care/home';
import { ConcernItem } from '~/concerns/ConcernItem';
import '~/concerns/concerns.css';
import { Button, ErrorState, Section, Skeleton } from '~/kit';

const waits = ({ status }: ConcernOut) => status === 'raised';

/** The concerns of a handover, what waits for somebody first, as the server puts them; seen to from here. */
export function Concerns({ concerns, zone }: { concerns: readonly ConcernOut[]; zone: string }) {
  const t = useTranslations('handover.concerns');
  return (
    <Section
      title={t('title')}
      sub={concerns.length > 0 ? t('waiting', { count: concerns.filter(waits).length }) : undefined}
    >
      {concerns.length === 0 ? (
        <p className="quiet">{t('none')}</p>
      ) : (
        <ol className="concerns" aria-label={t('title')}>
          {concerns.map((concern) => (
            <ConcernItem key={concern.id} concern={concern} zone={zone} linked />
          ))}
        </ol>
      )}
    </Section>
  );
}

/** Concerns of the home that nobody has closed: whoever hands over sees what goes along, and can see to it before. */
export function OpenConcerns({ home }: { home: SessionHome }) {
  const t = useTranslations('handover.concerns');
  const list = useConcerns({ home: home.id, open: true }, { always: true });
  const { rows } = list;
  return (
    <Section title={t('open')} sub={t('openWhy')}>
      {list.isPending ? (
        <Skeleton kind="rows" lines={2} />
      ) : list.isError && rows.length === 0 ? (
        <ErrorState inline error={list.error} what={t('failed')} retry={() => void list.refetch()} />
      ) : rows.length === 0 ? (
        <p className="quiet">{t('openNone')}</p>
      ) : (
        <>
          <ol className="concerns" aria-label={t('open')}>
            {rows.map((concern) => (
              <ConcernItem key={concern.id} concern={concern} zone={home.time_zone} linked />
            ))}
          </ol>
          {list.hasNextPage ? (
            <Button busy={list.isFetchingNextPage} onPress={() => void list.fetchNextPage()}>
              {t('more')}
            </Button>
          ) : null}
        </>
      )}
    </Section>
  );
}
