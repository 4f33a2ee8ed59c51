import { defineConfig } from '@playwright/test';
import { browser } from './support/browser.ts';
import type { ClinicOptions } from './support/fixtures.ts';

/** `npm run shots`: pictures of the pages, for people to look at. Not part of the tests. */
export default defineConfig<object, ClinicOptions>({
  testDir: '.',
  testMatch: 'screenshots.spec.ts',
  outputDir: 'results/shots-failures',
  workers: 2,
  timeout: 600_000,
  reporter: 'list',
  use: browser,
});
