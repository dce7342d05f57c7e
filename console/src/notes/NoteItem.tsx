import type { NoteOut } from '@almoner/client';
import { useTranslations } from 'use-intl';
import { useAuthorOf } from '~/care/author';
import { useMeasureWords } from '~/care/measures';
import { Badge, Link, Status } from '~/kit';
import { momentWords } from '~/residents/when';

/** A note of a list: whom, what, measured, by whom. A struck one still shows, struck, with the reason. */
export function NoteItem({ note, zone }: { note: NoteOut; zone: string }) {
  const t = useTranslations('notes');
  const authorOf = useAuthorOf();
  return (
    <li className="note-item">
      <p className="row tight">
        <Link to="/residents/$id" params={{ id: note.client_id }} className="standing">
          {note.client_name ?? '–'}
        </Link>
        <NoteMarks note={note} />
      </p>
      <NoteWords note={note} zone={zone} />
      <p className="row quiet small numbers">
        <span>{t('by', { name: authorOf(note), when: momentWords(note.occurred_at, zone) })}</span>
        {note.addenda > 0 ? <span>{t('addenda', { count: note.addenda })}</span> : null}
        <Link to="/notes/$id" params={{ id: note.id }} className="standing">
          {t('open')}
        </Link>
      </p>
    </li>
  );
}

/** Its kind, and what is special about it. */
export function NoteMarks({ note }: { note: NoteOut }) {
  const t = useTranslations('notes');
  const c = useTranslations('care.noteKind');
  return (
    <>
      <Badge>{c(note.kind)}</Badge>
      {note.flagged ? <Status state="active">{t('flagged')}</Status> : null}
      {note.late ? <Status state="waiting">{t('late')}</Status> : null}
      {note.struck_at ? <Status state="refused">{t('struck')}</Status> : null}
    </>
  );
}

/** Its words and measures, as they were written; struck through where it does not hold. */
export function NoteWords({ note, zone }: { note: NoteOut; zone: string }) {
  const t = useTranslations('notes');
  const measured = useMeasureWords()(note.measures);
  const Text = note.struck_at ? 's' : 'span';
  return (
    <>
      {measured.length > 0 ? (
        <p className="numbers">
          <Text>{measured.join(', ')}</Text>
        </p>
      ) : null}
      {note.text ? (
        <p className="note-words">
          <Text>{note.text}</Text>
        </p>
      ) : null}
      {note.struck_at ? (
        <p className="small strong">
          {t('struckBy', {
            name: note.struck_by_name ?? '–',
            when: momentWords(note.struck_at, zone),
            why: note.struck_because ?? '',
          })}
        </p>
      ) : null}
    </>
  );
}
