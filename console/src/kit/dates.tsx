import {
  now,
  parseDate,
  parseTime,
  toCalendarDate,
  type CalendarDate,
  type Time,
} from '@internationalized/date';
import {
  DateField as AriaDateField,
  DateInput,
  DateSegment,
  TimeField as AriaTimeField,
} from 'react-aria-components';
import { FieldLabel, Hint, Mistake, fieldId, type FieldProps } from './fields';

/** Today on the home's clock, as the API writes dates: `2026-11-23`. */
export function todayIn(timeZone: string): string {
  return toCalendarDate(now(timeZone)).toString();
}

/** Now on the home's clock, to the minute: `14:05`. */
export function timeIn(timeZone: string): string {
  const at = now(timeZone);
  return `${String(at.hour).padStart(2, '0')}:${String(at.minute).padStart(2, '0')}`;
}

function read<T>(parse: (text: string) => T, text: string | null): T | null {
  if (!text) return null;
  try {
    return parse(text);
  } catch {
    return null;
  }
}

export interface DateFieldProps extends FieldProps<string | null> {
  /** `2026-11-23`; with min and max the field itself says what is out of range. */
  min?: string;
  max?: string;
}

/** A date without a time zone, such as a birthday or the day of a move on the home's calendar. Day, month, year. */
export function DateField(props: DateFieldProps) {
  const { label, error, hint, optional, disabled, value, onChange, name, min, max, autoFocus } = props;
  return (
    <AriaDateField
      {...(name ? { name, id: fieldId(name) } : {})}
      value={read(parseDate, value)}
      onChange={(next: CalendarDate | null) => onChange(next ? next.toString() : null)}
      minValue={read(parseDate, min ?? null)}
      maxValue={read(parseDate, max ?? null)}
      granularity="day"
      shouldForceLeadingZeros
      isInvalid={Boolean(error)}
      isDisabled={disabled ?? false}
      autoFocus={autoFocus ?? false}
      validationBehavior="aria"
      className="field"
    >
      <FieldLabel label={label} optional={optional} />
      <Hint>{hint}</Hint>
      <DateInput className="input segments">
        {(segment) => <DateSegment segment={segment} className="segment" />}
      </DateInput>
      <Mistake error={error} />
    </AriaDateField>
  );
}

/** A time on the home's clock, 24 hours: `14:05`. */
export function TimeField(props: FieldProps<string | null>) {
  const { label, error, hint, optional, disabled, value, onChange, name } = props;
  return (
    <AriaTimeField
      {...(name ? { name, id: fieldId(name) } : {})}
      value={read(parseTime, value)}
      onChange={(next: Time | null) => onChange(next ? next.toString().slice(0, 5) : null)}
      hourCycle={24}
      granularity="minute"
      shouldForceLeadingZeros
      isInvalid={Boolean(error)}
      isDisabled={disabled ?? false}
      validationBehavior="aria"
      className="field"
    >
      <FieldLabel label={label} optional={optional} />
      <Hint>{hint}</Hint>
      <DateInput className="input segments">
        {(segment) => <DateSegment segment={segment} className="segment" />}
      </DateInput>
      <Mistake error={error} />
    </AriaTimeField>
  );
}
