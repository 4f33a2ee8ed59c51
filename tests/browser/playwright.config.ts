import { defineConfig } from '@playwright/test';
import { browser } from './support/browser.ts';
import type { ClinicOptions } from './support/fixtures.ts';

/**
 * Two projects: `js` runs `*.spec.ts` in the hydrated app, `nojs` runs `*.nojs.spec.ts` with
 * JavaScript off, where pages are plain HTML and forms.
 */
export default defineConfig<object, ClinicOptions>({
  testDir: '.',
  outputDir: 'results/failures',
  workers: 2,
  retries: 0,
  // Generous: a limit that a busy machine reaches says nothing about the pages.
  timeout: 120_000,
  expect: { timeout: 15_000 },
  forbidOnly: Boolean(process.env['CI']),
  reporter: [['list'], ['json', { outputFile: 'results/report.json' }]],
  use: {
    ...browser,
    screenshot: 'only-on-failure',
  },
  projects: [
    { name: 'js', testIgnore: ['**/*.nojs.spec.ts', '**/screenshots.spec.ts'] },
    { name: 'nojs', testMatch: '**/*.nojs.spec.ts', use: { javaScriptEnabled: false } },
  ],
});
