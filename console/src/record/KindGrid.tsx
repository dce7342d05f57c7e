import type { NoteKind, NoteKindOut } from '@almoner/client';
import { useTranslations } from 'use-intl';
import { KindIcon } from './icons';
import { KINDS } from './search';

/** What it is about: a picture and a word each. */
export function KindGrid(props: { kinds: readonly NoteKindOut[]; choose: (kind: NoteKind) => void }) {
  const t = useTranslations('record');
  const there = KINDS.filter((kind) => props.kinds.some((one) => one.kind === kind));
  return (
    <ul className="record-kinds">
      {there.map((kind) => (
        <li key={kind}>
          <button type="button" className="record-kind" onClick={() => props.choose(kind)}>
            <KindIcon kind={kind} />
            <span>{t(`kinds.${kind}`)}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
