import { useSettings } from '@almoner/client/react';
import { useTranslations } from 'use-intl';
import { Link, PageHeader, Tabs } from '~/kit';
import { Ladder } from './Ladder';
import { Paused } from './Paused';
import type { SendingSearch, Tab } from './search';
import { Sent } from './Sent';
import './sending.css';
import { Waiting } from './Waiting';
import { WordsOfKinds } from './WordsOfKinds';

export interface SendingPageProps {
  search: SendingSearch;
  /** Puts a search into the address. */
  onSearch: (search: SendingSearch) => void;
}

/** What is sent, in which words, and who is told when nobody acts. */
export function SendingPage({ search, onSearch }: SendingPageProps) {
  const t = useTranslations('sending');
  const may = useSettings().data?.can.includes('update') ?? false;
  return (
    <div className="stack loose">
      <PageHeader
        title={t('title')}
        sub={may ? t('sub') : t('readOnly')}
        back={<Link to="/settings">{t('back')}</Link>}
      />
      <Paused />
      <Tabs<Tab>
        label={t('tabsLabel')}
        value={search.tab ?? 'sent'}
        onChange={(tab) => onSearch(tab === 'sent' ? {} : { tab })}
        tabs={[
          {
            id: 'sent',
            label: t('tabs.sent'),
            content: (
              <>
                <Waiting />
                <Sent search={search} onSearch={onSearch} />
              </>
            ),
          },
          { id: 'ladder', label: t('tabs.ladder'), content: <Ladder may={may} /> },
          { id: 'words', label: t('tabs.words'), content: <WordsOfKinds may={may} /> },
        ]}
      />
    </div>
  );
}
