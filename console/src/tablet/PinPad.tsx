import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button, Icon } from '~/kit';
import './tablet.css';

export interface PinPadProps {
  label: string;
  act: string;
  busy: boolean;
  /** What was wrong with the last one; it is said at once, and the pad is empty again. */
  complaint: string | null;
  onPin: (pin: string) => void;
}

const LEAST = 6;
const MOST = 8;

/** Digits under the thumb and on the keyboard. What was typed is shown as dots, and kept nowhere else. */
export function PinPad({ label, act, busy, complaint, onPin }: PinPadProps) {
  const t = useTranslations('tablet');
  const [pin, setPin] = useState('');
  const add = (digit: string) => setPin((typed) => (typed.length < MOST ? typed + digit : typed));
  const send = () => {
    if (busy || pin.length < LEAST) return;
    onPin(pin);
    setPin('');
  };
  return (
    <form
      className="pin-pad"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <label className="pin-dots">
        <span>{label}</span>
        <input
          type="password"
          inputMode="none"
          autoComplete="off"
          autoFocus
          maxLength={MOST}
          value={pin}
          aria-describedby="pin-complaint"
          aria-invalid={complaint !== null && pin === ''}
          onChange={({ target }) => setPin(target.value.replaceAll(/\D/g, '').slice(0, MOST))}
        />
      </label>
      <p id="pin-complaint" role="status" className="pin-complaint">
        {complaint !== null && pin === '' ? complaint : ''}
      </p>
      <div className="pin-keys">
        {['1', '2', '3', '4', '5', '6', '7', '8', '9'].map((digit) => (
          <button type="button" key={digit} className="button plain pin-key" onClick={() => add(digit)}>
            {digit}
          </button>
        ))}
        <button
          type="button"
          className="button quiet pin-key"
          aria-label={t('clear')}
          onClick={() => setPin('')}
        >
          <Icon name="close" />
        </button>
        <button type="button" className="button plain pin-key" onClick={() => add('0')}>
          0
        </button>
        <button
          type="button"
          className="button quiet pin-key"
          aria-label={t('back')}
          onClick={() => setPin((typed) => typed.slice(0, -1))}
        >
          <Icon name="left" />
        </button>
      </div>
      <Button type="submit" tone="primary" busy={busy} isDisabled={pin.length < LEAST}>
        {act}
      </Button>
    </form>
  );
}
