import type {
  AboutMeOut,
  AssessmentDueOut,
  AssessmentOut,
  Instrument,
  InstrumentItem,
  InstrumentOut,
} from '../generated/types.gen.js';
import { idOf, nextOf, NOW } from './factories.js';

const choice = (code: string, label: string, options: InstrumentItem['options']): InstrumentItem => ({
  code,
  label,
  kind: 'choice',
  required: true,
  options: options ?? [],
});

/** A list of three questions with points and two bands, of the operator's own making. */
export function anInstrument(
  fields: Partial<Instrument> = {},
  { own = true, in_force = true }: Partial<Omit<InstrumentOut, 'instrument'>> = {},
): InstrumentOut {
  return {
    own,
    in_force,
    instrument: {
      code: 'mouth_check',
      version: 1000,
      name: 'Mouth check',
      about: 'How somebody’s mouth is, by looking.',
      licence: 'Licensed to Harbour Care until 2028',
      source: 'The owner’s manual, 2024',
      effective_from: '2025-01-01',
      repeat_days: 28,
      outcome: 'total',
      items: [
        choice('lips', 'Lips', [
          { code: 'smooth', label: 'Smooth', score: 0 },
          { code: 'cracked', label: 'Cracked', score: 2, action: 'Offer balm with each wash.' },
        ]),
        {
          code: 'dry_days',
          label: 'Days with a dry mouth',
          help: 'In the last week.',
          kind: 'number',
          unit: 'days',
          least: 0,
          most: 7,
          required: true,
        },
        {
          ...choice('teeth', 'Own teeth', [
            { code: 'yes', label: 'Yes' },
            { code: 'no', label: 'No' },
          ]),
          required: false,
        },
      ],
      bands: [
        { code: 'low', label: 'Low', from: 0, to: 4 },
        { code: 'high', label: 'High', from: 5, to: 9, action: 'Ask for a dentist.' },
      ],
      ...fields,
    },
  };
}

/** A mouth check of the first resident that came out low. */
export function anAssessment(fields: Partial<AssessmentOut> = {}, number?: number): AssessmentOut {
  const n = nextOf('assessment', number);
  return {
    id: idOf('assessment', n),
    client_id: idOf('client', 1),
    client_name: 'Agnes Whitlock',
    care_home_id: idOf('home', 1),
    instrument: 'mouth_check',
    instrument_version: 1000,
    answers: { lips: 'smooth', dry_days: 3 },
    score: 3,
    band: 'low',
    band_rank: 0,
    details: { parts: { lips: 0, dry_days: 3 } },
    note: null,
    next_due_on: '2026-12-21',
    occurred_at: NOW,
    recorded_at: NOW,
    device_at: null,
    late: false,
    author_id: idOf('person', 2),
    author_name: 'Ben Carter',
    addenda: 0,
    review_id: null,
    struck_at: null,
    struck_by_name: null,
    struck_because: null,
    can: ['add', 'strike_out'],
    ...fields,
  };
}

/** The same as a list of what is due has it. */
export function dueOf(assessment: AssessmentOut, holding_home_id = idOf('home', 1)): AssessmentDueOut {
  const { id, client_id, client_name, instrument, instrument_version, score, band, occurred_at } = assessment;
  return {
    id,
    client_id,
    client_name: client_name ?? null,
    holding_home_id,
    instrument,
    instrument_version,
    score: score ?? null,
    band: band ?? null,
    occurred_at,
    next_due_on: assessment.next_due_on!,
  };
}

/** What the first resident says about themselves, checked by a senior. */
export function anAboutMe(fields: Partial<AboutMeOut> = {}, number?: number): AboutMeOut {
  const n = nextOf('word', number);
  const status = fields.status ?? 'verified';
  return {
    id: idOf('word', n),
    version: 1,
    client_id: idOf('client', 1),
    topic: 'matters_to_me',
    text: 'My garden, and a paper in the morning.',
    said_by: 'resident',
    status,
    verified_at: status === 'verified' ? NOW : null,
    verified_by: status === 'verified' ? idOf('person', 3) : null,
    verified_by_name: status === 'verified' ? 'Carol Nkemelu' : null,
    ended_at: null,
    end_reason: null,
    created_at: NOW,
    created_by: idOf('person', 2),
    created_by_name: 'Ben Carter',
    archived_at: null,
    can: { verified: ['update', 'end'], proposed: ['update', 'verify', 'reject'], ended: [] }[status],
    ...fields,
  };
}
