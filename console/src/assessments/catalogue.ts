import type { Instrument, InstrumentBand, InstrumentItem, InstrumentOut } from '@almoner/client';
import { useInstruments } from '@almoner/client/react';

/** A band with its place: from 0 for the least concern. */
export interface Placed extends InstrumentBand {
  rank: number;
  /** How many there are. */
  of: number;
}

export function bandOf(instrument: Instrument | undefined, code: string | null | undefined): Placed | null {
  const bands = instrument?.bands ?? [];
  const rank = bands.findIndex((band) => band.code === code);
  return rank < 0 ? null : { ...bands[rank]!, rank, of: bands.length };
}

/** The number whose change is looked at, with its unit: "73 kg". Null where there is none. */
export function numberOf(
  instrument: Instrument | undefined,
  answers: Readonly<Record<string, number | string>> | undefined,
): string | null {
  const item = instrument?.items.find(({ code }) => code === instrument.change?.item);
  const value = item && answers?.[item.code];
  return typeof value === 'number' ? `${Number(value.toFixed(2))} ${item?.unit ?? ''}`.trim() : null;
}

/** What is asked; the rest follows from it. */
export function askedOf({ items }: Instrument): InstrumentItem[] {
  return items.filter(({ kind }) => kind !== 'derived');
}

/** Every version of every instrument: those to answer, and the words of what was answered under an earlier one. */
export function useCatalogue() {
  const query = useInstruments({ all: true });
  const all: readonly InstrumentOut[] = query.data?.items ?? [];
  return {
    query,
    inForce: all.filter(({ in_force }) => in_force),
    of: (code: string, version?: number): Instrument | undefined =>
      (
        all.find(({ instrument }) => instrument.code === code && instrument.version === version) ??
        all.find(({ instrument, in_force }) => version === undefined && instrument.code === code && in_force)
      )?.instrument,
    /** Its name in whichever version is known; else the API's word. */
    nameOf: (code: string): string =>
      (
        all.find(({ instrument, in_force }) => instrument.code === code && in_force) ??
        all.find(({ instrument }) => instrument.code === code)
      )?.instrument.name ?? code,
  };
}
