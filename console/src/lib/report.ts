import { almoner } from './api';

declare const __BUILD__: string;

/** The template of the screen that is shown, never its address: no id goes into a report. */
let template = '/';
export function atRoute(routeId: string): void {
  template = routeId;
}

/** Tells the server that something broke: a code, the screen's template, the build and the request's number. */
export const report = almoner.errorReporter({ build: __BUILD__, route: () => template });
