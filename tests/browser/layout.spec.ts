import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, hydrated, signIn, test } from './support/fixtures.ts';
import { DEMO_PASSWORD, everyPage, pagesOfPatients, type Tour } from './support/demo.ts';
import { refused, sideScroll } from './support/pages.ts';

// Pages keep to the window they are in, and to the colours and sizes their reader has asked for.

test.use({ site: 'demo', allowConsole: refused(403, 404) });

/** Goes to each page as the one who sees it. */
async function tour(page: Page, tours: Tour[], look: (path: string) => Promise<void>): Promise<void> {
  for (const { username, paths } of tours) {
    await page.context().clearCookies();
    if (username) await signIn(page, username, DEMO_PASSWORD);
    for (const path of paths) {
      await page.goto(path);
      await hydrated(page);
      await look(path);
    }
  }
}

test('no page scrolls sideways on a phone', async ({ page, seed }) => {
  test.slow();
  const wide: string[] = [];
  await tour(page, await everyPage(seed), async (path) => {
    for (const width of [320, 360]) {
      await page.setViewportSize({ width, height: 780 });
      const beyond = await sideScroll(page);
      if (beyond) wide.push(`${path} in ${width} px, ${beyond}`);
    }
  });
  expect(wide).toEqual([]);
});

test('pages for patients take text of twice the size', async ({ page, seed }) => {
  const wide: string[] = [];
  await tour(page, await pagesOfPatients(seed), async (path) => {
    await page.evaluate(() => (document.documentElement.style.fontSize = '200%'));
    for (const width of [360, 1280]) {
      await page.setViewportSize({ width, height: 780 });
      const beyond = await sideScroll(page);
      if (beyond) wide.push(`${path} in ${width} px, ${beyond}`);
    }
  });
  expect(wide).toEqual([]);
});

test('the dark pages have enough contrast', async ({ page, seed }) => {
  test.slow();
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  const faint: string[] = [];
  await tour(page, await everyPage(seed), async (path) => {
    const { violations } = await new AxeBuilder({ page }).withRules('color-contrast').analyze();
    faint.push(...violations.flatMap(({ nodes }) => nodes.map((node) => `${path}: ${node.target.join(' ')}`)));
  });
  expect(faint).toEqual([]);
});

for (const [name, media] of Object.entries({
  'forced colours': { forcedColors: 'active' },
  'motion as it comes': { reducedMotion: 'no-preference' },
} as const)) {
  test(`pages with ${name} are whole`, async ({ page }) => {
    await page.emulateMedia(media);
    const tours: Tour[] = [
      { who: 'anyone', paths: ['/', '/doctors'] },
      { who: 'a patient', username: 'rosa', paths: ['/appointments', '/book/1'] },
      { who: 'a doctor', username: 'dr.moreau', paths: ['/schedule'] },
      { who: 'an admin', username: 'admin', paths: ['/admin'] },
    ];
    await tour(page, tours, async (path) => {
      await page.getByRole('heading', { level: 1 }).waitFor();
      const file = `${name} ${path}`.replace(/\W+/g, '-');
      await page.screenshot({ path: `results/looks/${file}.png`, fullPage: true });
      expect(await sideScroll(page), path).toBe('');
    });
  });
}
