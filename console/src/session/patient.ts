import { isApiError } from '@almoner/client';
import { ask } from './again';

/** Tries again once, when what was lacking (a sign-in, a fresh code) was given over the page. */
export async function patient<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const lacking = isApiError(error, 'unauthenticated')
      ? 'sign-in'
      : isApiError(error, 'second_factor_required')
        ? 'second-factor'
        : null;
    if (lacking && (await ask(lacking))) return work();
    throw error;
  }
}
