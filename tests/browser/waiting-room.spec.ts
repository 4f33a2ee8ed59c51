import type { Locator } from '@playwright/test';
import { expect, expectAccessible, hydrated, signIn, test } from './support/fixtures.ts';
import { arrived, fill, open, press, refused } from './support/pages.ts';
import { link, nobodyCalled, revoke, step, visitWithCode } from './support/screens.ts';
import { call, type Doctor, unique } from './support/seed.ts';
import { seenWithin, watchFor } from './support/seenWithin.ts';
import { PASSWORD } from './support/server.ts';

// The screen in the waiting room.

test.use({ allowConsole: refused(404) });

test('a call is on the screen within a second, and nobody is named', async ({ page, seed }) => {
  const doctor = await seed.doctor({ fullName: 'Dr. Inga Moreau' });
  const patient = await seed.patient('Rosa Delgado');
  const cabin = unique('Cabin ');
  const room = await seed.acting('admin', (admin) => call<number>(admin, '/api/admin/rooms', { name: cabin }));
  const { path } = await link(seed, 'waiting-room');
  await nobodyCalled(seed);
  await open(page, path, 'Waiting room');
  await expect(page.getByText('Please take a seat.')).toBeVisible();
  await expect(page.getByRole('banner').or(page.locator('.site-header'))).toHaveCount(0);

  const { id } = await visitWithCode(seed, patient, doctor);
  await step(seed, id, 'arrived');
  const next = page.getByRole('list', { name: `Waiting for ${doctor.fullName}` });
  await expect(next.getByRole('listitem')).toHaveCount(1);
  const number = (await next.getByRole('listitem').textContent()) ?? '';
  expect(number).toMatch(/^\d+$/);

  const seen = await watchFor(page, '.call', cabin);
  await seenWithin(seen, await step(seed, id, 'checked-in', room), 1_000);
  const first = page.locator('.call').first();
  await expect(first).toContainText(cabin);
  await expect(first).toHaveClass(/new/);
  await expect(first.locator('.call-number')).toHaveText(`Number ${number}`);
  await expect(first).toContainText(doctor.fullName);
  await expectAccessible(page);
  // A call is new for twenty seconds.
  await expect(first).not.toHaveClass(/new/, { timeout: 30_000 });
  for (const secret of ['Rosa', 'Delgado', patient.username, 'A-0000']) {
    expect(await page.content()).not.toContain(secret);
  }
});

test('a screen may show initials, with the numbers that tell equal ones apart', async ({ page, seed }) => {
  const { path } = await link(seed, 'waiting-room', 'initials');
  await open(page, path, 'Waiting room');
  const waiting = (doctor: Doctor) =>
    page.getByRole('list', { name: `Waiting for ${doctor.fullName}` }).getByRole('listitem');
  const arrive = async (name: string, shown: RegExp) => {
    const doctor = await seed.doctor();
    const { id } = await visitWithCode(seed, await seed.patient(name), doctor);
    await step(seed, id, 'arrived');
    await expect(waiting(doctor)).toHaveText(shown);
    return { id, number: (await waiting(doctor).textContent())?.match(/\d+$/)?.[0] ?? '' };
  };
  const pia = await arrive('Pia Rossi', /^P\. R\. number \d+$/);
  const paul = await arrive('Paul Reed', /^P\. R\. number \d+$/);
  expect(Number(paul.number)).toBe(Number(pia.number) + 1);
  await arrive('Saraswati', /^\d+$/);

  await step(seed, pia.id, 'checked-in');
  const called = page.locator('.call-number').first();
  await expect(called).toHaveText(`P. R. number ${pia.number}`);
  const size = (locator: Locator) => locator.evaluate((element) => parseFloat(getComputedStyle(element).fontSize));
  expect(await size(called.locator('.patient-number'))).toBeLessThan(await size(called));
  await expectAccessible(page);
  for (const secret of ['Pia', 'Rossi', 'Paul', 'Reed', 'Saraswati']) expect(await page.content()).not.toContain(secret);
});

test('a sound is made when somebody is called, once it is switched on', async ({ page, seed }) => {
  const doctor = await seed.doctor();
  const { path } = await link(seed, 'waiting-room');
  await open(page, path, 'Waiting room');
  const sound = page.getByRole('button', { name: 'Sound is off' });
  await expect(sound).toHaveAttribute('aria-pressed', 'false');
  await page.locator('#call-sound').evaluate((audio) => {
    let played = 0;
    audio.addEventListener('play', () => {
      played += 1;
      audio.setAttribute('data-played', String(played));
      (audio as HTMLAudioElement).pause();
    });
  });
  const played = page.locator('#call-sound');
  const said = page.getByRole('main').getByRole('status');
  await expect(said, 'who was called before is not told').toBeEmpty();
  const { id } = await visitWithCode(seed, await seed.patient(), doctor);
  await step(seed, id, 'arrived');
  await step(seed, id, 'checked-in');
  const shown = page.locator('.call').filter({ hasText: doctor.fullName });
  await expect(shown).toBeVisible();
  await expect(said).toHaveText(new RegExp(`^Number \\d+\\. ${doctor.fullName}\\.`));
  await expect(played).not.toHaveAttribute('data-played');
  await sound.click();
  await expect(page.getByRole('button', { name: 'Sound is on' })).toHaveAttribute('aria-pressed', 'true');
  await expect(played).toHaveAttribute('data-played', '1');
  const next = await seed.doctor();
  await step(seed, (await visitWithCode(seed, await seed.patient(), next)).id, 'checked-in');
  await expect(played).toHaveAttribute('data-played', '2');

  // Who is back on the screen was called before.
  await step(seed, id, 'fulfilled');
  await expect(shown).toHaveCount(0);
  await seed.acting('admin', (admin) => call(admin, `/api/appointments/${id}/undo`, {}));
  await expect(shown).toBeVisible();
  await expect(played).toHaveAttribute('data-played', '2');
  await expect(said).toContainText(next.fullName);
});

test('a link is made, opened elsewhere and revoked', async ({ page, browser, seed, baseURL }) => {
  await signIn(page, 'admin', PASSWORD);
  await open(page, '/admin/screens', 'Screens and kiosks');
  await fill(page, { Name: 'Second floor' });
  await page.getByLabel('Show patients as', { exact: true }).selectOption('initials');
  await press(page, 'Make link');
  const made = page.locator('#new-link code');
  await expect(made).toHaveText(new RegExp(`^${baseURL}/waiting-room/[\\w-]{43}$`));
  await arrived(page, 'Screens and kiosks');
  await expect(page.getByRole('listitem').filter({ hasText: 'Second floor' })).toContainText('with initials and queue numbers');
  const elsewhere = await browser.newPage();
  await elsewhere.goto((await made.textContent()) ?? '');
  await hydrated(elsewhere);
  await expect(elsewhere.getByRole('heading', { level: 1 })).toHaveText('Waiting room');

  await press(page, 'Revoke Second floor');
  await expect(page.getByRole('listitem').filter({ hasText: 'Second floor' })).toContainText('Revoked');
  const gone = elsewhere.getByRole('heading', { name: 'This link does not exist or is no longer valid' });
  await expect(gone).toBeVisible();
  await expect(elsewhere.locator('.waiting-room')).toHaveCount(0);
  await elsewhere.close();
  const { id, path } = await link(seed, 'waiting-room');
  await revoke(seed, id);
  await page.goto(path);
  await arrived(page, 'This link does not exist or is no longer valid');
});
