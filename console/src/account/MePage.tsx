import { useSession } from '@almoner/client/react';
import { useTranslations } from 'use-intl';
import { Button, Facts, LinkButton, PageHeader, Section } from '~/kit';
import { useRightWords } from '~/people/vocabulary';
import { useSignOut } from '~/session/sign-out';
import { Appearance } from './Appearance';
import { AuthenticatorCard } from './AuthenticatorCard';
import { PasswordCard } from './PasswordCard';
import { SignIns } from './SignIns';

/** One's own account: who one is here, appearance, password, authenticator, sign-ins. */
export function MePage() {
  const t = useTranslations('account');
  const s = useTranslations('shell');
  const session = useSession().data;
  const signOut = useSignOut();
  const w = useRightWords();
  const person = session?.person;
  return (
    <>
      <PageHeader
        title={t('title')}
        actions={
          <>
            {person ? (
              <LinkButton to="/people/$id" params={{ id: person.id }} search={{ tab: 'work' }}>
                {t('record')}
              </LinkButton>
            ) : null}
            <LinkButton to="/me/told" icon="bell">
              {t('told')}
            </LinkButton>
            <Button icon="out" onPress={() => void signOut()}>
              {s('signOut')}
            </Button>
          </>
        }
      />
      <Facts
        items={[
          { label: t('name'), value: person?.name },
          { label: t('job'), value: person ? w.job(person.job_title) : null },
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
