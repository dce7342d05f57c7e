import { useSession } from '@almoner/client/react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button, Facts, PageHeader, RadioGroup, Section } from '~/kit';
import { keepLook, keptLook, type Look } from '~/lib/look';
import { useSignOut } from '~/session/sign-out';
import { AuthenticatorCard } from './AuthenticatorCard';
import { PasswordCard } from './PasswordCard';
import { SignIns } from './SignIns';

/** One's own account: who one is here, appearance, password, authenticator, sign-ins. */
export function MePage() {
  const t = useTranslations('account');
  const s = useTranslations('shell');
  const session = useSession().data;
  const signOut = useSignOut();
  return (
    <>
      <PageHeader
        title={t('title')}
        actions={
          <Button icon="out" onPress={() => void signOut()}>
            {s('signOut')}
          </Button>
        }
      />
      <Facts
        items={[
          { label: t('name'), value: session?.person?.name },
          { label: t('job'), value: jobWords(session?.person?.job_title) },
          { label: t('organisation'), value: session?.organisation?.name },
          { label: t('email'), value: session?.account.email },
        ]}
      />
      <Appearance />
      <PasswordCard />
      <Section title={t('authenticator')} sub={t('authenticatorWhy')}>
        <AuthenticatorCard />
      </Section>
      <SignIns />
    </>
  );
}

/** The job as people say it; it is a label and gives no right. */
function jobWords(job: string | null | undefined): string | undefined {
  return job ? job.charAt(0).toUpperCase() + job.slice(1).replaceAll('_', ' ') : undefined;
}

function Appearance() {
  const t = useTranslations('account');
  const [look, setLook] = useState(keptLook);
  const change = (part: Partial<Look>) => setLook(keepLook(part));
  return (
    <Section title={t('look')} sub={t('lookHint')}>
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
    </Section>
  );
}
