import type { PlaywrightTestOptions, PlaywrightWorkerOptions } from '@playwright/test';

/** How Chromium is started and what every test's browser looks like, whichever config asks. */
export const browser: Partial<PlaywrightTestOptions & PlaywrightWorkerOptions> = {
  // Set by scripts/test.sh; without it Playwright looks for its own.
  launchOptions: {
    executablePath: process.env['CHROMIUM'] || undefined,
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
  locale: 'en-GB',
  timezoneId: 'Europe/London',
  // Animations would only make a test wait, and an accessibility check see half-faded text.
  contextOptions: { reducedMotion: 'reduce' },
};
