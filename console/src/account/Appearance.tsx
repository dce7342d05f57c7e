import { useSession } from '@almoner/client/react';
import { useTranslations } from 'use-intl';
import { Notice, RadioGroup, Section, Select } from '~/kit';
import type { Look } from '~/lib/look';
import { usePreferences } from '~/session/preferences';

const ALL = 'all';

/** How the console looks and where it begins: at once here, and on every device that one signs in on. */
export function Appearance() {
  const t = useTranslations('account');
  const session = useSession().data;
  const { look, change, startIn, failed } = usePreferences();
  const homes = session?.homes ?? [];
  return (
    <Section title={t('look')} sub={t('lookHint')}>
      {failed ? <Notice tone="warn">{t('lookFailed')}</Notice> : null}
      <RadioGroup<Look['theme']>
        label={t('theme')}
        value={look.theme}
        onChange={(theme) => change({ theme })}
        inline
        options={[
          { id: 'system', label: t('themeSystem') },
          { id: 'light', label: t('themeLight') },
          { id: 'dark', label: t('themeDark') },
        ]}
      />
      <RadioGroup<Look['density']>
        label={t('density')}
        value={look.density}
        onChange={(density) => change({ density })}
        inline
        options={[
          { id: 'calm', label: t('calm') },
          { id: 'dense', label: t('dense') },
        ]}
      />
      <RadioGroup
        label={t('textSize')}
        value={String(look.text)}
        onChange={(text) => change({ text: Number(text) as Look['text'] })}
        inline
        options={['100', '125', '150', '200'].map((size) => ({ id: size, label: t('percent', { size }) }))}
      />
      {homes.length > 1 ? (
        <Select
          label={t('startIn')}
          hint={t('startHint')}
          value={session?.preferences.care_home_id ?? ALL}
          onChange={(id) => startIn(id === ALL ? null : id)}
          options={[{ id: ALL, label: t('startAll') }, ...homes.map(({ id, name }) => ({ id, label: name }))]}
        />
      ) : null}
    </Section>
  );
}
