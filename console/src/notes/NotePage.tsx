import { isApiError, type NoteOut, type NoteWithAddendaOut } from '@almoner/client';
import { useAddToNote, useNote } from '@almoner/client/react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useAuthorOf } from '~/care/author';
import { AddDialog } from '~/care/AddDialog';
import { useHomeOf } from '~/care/home';
import {
  Button,
  EmptyState,
  ErrorState,
  Facts,
  Link,
  LinkButton,
  PageHeader,
  Section,
  Skeleton,
} from '~/kit';
import { momentWords } from '~/residents/when';
import { NoteMarks, NoteWords } from './NoteItem';
import './notes.css';

/** One note with all that was added to it. */
export function NotePage({ id }: { id: string }) {
  const t = useTranslations('notes');
  const c = useTranslations('care.noteKind');
  const authorOf = useAuthorOf();
  const query = useNote(id);
  const { home } = useHomeOf(query.data?.note.care_home_id);
  if (query.data) {
    const { note } = query.data;
    const zone = home?.time_zone ?? 'Europe/London';
    return (
      <div className="stack loose">
        <PageHeader
          title={c(note.kind)}
          back={<Link to="/notes">{t('back')}</Link>}
          sub={
            <span className="row tight">
              <Link to="/residents/$id" params={{ id: note.client_id }} className="standing">
                {note.client_name ?? '–'}
              </Link>
              <NoteMarks note={note} />
            </span>
          }
          actions={<Acts note={note} />}
        />
        {query.isError ? (
          <ErrorState inline error={query.error} what={t('oneFailed')} retry={() => void query.refetch()} />
        ) : null}
        <div className="note-whole">
          <NoteWords note={note} zone={zone} />
        </div>
        <Facts
          items={[
            { label: t('author'), value: authorOf(note) },
            { label: t('happened'), value: momentWords(note.occurred_at, zone) },
            { label: t('written'), value: momentWords(note.recorded_at, zone) },
          ]}
        />
        <Added page={query.data} zone={zone} />
      </div>
    );
  }
  if (query.isPending) return <Skeleton kind="page" lines={6} />;
  if (isApiError(query.error, 'not_found', 'forbidden', 'bad_request')) {
    return (
      <EmptyState
        page
        icon="edit"
        title={t('gone')}
        action={<LinkButton to="/notes">{t('toList')}</LinkButton>}
      />
    );
  }
  return <ErrorState page error={query.error} what={t('oneFailed')} retry={() => void query.refetch()} />;
}

function Acts({ note }: { note: NoteOut }) {
  const t = useTranslations('notes');
  const add = useAddToNote();
  const [asking, setAsking] = useState<'addendum' | 'strike_out'>();
  return (
    <>
      {note.can.includes('add') ? (
        <Button icon="add" onPress={() => setAsking('addendum')}>
          {t('add.act')}
        </Button>
      ) : null}
      {note.can.includes('strike_out') ? (
        <Button icon="close" onPress={() => setAsking('strike_out')}>
          {t('strike.act')}
        </Button>
      ) : null}
      {asking ? (
        <AddDialog
          kind={asking}
          draft={`note.${note.id}`}
          words="notes"
          send={(body) => add.mutateAsync([note.id, body])}
          onClose={() => setAsking(undefined)}
        />
      ) : null}
    </>
  );
}

function Added({ page: { addenda }, zone }: { page: NoteWithAddendaOut; zone: string }) {
  const t = useTranslations('notes');
  // Why it was struck out stands with the note itself.
  const rows = addenda.filter(({ kind }) => kind !== 'strike_out');
  return (
    <Section title={t('added')} sub={t('addedWhy')}>
      {rows.length === 0 ? (
        <p className="quiet">{t('addedNone')}</p>
      ) : (
        <ol className="notes-list" aria-label={t('added')}>
          {rows.map((row) => (
            <li key={row.id} className="note-item">
              <p className="note-words">{row.text}</p>
              <p className="quiet small numbers">
                {t('addedBy', { name: row.author_name ?? '–', when: momentWords(row.recorded_at, zone) })}
              </p>
            </li>
          ))}
        </ol>
      )}
    </Section>
  );
}
