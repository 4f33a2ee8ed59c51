import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { APIRequestContext, Page } from '@playwright/test';
import { DEMO_PASSWORD } from './support/demo.ts';
import { hydrated, signIn, type Slot, test } from './support/fixtures.ts';
import { link } from './support/screens.ts';
import { call, read, type Seed } from './support/seed.ts';
import { clinicDay, clock, dayOf, later } from './support/words.ts';

// Pictures of every page of the demo clinic, as each role sees them, on a phone, on a desk, and in the dark.
//   SHOTS_DIR    where to put them (default: a folder in the temporary directory)
//   SHOTS_ROLES  only these roles, separated by commas
//   SHOTS_PATHS  these paths instead of the role's own, separated by commas

const folder = process.env['SHOTS_DIR'] || path.join(tmpdir(), 'anteroom-shots');
const list = (name: string) => process.env[name]?.split(',').filter(Boolean);

/** A word in braces is a place of below. After " > " stands what is pressed for a dialog. */
const roles: Record<string, { username?: string; paths: string[] }> = {
  anyone: { paths: ['/', '/doctors', '/doctors?q=nobody-like-this', '/doctors/1', '/login', '/register', '/no-such-page'] },
  screens: { paths: ['{numbers}', '{initials}', '{kiosk}', '/kiosk/no-such-link'] },
  patient: {
    username: 'rosa',
    paths: [
      '/',
      '/book',
      '/book?specialization=cardiology',
      '/book/1',
      '/book/1?visit_type_id={kind}',
      '/book/1?visit_type_id={kind}&start={time}',
      '/appointments',
      '/appointments/{visit}',
      '/appointments/{visit} > Cancel appointment',
      '/appointments/{visit}/reschedule',
      '/waitlist/new?doctor_id=1',
      '/series/new?doctor_id=1&visit_type_id={kind}',
      '/series/new?doctor_id=1&visit_type_id={kind}&start={start}&every=1&unit=week&times=4',
      '/series/{series}',
      '/account',
      '/admin',
    ],
  },
  doctor: {
    username: 'dr.moreau',
    paths: ['/schedule', '/schedule?view=week', '/hours', '/patients', '/patients/{patient}', '/displaced', '/account'],
  },
  desk: {
    username: 'desk',
    paths: [
      '/desk',
      '/desk?view=list',
      '/desk?visit={today}',
      '/desk > Book',
      '/desk > Walk-in',
      '/desk > Keys',
      '/desk/open',
      '/desk/new?doctor_id=1',
      '/desk/new?doctor_id=1&patient_id={patient}',
      '/desk/print',
      '/calendar',
      '/calendar?view=week&doctors=1',
      '/calendar/load',
      '/calendar/overbook?doctor_id=1&starts_at={time}',
      '/patients',
      '/patients/new',
      '/patients/{patient}',
      '/patients/{patient}/labels',
      '/patients/{patient}/merge',
      '/patients/{patient}/merge?with={other}',
      '/appointments',
      '/appointments/{visit}',
      '/appointments/{visit}/slip',
      '/book/1?visit_type_id={kind}&patient_id={patient}',
      '/displaced',
      '/waitlist',
      '/waitlist/{request}',
      '/hours/1',
    ],
  },
  admin: {
    username: 'admin',
    paths: [
      '/admin',
      '/admin/doctors',
      '/admin/doctors/1',
      '/admin/staff',
      '/admin/appointments',
      '/admin/audit',
      '/admin/screens',
      '/admin/rooms',
      '/admin/visit-types',
      '/admin/visit-types/{kind}',
      '/admin/closures',
      '/admin/policy',
      '/admin/settings',
      '/patients',
    ],
  },
};

type Visit = { id: number; patient_id: number; starts_at: string };

const as = <T>(seed: Seed, username: string, work: (client: APIRequestContext) => Promise<T>) =>
  seed.acting(username, work, DEMO_PASSWORD);

/** The usual kind of visit of the first doctor. */
const kind = (seed: Seed) =>
  as(seed, 'rosa', async (rosa) => (await read<{ id: number }[]>(rosa, '/api/visit-types?doctor_id=1'))[0]?.id ?? 0);

/** The free times for it. */
async function free(seed: Seed): Promise<Slot[]> {
  const [from, to, type] = [later(clinicDay(), 1), later(clinicDay(), 14), await kind(seed)];
  const times = await as(seed, 'rosa', (rosa) => read<Slot[]>(rosa, `/api/doctors/1/slots?from=${from}&to=${to}&visit_type_id=${type}`));
  if (times.length === 0) throw new Error('no free time');
  return times;
}

/** What a field for a day and a time holds. */
const reading = (slot: Slot | undefined, days = 0) => (slot ? `${later(dayOf(slot), days)}T${clock(slot)}` : '');

/** The ids of the first patients of a doctor. */
const patients = (seed: Seed) =>
  as(seed, 'dr.moreau', async (doctor) => {
    const { items } = await read<{ items: Visit[] }>(doctor, '/api/appointments');
    return [...new Set(items.map((visit) => visit.patient_id))];
  });

/** What the words in braces stand for. Some of it is made for the pictures. */
const places: Record<string, (seed: Seed) => Promise<string | number | undefined>> = {
  kind,
  time: async (seed) => encodeURIComponent((await free(seed))[0]?.starts_at ?? ''),
  start: async (seed) => reading((await free(seed))[0]),
  patient: async (seed) => (await patients(seed))[0],
  other: async (seed) => (await patients(seed))[1],
  visit: (seed) =>
    as(seed, 'rosa', async (rosa) => {
      const { upcoming, past } = await read<{ upcoming: Visit[]; past: Visit[] }>(rosa, '/api/appointments/mine');
      return (upcoming[0] ?? past[0])?.id;
    }),
  today: (seed) => as(seed, 'desk', async (desk) => (await read<{ visits: Visit[] }>(desk, '/api/desk')).visits[0]?.id),
  series: async (seed) => {
    const first = reading((await free(seed)).at(-1));
    const rule = { doctor_id: 1, visit_type_id: await kind(seed), starts_at: first, every: '1', unit: 'week', times: '3' };
    type Planned = { starts_at: string; reasons: string[]; instead: Slot[] };
    return as(seed, 'rosa', async (rosa) => {
      const { dates } = await call<{ dates: Planned[] }>(rosa, '/api/series/preview', rule);
      const starts = dates.map((date) => (date.reasons.length === 0 ? date.starts_at : date.instead[0]?.starts_at));
      const { id, visits } = await call<{ id: number; visits: (Visit & Slot)[] }>(rosa, '/api/series', {
        ...rule,
        starts: starts.filter(Boolean).join(','),
      });
      return `${id}/move?from=${visits[0]?.id}&start=${reading(visits[0], 1)}`;
    });
  },
  request: (seed) =>
    as(seed, 'rosa', async (rosa) => {
      const wish = { doctor_id: 1, until: later(clinicDay(), 30), note: 'Mornings are best' };
      return (await call<{ id: number }>(rosa, '/api/waitlist', wish)).id;
    }),
  numbers: async (seed) => (await link(seed, 'waiting-room', 'numbers', DEMO_PASSWORD)).path,
  initials: async (seed) => (await link(seed, 'waiting-room', 'initials', DEMO_PASSWORD)).path,
  kiosk: async (seed) => (await link(seed, 'kiosk', 'numbers', DEMO_PASSWORD)).path,
};

/** Those that were looked up. */
const known = new Map<string, string>();

/** A path with its places in it. */
async function filled(template: string, seed: Seed): Promise<string> {
  for (const [, name = ''] of template.matchAll(/\{(\w+)\}/g)) {
    if (!known.has(name)) known.set(name, String((await places[name]?.(seed)) ?? ''));
  }
  return template.replace(/\{(\w+)\}/g, (_, name: string) => known.get(name) ?? '');
}

const looks = [
  { name: 'phone', width: 360, height: 780, dark: false },
  { name: 'desk', width: 1280, height: 800, dark: false },
  { name: 'dark', width: 1280, height: 800, dark: true },
];

test.use({ site: 'demo', allowConsole: [/./] });

for (const [role, { username, paths }] of Object.entries(roles)) {
  if (!(list('SHOTS_ROLES') ?? [role]).includes(role)) continue;
  test(`pages of ${role}`, async ({ page, seed }) => {
    await mkdir(folder, { recursive: true });
    if (username) await signIn(page, username, DEMO_PASSWORD);
    for (const where of list('SHOTS_PATHS') ?? paths) {
      const [template = '', pressed] = where.split(' > ');
      const address = await filled(template, seed);
      for (const look of looks) {
        await page.setViewportSize({ width: look.width, height: look.height });
        await page.emulateMedia({ colorScheme: look.dark ? 'dark' : 'light', reducedMotion: 'reduce' });
        await page.goto(address);
        await page.waitForLoadState('networkidle');
        if (pressed) await openDialog(page, pressed);
        await picture(page, `${role}${where.replace(/\W+/g, '-')}.${look.name}.png`);
      }
    }
  });
}

/** Opens a dialog with the button or the link of that name. */
async function openDialog(page: Page, name: string): Promise<void> {
  await hydrated(page);
  await page.getByRole('button', { name, exact: true }).or(page.getByRole('link', { name, exact: true })).first().click();
  await page.getByRole('dialog').waitFor();
}

async function picture(page: Page, name: string): Promise<void> {
  const { scroll, width } = await page.evaluate(() => ({
    scroll: document.documentElement.scrollWidth,
    width: document.documentElement.clientWidth,
  }));
  if (scroll > width) console.log(`${name}: ${scroll - width} px wider than the window`);
  await page.screenshot({ path: path.join(folder, name), fullPage: true });
}
