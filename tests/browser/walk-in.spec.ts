import type { Locator, Page } from '@playwright/test';
import { type Doctor, expect, expectAccessible, type Person, signIn, test } from './support/fixtures.ts';
import { announced, arrived, fill, held, open, press, refused } from './support/pages.ts';
import { call, type Seed, surname } from './support/seed.ts';
import { clinicDay, later } from './support/words.ts';

// Whoever calls and whoever stands at the counter, by keyboard alone.

test.use({ allowConsole: refused(422, 409) });

let doctor: Doctor;
let dana: Person;

test.beforeAll(async ({ seed }) => {
  doctor = await seed.doctor({ fullName: 'Dr. Greta Lund' });
  dana = await seed.staff('front_desk', 'Dana Desk');
  // Somebody is there to be walked in to, at whatever hour the tests run.
  const extra = { kind: 'extra', from_day: clinicDay(), from_time: '00:00', to_time: '00:00', grid: '5' };
  await seed.acting('admin', (admin) => call(admin, `/api/doctors/${doctor.id}/exceptions`, extra));
});

/** Somebody with a record and no account. */
async function record(seed: Seed, details: { full_name: string; contact_number?: string; date_of_birth?: string }): Promise<void> {
  await seed.acting(dana.username, (client) => call(client, '/api/patients', { ...details, anyway: true }));
}

/** Has the times that are proposed begin tomorrow: the first one of today may pass before it is booked. */
async function fromTomorrow(page: Page): Promise<void> {
  await page.route('**/api/desk/times*', (route) => {
    const address = new URL(route.request().url());
    address.searchParams.set('date', later(clinicDay(), 1));
    return route.continue({ url: address.href });
  });
}

/** Opens the board and on it, by its key, the dialog of that name. */
async function dialogBy(page: Page, key: 'b' | 'w', name: string): Promise<Locator> {
  if (key === 'b') await fromTomorrow(page);
  await signIn(page, dana.username);
  await open(page, '/desk', 'Front desk');
  return again(page, key, name);
}

/** Opens the dialog on the board that is open. */
async function again(page: Page, key: 'b' | 'w', name: string): Promise<Locator> {
  await page.keyboard.press(key);
  const dialog = page.getByRole('dialog', { name });
  await expect(dialog.getByRole('combobox', { name: 'Patient' })).toBeFocused();
  return dialog;
}

/** Goes on with the tab key until it is there. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let presses = 0; presses < 20; presses += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  await expect(target).toBeFocused();
}

test('a known patient is booked by telephone in a handful of keys', async ({ page, seed }) => {
  const last = surname('Quintavalle');
  await seed.patient(`Rosa ${last}`);
  const dialog = await dialogBy(page, 'b', 'New booking');
  // In another order, and with two letters that changed places.
  await page.keyboard.type(`${last.slice(0, 4)}${last.at(5)}${last.at(4)}${last.slice(6)} rosa`);
  const option = dialog.getByRole('option').first();
  await expect(option).toContainText(`Rosa ${last}`);
  const search = dialog.getByRole('combobox', { name: 'Patient' });
  await expect(search).toHaveAttribute('aria-activedescendant', (await option.getAttribute('id')) ?? '');
  await expectAccessible(page);
  await page.keyboard.press('Enter');
  await expect(dialog.getByText(`Rosa ${last}`)).toBeVisible();
  await expect(dialog.getByRole('radio', { checked: true })).toBeFocused();
  await expectAccessible(page);
  await page.keyboard.press('Enter');
  await announced(page, new RegExp(`Booked for Rosa ${last}`));
  await expect(dialog).toBeHidden();
});

test('whoever gives a number or a birthday is found by it and booked', async ({ page, seed }) => {
  const last = surname('Szabo');
  // No part of it is a date.
  const number = `79${String(Date.now()).slice(-6)}`;
  await record(seed, { full_name: `Nora ${last}`, contact_number: `+44 20 ${number}` });
  await record(seed, { full_name: `Otto ${last}`, date_of_birth: '1931-05-17' });
  let dialog = await dialogBy(page, 'b', 'New booking');
  for (const [typed, name] of [[`020 ${number}`, `Nora ${last}`], ['17.5.1931', `Otto ${last}`]] as const) {
    await page.keyboard.type(typed);
    await expect(dialog.getByRole('option').first()).toContainText(name);
    await page.keyboard.press('Enter');
    await expect(dialog.locator('.walk-in-who')).toContainText(`For ${name}`);
    await expect(dialog.getByRole('radio', { checked: true })).toBeFocused();
    await page.keyboard.press('Enter');
    await announced(page, new RegExp(`Booked for ${name}`));
    await expect(dialog).toBeHidden();
    await page.getByRole('heading', { level: 1 }).click();
    dialog = await again(page, 'b', 'New booking');
  }
});

test('whoever types quickly gets whom they typed, however late the answers are', async ({ page, seed }) => {
  const last = surname('Ibarra');
  for (const first of ['Ada', 'Berta']) await seed.patient(`${first} ${last}`);
  const dialog = await dialogBy(page, 'b', 'New booking');
  const who = dialog.locator('.walk-in-who');
  await page.keyboard.type(last);
  await expect(dialog.getByRole('option').first()).toContainText(`Ada ${last}`);

  // What is shown is the answer to other letters: neither a key nor a click takes it.
  const answer = await held(page, '**/api/patients/find');
  await page.keyboard.type(' berta');
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('listbox')).toHaveAttribute('aria-busy', 'true');
  const ada = dialog.getByRole('option', { name: `Ada ${last}` });
  await expect(ada).toHaveAttribute('aria-disabled', 'true');
  await expectAccessible(page);
  await ada.click({ force: true });
  await expect(who).toHaveCount(0);
  answer();
  await expect(who).toContainText(`For Berta ${last}`);

  // The same before there was any answer.
  await press(dialog, 'Another patient');
  await expect(dialog.getByRole('combobox', { name: 'Patient' })).toBeFocused();
  const first = await held(page, '**/api/patients/find');
  await page.keyboard.type(`ada ${last}`);
  await page.keyboard.press('Enter');
  await expect(who).toHaveCount(0);
  first();
  await expect(who).toContainText(`For Ada ${last}`);
  await expect(dialog.getByRole('radio', { checked: true })).toBeFocused();
});

test('somebody new who calls is registered and booked in the same dialog', async ({ page }) => {
  const last = surname('Okonjo');
  const dialog = await dialogBy(page, 'b', 'New booking');
  await page.keyboard.type(`Ada ${last} 12`);
  await expect(dialog.getByRole('option', { name: 'Register a new patient' })).toBeVisible();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await expect(dialog.getByLabel('Full name', { exact: true })).toBeFocused();
  await expect(dialog.getByLabel('Full name', { exact: true })).toHaveValue(`Ada ${last}`);
  await page.keyboard.press('Tab');
  await page.keyboard.type('12');
  await page.keyboard.press('Enter');
  await expect(dialog.getByLabel('Contact number', { exact: true })).toHaveAttribute('aria-invalid', 'true');
  await expect(dialog.getByLabel('Full name', { exact: true })).toHaveValue(`Ada ${last}`);
  await fill(dialog, { 'Contact number': '+44 20 7946 0177' });
  await page.keyboard.press('Enter');
  await announced(page, new RegExp(`Booked for Ada ${last}`));
});

test('a known patient who walks in gets a place in a queue', async ({ page, seed }) => {
  const last = surname('Varga');
  await seed.patient(`Ilona ${last}`);
  const dialog = await dialogBy(page, 'w', 'Walk-in');
  await page.keyboard.type(`ilona ${last}`);
  await page.keyboard.press('Enter');
  await expect(dialog.locator('.walk-in-who')).toContainText(`For Ilona ${last}`);
  const place = dialog.getByRole('radio', { checked: true });
  await expect(place).toBeFocused();
  await expect(place).toHaveValue(/^queue@\d+$/);
  await page.keyboard.press('Enter');
  await announced(page, new RegExp(`Ilona ${last} is here: number \\d+ in the queue`));
  await expect(dialog).toBeHidden();
  await expect(page.locator('.desk-visit').filter({ hasText: `Ilona ${last}` })).toContainText('Arrived');
});

test('somebody new who walks in is registered, though another is like them', async ({ page, seed }) => {
  const last = surname('Ferreira');
  await record(seed, { full_name: `Celeste ${last}`, date_of_birth: '1980-03-07' });
  const dialog = await dialogBy(page, 'w', 'Walk-in');
  // All that was typed is kept, and keys pressed before the answer hold for it.
  await page.keyboard.type(`Celsete ${last} 020 7946 0144 7.3.1980`);
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await expect(dialog.getByLabel('Full name', { exact: true })).toBeFocused();
  await expect(dialog.getByLabel('Full name', { exact: true })).toHaveValue(`Celsete ${last}`);
  await expect(dialog.getByLabel('Contact number', { exact: true })).toHaveValue('020 7946 0144');
  await expect(dialog.getByLabel('Date of birth', { exact: true })).toHaveValue('1980-03-07');
  await expect(dialog.getByText('Perhaps already here')).toBeVisible();
  await expect(dialog.getByRole('button', { name: `Celeste ${last}` })).toBeVisible();
  await expectAccessible(page);
  await tabTo(page, dialog.getByLabel('This is somebody else: register all the same'));
  await page.keyboard.press('Space');
  await page.keyboard.press('Enter');
  await announced(page, new RegExp(`Celsete ${last} is here: number \\d+ in the queue`));
  await expect(dialog).toBeHidden();
});

test('the same goes in steps on a page of its own', async ({ page, seed }) => {
  const last = surname('Marsh');
  await seed.patient(`Tom ${last}`);
  await signIn(page, dana.username);
  await open(page, `/desk/new?doctor_id=${doctor.id}`, 'New booking');
  await page.getByLabel('Search', { exact: true }).fill(`tom ${last}`);
  await press(page, 'Find');
  const found = page.getByRole('link', { name: `Tom ${last}` });
  await expect(found).toBeVisible();
  await expect(page, 'no name is in the address').toHaveURL(new RegExp(`/desk/new\\?doctor_id=${doctor.id}$`));
  await found.click();
  await arrived(page, 'New booking');
  await page.getByRole('radio').nth(1).check();
  await press(page, 'Book');
  await announced(page, new RegExp(`Booked for Tom ${last}`));
  await arrived(page, 'Front desk');
});
