import { useTranslations } from 'use-intl';
import { Select } from '~/kit';
import { DOMAINS } from '../domains';
import { markOf, type Mark, type Texts } from './merge';
import type { Part } from './parts';

/** A shape of its own for each, so that the list reads in black and white. */
const SHAPES: Record<Mark, string> = { changed: '◐', added: '+', removed: '−', same: '✓', empty: '' };

export interface PartListProps {
  /** Null while it is not known yet: then nothing is marked. */
  active: Texts | null;
  draft: Texts;
  part: Part;
  onPart: (part: Part) => void;
}

/** The parts of a draft, each with how it stands beside the version in force. On a phone one is picked from a list. */
export function PartList({ active, draft, part, onPart }: PartListProps) {
  const t = useTranslations('planEditor');
  const w = useTranslations('planWords.domain');
  const marks = DOMAINS.map((domain) => ({
    domain,
    mark: active ? markOf(domain, active, draft) : undefined,
  }));
  return (
    <div className="part-list">
      <div className="part-pick">
        <Select<Part>
          label={t('parts')}
          value={part}
          onChange={onPart}
          options={[
            { id: 'about', label: t('about') },
            ...marks.map(({ domain, mark }) => ({
              id: domain,
              label: w(domain),
              ...(mark === undefined || mark === 'empty' || mark === 'same'
                ? {}
                : { hint: t(`mark.${mark}`) }),
            })),
          ]}
        />
      </div>
      <nav className="part-nav" aria-label={t('parts')}>
        <ul>
          <li>
            <Row part="about" open={part === 'about'} onPart={onPart} label={t('about')} />
          </li>
          {marks.map(({ domain, mark }) => (
            <li key={domain}>
              <Row part={domain} open={part === domain} onPart={onPart} label={w(domain)} mark={mark} />
            </li>
          ))}
        </ul>
      </nav>
    </div>
  );
}

function Row(props: {
  part: Part;
  open: boolean;
  onPart: (part: Part) => void;
  label: string;
  mark?: Mark | undefined;
}) {
  const t = useTranslations('planEditor.mark');
  const { part, open, onPart, label, mark } = props;
  return (
    <button
      type="button"
      className="part-row"
      data-mark={mark}
      aria-current={open ? 'true' : undefined}
      onClick={() => onPart(part)}
    >
      <span aria-hidden="true" className="part-shape">
        {mark ? SHAPES[mark] : ''}
      </span>
      <span>
        {label}{' '}
        {mark && mark !== 'same' && mark !== 'empty' ? <span className="part-mark">{t(mark)}</span> : null}
        {mark === 'empty' ? <span className="visually-hidden">{t('empty')}</span> : null}
      </span>
    </button>
  );
}
