import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { signIn, test } from './support/fixtures.ts';

// Pictures of every page of the demo clinic, as each role sees them, on a phone, on a desk, and in the dark.
//   SHOTS_DIR    where to put them (default: a folder in the temporary directory)
//   SHOTS_ROLES  only these roles, separated by commas
//   SHOTS_PATHS  these paths instead of the role's own, separated by commas

const folder = process.env['SHOTS_DIR'] || path.join(tmpdir(), 'anteroom-shots');
const list = (name: string) => process.env[name]?.split(',').filter(Boolean);

const DEMO_PASSWORD = 'anteroom-demo';

const roles: Record<string, { username?: string; paths: string[] }> = {
  anyone: { paths: ['/', '/doctors', '/doctors/1', '/login', '/register', '/no-such-page'] },
  patient: { username: 'rosa', paths: ['/', '/book/1', '/appointments', '/account', '/admin'] },
  doctor: { username: 'dr.moreau', paths: ['/schedule', '/schedule?view=week', '/patients', '/account'] },
  desk: { username: 'desk', paths: ['/desk', '/patients', '/patients/1', '/appointments'] },
  admin: {
    username: 'admin',
    paths: ['/admin', '/admin/doctors', '/admin/staff', '/admin/appointments', '/admin/audit', '/admin/settings', '/patients'],
  },
};

const looks = [
  { name: 'phone', width: 360, height: 780, dark: false },
  { name: 'desk', width: 1280, height: 800, dark: false },
  { name: 'dark', width: 1280, height: 800, dark: true },
];

test.use({ site: 'demo', allowConsole: [/./] });

for (const [role, { username, paths }] of Object.entries(roles)) {
  if (!(list('SHOTS_ROLES') ?? [role]).includes(role)) continue;
  test(`pages of ${role}`, async ({ page }) => {
    await mkdir(folder, { recursive: true });
    if (username) await signIn(page, username, DEMO_PASSWORD);
    for (const where of list('SHOTS_PATHS') ?? paths) {
      for (const look of looks) {
        await page.setViewportSize({ width: look.width, height: look.height });
        await page.emulateMedia({ colorScheme: look.dark ? 'dark' : 'light', reducedMotion: 'reduce' });
        await page.goto(where);
        await page.waitForLoadState('networkidle');
        await picture(page, `${role}${where.replace(/\W+/g, '-')}.${look.name}.png`);
      }
    }
  });
}

async function picture(page: Page, name: string): Promise<void> {
  const { scroll, width } = await page.evaluate(() => ({
    scroll: document.documentElement.scrollWidth,
    width: document.documentElement.clientWidth,
  }));
  if (scroll > width) console.log(`${name}: ${scroll - width} px wider than the window`);
  await page.screenshot({ path: path.join(folder, name), fullPage: true });
}
