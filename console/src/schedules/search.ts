export const RUN_STATUSES = ['queued', 'running', 'succeeded', 'dead', 'stale'] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

/** Which runs are shown, as it stands in the address. */
export interface RunSearch {
  job?: string;
  status?: RunStatus;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** An address that was typed wrong shows the list, not an error. */
export function readRunSearch({ job, status }: Record<string, unknown>): RunSearch {
  const known = RUN_STATUSES.find((one) => one === status);
  return {
    ...(typeof job === 'string' && UUID.test(job) ? { job } : {}),
    ...(known ? { status: known } : {}),
  };
}
