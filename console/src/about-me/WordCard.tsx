import type { AboutMeOut } from '@almoner/client';
import { useTranslations } from 'use-intl';
import { Badge, Button, Icon, Menu, Status, type MenuEntry } from '~/kit';
import { dayOf } from '~/residents/when';

export type Asked = 'reject' | 'end' | 'archive';

export interface WordCardProps {
  word: AboutMeOut;
  zone: string;
  busy: boolean;
  /** Something in force on the topic stands above. */
  replaces: boolean;
  onVerify: (word: AboutMeOut) => void;
  onChange: (word: AboutMeOut) => void;
  onAsk: (verb: Asked, word: AboutMeOut) => void;
}

/** One word: what is said, by whom, whether it is checked, and what may be done with it. */
export function WordCard({ word, zone, busy, replaces, onVerify, onChange, onAsk }: WordCardProps) {
  const t = useTranslations('aboutMe');
  const can = (verb: string) => word.can.includes(verb);
  const asks = (['reject', 'end', 'archive'] as const).filter(can);
  const topic = t(`topic.${word.topic}`);
  const entries: MenuEntry[] = [
    ...(can('update') ? [{ id: 'change', label: t('change'), onAction: () => onChange(word) }] : []),
    ...asks.map((verb) => ({ id: verb, label: t(verb), onAction: () => onAsk(verb, word) })),
  ];
  return (
    <li className="about-word" data-own={word.said_by === 'resident'}>
      <p className="lines about-text">{word.text}</p>
      <p className="row tight">
        <Badge>{t(`saidBy.${word.said_by}`)}</Badge>
        <Standing word={word} zone={zone} />
      </p>
      {word.status === 'proposed' && replaces ? <p className="quiet small">{t('replaces')}</p> : null}
      {can('verify') || entries.length > 0 ? (
        <div className="row tight">
          {can('verify') ? (
            <Button
              icon="check"
              busy={busy}
              aria-label={t('verifyOf', { topic })}
              onPress={() => onVerify(word)}
            >
              {t('verify')}
            </Button>
          ) : null}
          {entries.length > 0 ? (
            <Menu
              label={t('more', { topic })}
              trigger={<Icon name="more" />}
              className="button quiet icon-only"
              entries={entries}
            />
          ) : null}
        </div>
      ) : null}
    </li>
  );
}

/** Who checked it; or that nobody has, and who wrote it down. */
function Standing({ word, zone }: { word: AboutMeOut; zone: string }) {
  const t = useTranslations('aboutMe');
  const written = dayOf(word.created_at, zone);
  if (word.status === 'verified') {
    const day = dayOf(word.verified_at ?? word.created_at, zone);
    return (
      <Status state="done">
        {word.verified_by_name ? t('checkedBy', { name: word.verified_by_name, day }) : t('checked', { day })}
      </Status>
    );
  }
  return (
    <>
      <Status state="due">{t('notChecked')}</Status>
      <span className="quiet small">
        {word.created_by_name
          ? t('writtenBy', { name: word.created_by_name, day: written })
          : t('written', { day: written })}
      </span>
    </>
  );
}
