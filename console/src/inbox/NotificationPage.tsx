import type { NotificationOut } from '@almoner/client';
import { isApiError } from '@almoner/client';
import { isUrgent, useNotification, useReadNotification } from '@almoner/client/react';
import { useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl';
import { Button, ErrorState, Facts, Link, Notice, PageHeader, Skeleton, Status } from '~/kit';
import { useHomes } from '~/people/zones';
import { momentWords } from '~/residents/when';
import { NotFound } from '~/shell/pages';
import { AboutLink } from './about';
import './inbox.css';
import { isOpen, useTake } from './take';

/** One notification: opening it is reading it. */
export function NotificationPage({ id }: { id: string }) {
  const t = useTranslations('inbox');
  const found = useNotification(id);
  const { mutate: read } = useReadNotification();
  const noted = useRef<string>(undefined);
  useEffect(() => {
    // Once for each that is opened. One that could not be noted stays unread and is noted when it is opened again.
    if (!found.data || found.data.read_at || noted.current === found.data.id) return;
    noted.current = found.data.id;
    read(found.data);
  }, [found.data, read]);
  if (found.data) return <Shown row={found.data} />;
  if (found.isPending) return <Skeleton kind="page" lines={5} />;
  if (isApiError(found.error, 'not_found')) return <NotFound />;
  return <ErrorState page error={found.error} what={t('oneFailed')} retry={() => void found.refetch()} />;
}

function Shown({ row }: { row: NotificationOut }) {
  const t = useTranslations('inbox');
  const { zoneOf } = useHomes();
  const take = useTake();
  const zone = zoneOf(row.care_home_id);
  const known = (['low', 'medium', 'high', 'critical'] as const).find((one) => one === row.priority);
  return (
    <div className="stack loose">
      <PageHeader title={row.title} back={<Link to="/inbox">{t('back')}</Link>} />
      <p className="measure">{row.line}</p>
      {isOpen(row) ? (
        <Notice
          tone="warn"
          title={t('onTitle')}
          action={
            <Button tone="primary" icon="check" onPress={() => void take(row)}>
              {t('take')}
            </Button>
          }
        >
          {t('onWhy')}
        </Notice>
      ) : null}
      {row.acknowledged_at ? (
        <Notice tone="good" title={t('takenTitle')}>
          {t('takenWhy', { when: momentWords(row.acknowledged_at, zone) })}
        </Notice>
      ) : null}
      <Facts
        items={[
          ...(row.client_name ? [{ label: t('about'), value: row.client_name }] : []),
          ...(row.care_home_name ? [{ label: t('home'), value: row.care_home_name }] : []),
          { label: t('told'), value: momentWords(row.told_at, zone) },
          {
            label: t('priority'),
            value: isUrgent(row) ? (
              <Status state="overdue">{known ? t(`priorities.${known}`) : row.priority}</Status>
            ) : known ? (
              t(`priorities.${known}`)
            ) : (
              row.priority
            ),
          },
        ]}
      />
      <div className="row">
        <AboutLink of={row} />
      </div>
    </div>
  );
}
