/** What a pattern says, where it can be said in a few words. Which slots it has is the server's business. */
export type CronSays =
  | { kind: 'minutes'; count: number }
  | { kind: 'hourly'; minute: number }
  | { kind: 'hours'; count: number; minute: number }
  | { kind: 'daily'; time: string }
  | { kind: 'weekly'; days: readonly (DayName | 'weekdays')[]; time: string }
  | { kind: 'monthly'; day: number; time: string }
  | { kind: 'other' };

export type DayName = 'd0' | 'd1' | 'd2' | 'd3' | 'd4' | 'd5' | 'd6';

const NAMES = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const OTHER = { kind: 'other' } as const;

const number = (text: string, most: number): number | null =>
  /^\d{1,2}$/.test(text) && Number(text) <= most ? Number(text) : null;
const step = (text: string): number | null => {
  const found = /^\*\/(\d{1,2})$/.exec(text)?.[1];
  return found && Number(found) > 0 ? Number(found) : null;
};

function daysOf(text: string): readonly (DayName | 'weekdays')[] | null {
  if (/^(1-5|mon-fri)$/i.test(text)) return ['weekdays'];
  const days = text.split(',').map((one) => {
    const named = NAMES.indexOf(one.toLowerCase());
    // Sunday is 0 and 7.
    const day = named >= 0 ? named : number(one, 7);
    return day === null ? null : (`d${day % 7}` as DayName);
  });
  return days.some((day) => day === null) ? null : (days as DayName[]);
}

export function readCron(cron: string): CronSays {
  const fields = cron.trim().split(/\s+/);
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = fields;
  if (fields.length !== 5 || month !== '*') return OTHER;
  const every = step(minute);
  // `*/7` begins anew each hour, so only what divides the hour is "every so many minutes".
  if (every && 60 % every === 0 && hour === '*' && day === '*' && weekday === '*')
    return { kind: 'minutes', count: every };
  const at = number(minute, 59);
  if (at === null) return OTHER;
  if (hour === '*' && day === '*' && weekday === '*') return { kind: 'hourly', minute: at };
  const hours = step(hour);
  if (hours && 24 % hours === 0 && day === '*' && weekday === '*')
    return { kind: 'hours', count: hours, minute: at };
  const of = number(hour, 23);
  if (of === null) return OTHER;
  const time = `${String(of).padStart(2, '0')}:${String(at).padStart(2, '0')}`;
  if (day === '*' && weekday === '*') return { kind: 'daily', time };
  if (day === '*') {
    const days = daysOf(weekday);
    return days ? { kind: 'weekly', days, time } : OTHER;
  }
  const date = weekday === '*' ? number(day, 31) : null;
  return date ? { kind: 'monthly', day: date, time } : OTHER;
}
