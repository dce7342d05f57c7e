import { defineConfig } from '@playwright/test'

/** The machine has two cores and runs a real PostgreSQL beside the browser: waits are generous, never asserted. */
const patience = 30_000

/**
 * Chromium is Debian's (`scripts/setup test` installs it): Playwright's own builds come from a host
 * that a closed network doesn't reach.
 */
const chromium = process.env.CHROMIUM ?? '/usr/bin/chromium'

export default defineConfig({
  testDir: 'tests',
  outputDir: '../target/e2e/results',
  globalSetup: './support/start.ts',
  fullyParallel: false,
  workers: 2,
  // What fails once and passes again is reported as flaky, which is a finding.
  retries: process.env.CI ? 1 : 0,
  timeout: 20 * patience,
  expect: { timeout: patience },
  reporter: [['list']],
  use: {
    browserName: 'chromium',
    actionTimeout: patience,
    navigationTimeout: patience,
    locale: 'en-GB',
    // The console's files come from the binary that is tested, not from what a browser kept of them.
    serviceWorkers: 'block',
    timezoneId: 'Europe/London',
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: chromium,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  projects: [
    // A night is lived with a phone in the pocket.
    { name: 'desktop', testIgnore: /night/, use: { viewport: { width: 1280, height: 800 } } },
    // A phone has no keyboard.
    { name: 'phone', testIgnore: /keyboard/, use: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 } },
  ],
})
