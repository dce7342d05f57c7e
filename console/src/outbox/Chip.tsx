import { Link } from '@tanstack/react-router';
import { useTranslations } from 'use-intl';
import { Status } from '~/kit';
import * as words from '~/words/en-GB/round';
import { MoreWords } from '~/words/more';
import './outbox.css';
import { useOutbox, useSender } from './use-outbox';

/** In the shell: sends what waits, and says how much that is. It takes no place while there is nothing. */
export default function Chip() {
  useSender();
  return (
    <MoreWords words={words}>
      <Count />
    </MoreWords>
  );
}

function Count() {
  const t = useTranslations('outbox');
  const { waiting, attention, others } = useOutbox();
  const other = others[0];
  if (waiting === 0 && !other) return <span role="status" />;
  const said =
    attention > 0
      ? t('chipAttention', { attention })
      : waiting > 0
        ? t('chip', { waiting, attention })
        : t('chipOthers', { name: other!.name, count: other!.count });
  return (
    <span role="status">
      <Link to="/waiting" className="button quiet outbox-chip" aria-label={said}>
        <Status state={attention > 0 ? 'refused' : 'waiting'}>
          <span className="outbox-chip-words">{said}</span>
          <span className="outbox-chip-count" aria-hidden="true">
            {attention || waiting || other?.count}
          </span>
        </Status>
      </Link>
    </span>
  );
}
