/** Which home's and which unit's handovers are shown, as it stands in the address. */
export interface HandoverSearch {
  home?: string;
  unit?: string;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** An address that was typed wrong shows the latest, not an error. */
export function readSearch({ home, unit }: Record<string, unknown>): HandoverSearch {
  return {
    ...(typeof home === 'string' && UUID.test(home) ? { home } : {}),
    ...(typeof unit === 'string' && UUID.test(unit) ? { unit } : {}),
  };
}
