import base from '/work/wt/handin/e2e/playwright.config.ts'
export default { ...base, testDir: '/work/wt/handin/e2e/tests', globalSetup: undefined, workers: 1, outputDir: '/tmp/handin-results', retries: 0 }
