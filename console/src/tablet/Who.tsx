import { isApiError, type DevicePersonOut, type SignInOut, type ThisDeviceOut } from '@almoner/client';
import { useAlmoner } from '@almoner/client/react';
import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button, Notice, Skeleton } from '~/kit';
import * as words from '~/words/en-GB/tablet';
import { MoreWords } from '~/words/more';
import { markTablet } from './flag';
import { enter, type Way } from './enter';
import { PinPad } from './PinPad';
import { held, letAllGo } from './vault';

export interface WhoProps {
  /** Somebody is in: through the server (`out`), or without a connection. */
  done: (person: DevicePersonOut, out: SignInOut | null) => unknown;
  /** It is no shared tablet, or whoever stands there has no PIN: email and password. */
  other: () => void;
}

interface Shown {
  device: ThisDeviceOut | null;
  people: readonly DevicePersonOut[];
}

/** On a shared tablet: who is it? Their name, then their PIN. */
export default function Who(props: WhoProps) {
  return (
    <MoreWords words={words}>
      <Picker {...props} />
    </MoreWords>
  );
}

function Picker({ done, other }: WhoProps) {
  const t = useTranslations('tablet');
  const almoner = useAlmoner();
  const [shown, setShown] = useState<Shown | null>(null);
  const [person, setPerson] = useState<DevicePersonOut | null>(null);

  useEffect(() => {
    let gone = false;
    almoner.session.device
      .look()
      .then((device) => ({ device, people: device.people }))
      .catch(async (error: unknown) => {
        if (isApiError(error, 'not_found')) {
          // Revoked, or its cookie is gone: nobody comes back here by a PIN.
          markTablet(false);
          await letAllGo();
          return null;
        }
        return { device: null, people: (await held()).map((one) => one.person) };
      })
      .then((found) => {
        if (gone) return;
        if (found && (found.people.length > 0 || found.device)) setShown(found);
        else other();
      })
      .catch(other);
    return () => {
      gone = true;
    };
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- once: which tablet it is doesn't change while it is looked at
  }, [almoner]);

  if (!shown) return <Skeleton lines={4} />;
  if (person) {
    return <Pin person={person} done={(out) => done(person, out)} back={() => setPerson(null)} />;
  }
  return (
    <div className="stack">
      <p className="quiet">
        {shown.device ? t('where', { name: shown.device.name, home: shown.device.care_home }) : t('offline')}
      </p>
      {shown.people.length === 0 ? <Notice>{t('nobody')}</Notice> : null}
      <ul className="who" aria-label={t('who')}>
        {shown.people.map((one) => (
          <li key={one.profile_id}>
            <button type="button" className="button plain who-one" onClick={() => setPerson(one)}>
              <span className="initials" aria-hidden="true">
                {one.given_name.slice(0, 1).toUpperCase()}
              </span>
              <span>{one.name}</span>
            </button>
          </li>
        ))}
      </ul>
      <div className="outdent">
        <Button tone="quiet" onPress={other}>
          {t('password')}
        </Button>
        <p className="small quiet">{t('passwordHint')}</p>
      </div>
    </div>
  );
}

/** A person's PIN. */
export function Pin({
  person,
  done,
  back,
}: {
  person: DevicePersonOut;
  done: (out: SignInOut | null) => unknown;
  back?: () => void;
}) {
  const t = useTranslations('tablet');
  const almoner = useAlmoner();
  const [busy, setBusy] = useState(false);
  const [complaint, setComplaint] = useState<string | null>(null);
  const said = (way: Exclude<Way, { in: true }>) =>
    ({ wrong: t('wrong'), often: t('often'), offline: t('notHere'), failed: t('failed') })[way.why];
  return (
    <div className="stack">
      <PinPad
        label={t('pinOf', { name: person.given_name })}
        act={t('signIn')}
        busy={busy}
        complaint={complaint}
        onPin={(pin) => {
          setBusy(true);
          void enter(almoner, person, pin)
            .then((way) => (way.in ? done(way.out) : setComplaint(said(way))))
            .finally(() => setBusy(false));
        }}
      />
      {back ? (
        <Button tone="quiet" icon="left" onPress={back}>
          {t('somebodyElse')}
        </Button>
      ) : null}
    </div>
  );
}
