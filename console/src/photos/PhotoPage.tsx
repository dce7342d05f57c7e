import type { PhotoOut } from '@almoner/client';
import { useArchivePhoto, usePhotos, useRestorePhoto } from '@almoner/client/react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button, ErrorState, Link, PageHeader, Section, Skeleton } from '~/kit';
import { useDeed } from '~/lib/deed';
import { FlowGate, useDone } from '~/residents/flows/shared';
import { ReasonDialog } from '~/residents/forms/ReasonDialog';
import { dayOf } from '~/residents/when';
import * as photos from '~/words/en-GB/photos';
import { MoreWords } from '~/words/more';
import { AddPhoto } from './AddPhoto';
import { Face, picture } from './Face';
import './photos.css';

/** The photograph of a resident as big as it is kept; for the manager a new one, and those before it. */
export default function PhotoPage({ id }: { id: string }) {
  return (
    <MoreWords words={photos}>
      <FlowGate
        id={id}
        offered={({ client }) => Boolean(client.photo_id) || client.can.includes('add_photo')}
      >
        {({ name, zone, page }) => (
          <OfResident id={id} name={name} zone={zone} adds={page.client.can.includes('add_photo')} />
        )}
      </FlowGate>
    </MoreWords>
  );
}

interface Props {
  id: string;
  name: string;
  zone: string;
  adds: boolean;
}

function OfResident({ id, name, zone, adds }: Props) {
  const t = useTranslations('photos');
  const query = usePhotos(id);
  const done = useDone(id);
  const current = query.data?.items[0];
  return (
    <div className="stack loose form-page">
      <PageHeader
        title={t('title', { name })}
        back={
          <Link to="/residents/$id" params={{ id }}>
            {name}
          </Link>
        }
      />
      {query.isPending ? (
        <Skeleton lines={6} />
      ) : query.isError && !query.data ? (
        <ErrorState error={query.error} what={t('failed')} retry={() => void query.refetch()} />
      ) : current ? (
        <Current photo={current} name={name} zone={zone} />
      ) : (
        <p className="quiet">{t('none')}</p>
      )}
      {adds ? (
        <Section title={current ? t('newer') : t('add')}>
          <AddPhoto client={id} zone={zone} act={t('act')} done={() => done(t('added', { name }))} />
        </Section>
      ) : null}
      {adds ? <Before id={id} name={name} zone={zone} current={Boolean(current)} /> : null}
    </div>
  );
}

function Current({ photo, name, zone }: { photo: PhotoOut; name: string; zone: string }) {
  const t = useTranslations('photos');
  const [archiving, setArchiving] = useState(false);
  const archive = useArchivePhoto();
  return (
    <figure className="photo">
      <img src={picture(photo.id)} width={photo.width} height={photo.height} alt={t('of', { name })} />
      <figcaption>
        <p>{said(t, photo, zone)}</p>
        {photo.can.includes('archive') ? (
          <Button icon="archive" onPress={() => setArchiving(true)}>
            {t('archive')}
          </Button>
        ) : null}
      </figcaption>
      {archiving ? (
        <ReasonDialog
          title={t('archive')}
          label={t('reason')}
          act={t('archive')}
          danger
          onAct={async (reason) => {
            await archive.mutateAsync([photo, { reason }]);
            return { text: t('archived', { name }) };
          }}
          onClose={() => setArchiving(false)}
        />
      ) : null}
    </figure>
  );
}

/** When it was taken, who agreed, and who added it. */
function said(t: ReturnType<typeof useTranslations<'photos'>>, photo: PhotoOut, zone: string): string {
  const parts = [
    photo.taken_on ? t('taken', { day: dayOf(`${photo.taken_on}T12:00:00Z`, zone) }) : null,
    t(`agreed.${photo.consent}`),
    t('addedBy', { name: photo.created_by_name ?? t('somebody'), day: dayOf(photo.created_at, zone) }),
  ];
  return parts.filter(Boolean).join(' · ');
}

function Before(props: { id: string; name: string; zone: string; current: boolean }) {
  const { id, name, zone, current } = props;
  const t = useTranslations('photos');
  const query = usePhotos(id, { archived: 'only' });
  const restore = useDeed(useRestorePhoto(), () => ({ text: t('restored') }));
  if (!query.data?.items.length) return null;
  return (
    <Section title={t('before')}>
      <ul className="photos-before">
        {query.data.items.map((photo) => (
          <li key={photo.id}>
            <Face photo={photo.id} name={name} />
            <span>
              <span>{said(t, photo, zone)}</span>
              <span className="quiet small"> {photo.archive_reason}</span>
            </span>
            {!current && photo.can.includes('restore') ? (
              <Button busy={restore.busy} onPress={() => restore.press(photo)}>
                {t('restore')}
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
    </Section>
  );
}
