/**
 * For engineers' own tests: records that look real, and a made-up server for msw.
 *
 * ```ts
 * const world = aWorld({ clients: [aClient({ given_name: 'Edith' })] });
 * const server = setupServer(...handlers(world));
 * ```
 */
export * from './factories.js';
export * from './notices.js';
export * from './plans.js';
export * from './cared.js';
export * from './assessed.js';
export { aPhoto } from './photos.js';
export { aConcern } from './concerns.js';
export * from './shifts.js';
export { aRecordView } from './record-views.js';
export { answer, invalid, problem, type AnswerOptions, type ProblemOptions } from './answers.js';
export { aWorld, type World, type WorldParts } from './world.js';
export { aHandInRefusal, aHandInResult } from './hand-ins.js';
export { handlers } from './handlers.js';
