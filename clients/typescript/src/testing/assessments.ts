import { http, type HttpHandler } from 'msw';
import type {
  AddendumIn,
  AssessmentIn,
  AssessmentOut,
  FieldError,
  Instrument,
} from '../generated/types.gen.js';
import { answer, invalid, problem } from './answers.js';
import { anAssessment, dueOf } from './assessed.js';
import { idOf, NOW } from './factories.js';
import type { At, Mine } from './records.js';
import { bodyOf, idIn, once, pageOf } from './rules.js';
import type { World } from './world.js';

const SENT = [
  'answers',
  'care_home_id',
  'instrument',
  'instrument_version',
  'next_due_on',
  'note',
  'occurred_at',
];

/** What is missing or wrong of the answers, all of it at once, as the API says it. */
function complaints({ items }: Instrument, { answers }: AssessmentIn): FieldError[] {
  const said = (path: string, code: string, message: string): FieldError => ({ path, code, message });
  const known = items.filter(({ kind }) => kind !== 'derived');
  const strange = Object.keys(answers).filter((code) => !known.some((item) => item.code === code));
  return [
    ...strange.map((code) => said(`answers.${code}`, 'unknown', 'There is no such item.')),
    ...known.flatMap((item) => {
      const path = `answers.${item.code}`;
      const given = answers[item.code];
      if (given === undefined) return item.required ? [said(path, 'required', 'Answer this.')] : [];
      const fits =
        item.kind === 'number'
          ? typeof given === 'number' &&
            given >= (item.least ?? -Infinity) &&
            given <= (item.most ?? Infinity)
          : item.options?.some(({ code }) => code === given);
      return fits ? [] : [said(path, 'range', 'This does not fit.')];
    }),
  ];
}

/**
 * Instruments, and assessments as they are kept. It computes nothing: what answers come to is what the test says in
 * `world.comesTo`.
 */
export function assessments(world: World, at: At, mine: Mine): HttpHandler[] {
  const all = () => [...world.assessments.values()];
  const latest = (a: AssessmentOut, b: AssessmentOut) =>
    b.occurred_at.localeCompare(a.occurred_at) || b.id.localeCompare(a.id);
  return [
    http.get(
      at('/instruments'),
      mine(({ request }) => {
        const url = new URL(request.url);
        const every = url.searchParams.get('all') === 'true';
        return pageOf(
          world.instruments.filter(({ in_force }) => every || in_force),
          url,
        );
      }),
    ),
    http.get(
      at('/assessments/due'),
      mine(({ request }) => {
        const url = new URL(request.url);
        const { searchParams: query } = url;
        const before = query.get('due_before');
        const last = new Map<string, AssessmentOut>();
        for (const row of all()
          .filter((one) => !one.struck_at)
          .toSorted(latest)) {
          const of = `${row.client_id} ${row.instrument}`;
          if (!last.has(of)) last.set(of, row);
        }
        const rows = [...last.values()]
          .filter((row) => row.next_due_on)
          .map((row) => dueOf(row, world.clients.get(row.client_id)?.holding_home_id ?? undefined))
          .filter((row) => (query.get('home') ?? row.holding_home_id) === row.holding_home_id)
          .filter((row) => (query.get('instrument') ?? row.instrument) === row.instrument)
          .filter((row) => before === null || row.next_due_on < before)
          .toSorted((a, b) => a.next_due_on.localeCompare(b.next_due_on));
        return pageOf(rows, url);
      }),
    ),
    http.get(
      at('/clients/:id/assessments/trend'),
      mine((asked) => {
        const instrument = new URL(asked.request.url).searchParams.get('instrument');
        if (!instrument) return invalid('instrument', 'required', 'Fill this in.');
        const points = all()
          .filter((row) => row.client_id === idIn(asked) && row.instrument === instrument && !row.struck_at)
          .toSorted((a, b) => latest(b, a))
          .map((row) => ({
            assessment_id: row.id,
            at: row.occurred_at,
            instrument_version: row.instrument_version,
            value: row.score ?? null,
            band: row.band ?? null,
            band_rank: row.band_rank ?? null,
            details: row.details,
          }));
        return answer({ instrument, unit: null, points, cut: false });
      }),
    ),
    http.get(
      at('/clients/:id/assessments'),
      mine((asked) => {
        const url = new URL(asked.request.url);
        if (!world.clients.has(idIn(asked))) return problem('not_found');
        const instrument = url.searchParams.get('instrument');
        const rows = all()
          .filter((row) => row.client_id === idIn(asked))
          .filter((row) => (instrument ?? row.instrument) === row.instrument)
          .toSorted((a, b) => b.id.localeCompare(a.id));
        return pageOf(rows, url);
      }),
    ),
    http.get(
      at('/assessments/:id'),
      mine((asked) => {
        const assessment = world.assessments.get(idIn(asked));
        const addenda = world.assessmentAddenda.filter((one) => one.assessment_id === assessment?.id);
        return assessment ? answer({ assessment, addenda }) : problem('not_found');
      }),
    ),
    http.post(
      at('/clients/:id/assessments'),
      mine((asked) =>
        once(world, asked, async () => {
          const client = world.clients.get(idIn(asked));
          if (!client) return problem('not_found');
          const body = await bodyOf(asked.request, SENT, ['instrument', 'answers']);
          if (body instanceof Response) return body;
          const said = body as unknown as AssessmentIn;
          const found = world.instruments.find(
            ({ instrument, in_force }) =>
              instrument.code === said.instrument &&
              (said.instrument_version == null ? in_force : instrument.version === said.instrument_version),
          );
          if (!found) return invalid('instrument', 'reference', 'There is no such instrument.');
          const fields = complaints(found.instrument, said);
          if (fields.length > 0) return problem('invalid', { fields });
          const row = anAssessment(
            {
              client_id: client.id,
              client_name: `${client.given_name} ${client.family_name}`,
              instrument: found.instrument.code,
              instrument_version: found.instrument.version,
              answers: said.answers,
              note: said.note ?? null,
              next_due_on: said.next_due_on ?? null,
              occurred_at: said.occurred_at ?? NOW,
              score: null,
              band: null,
              band_rank: null,
              details: {},
              ...world.comesTo(said),
            },
            1000 + world.assessments.size,
          );
          world.assessments.set(row.id, row);
          const band = found.instrument.bands?.find(({ code }) => code === row.band);
          const { id, client_id, instrument, instrument_version, score, details, late, ...rest } = row;
          return {
            status: 201,
            find: () => ({
              id,
              client_id,
              instrument,
              instrument_version,
              score,
              details,
              late,
              band: row.band,
              band_label: band?.label ?? null,
              action: band?.action ?? null,
              next_due_on: rest.next_due_on,
              occurred_at: rest.occurred_at,
              recorded_at: rest.recorded_at,
              stored: true,
            }),
          };
        }),
      ),
    ),
    http.post(
      at('/assessments/:id/addenda'),
      mine((asked) =>
        once(world, asked, async () => {
          const row = world.assessments.get(idIn(asked));
          if (!row) return problem('not_found');
          const body = await bodyOf(asked.request, ['kind', 'text'], ['kind', 'text']);
          if (body instanceof Response) return body;
          const { kind, text } = body as unknown as AddendumIn;
          if (kind !== 'addendum' && kind !== 'strike_out')
            return invalid('kind', 'unknown', 'Choose one of the kinds.');
          if (kind === 'strike_out' && row.struck_at) return problem('duplicate');
          const struck = { struck_at: NOW, struck_because: text, struck_by_name: 'Asha Rao', can: ['add'] };
          world.assessments.set(row.id, {
            ...row,
            addenda: row.addenda + 1,
            ...(kind === 'strike_out' ? struck : {}),
          });
          const made = {
            id: idOf('request', 3000 + world.assessmentAddenda.length),
            assessment_id: row.id,
            kind,
            text,
            author_id: idOf('person', 1),
            author_name: 'Asha Rao',
            recorded_at: NOW,
          };
          world.assessmentAddenda.push(made);
          return { status: 201, find: () => made };
        }),
      ),
    ),
  ];
}
