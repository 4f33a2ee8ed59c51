import { type Doctor, expect, expectAccessible, hydrated, type Person, signIn, test } from './support/fixtures.ts';
import { announced, arrived, fill, open, press, refused } from './support/pages.ts';
import { unique } from './support/seed.ts';

// Whoever calls and whoever stands at the counter, by keyboard alone.

test.use({ allowConsole: refused(422, 409) });

let doctor: Doctor;
let dana: Person;

test.beforeAll(async ({ seed }) => {
  doctor = await seed.doctor({ fullName: 'Dr. Greta Lund' });
  dana = await seed.staff('front_desk', 'Dana Desk');
});

test('a known patient is booked by telephone in a handful of keys', async ({ page, seed }) => {
  const family = unique('Quintavalle').replace(/[^a-z]/gi, '');
  await seed.patient(`Rosa ${family}`);
  await signIn(page, dana.username);
  await open(page, '/desk', 'Front desk');
  await hydrated(page);
  await page.keyboard.press('b');
  const dialog = page.getByRole('dialog', { name: 'New booking' });
  const search = dialog.getByRole('combobox', { name: 'Patient' });
  await expect(search).toBeFocused();
  // In another order, and with two letters that changed places.
  await page.keyboard.type(`${family.slice(0, -2)}${family.at(-1)}${family.at(-2)} rosa`);
  const option = dialog.getByRole('option').first();
  await expect(option).toContainText(`Rosa ${family}`);
  await expect(search).toHaveAttribute('aria-activedescendant', (await option.getAttribute('id')) ?? '');
  await expectAccessible(page);
  await page.keyboard.press('Enter');
  await expect(dialog.getByText(`Rosa ${family}`)).toBeVisible();
  await expect(dialog.getByRole('radio', { checked: true })).toBeFocused();
  await expectAccessible(page);
  await page.keyboard.press('Enter');
  await announced(page, new RegExp(`Booked for Rosa ${family}`));
  await expect(dialog).toBeHidden();
});

test('somebody new who calls is registered and booked in the same dialog', async ({ page }) => {
  const family = unique('Okonjo').replace(/[^a-z]/gi, '');
  await signIn(page, dana.username);
  await open(page, '/desk', 'Front desk');
  await hydrated(page);
  await page.keyboard.press('b');
  const dialog = page.getByRole('dialog', { name: 'New booking' });
  await expect(dialog.getByRole('combobox', { name: 'Patient' })).toBeFocused();
  await page.keyboard.type(`Ada ${family}`);
  await expect(dialog.getByRole('option', { name: 'Register a new patient' })).toBeVisible();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await expect(dialog.getByLabel('Full name', { exact: true })).toBeFocused();
  await expect(dialog.getByLabel('Full name', { exact: true })).toHaveValue(`Ada ${family}`);
  await page.keyboard.press('Tab');
  await page.keyboard.type('12');
  await page.keyboard.press('Enter');
  await expect(dialog.getByLabel('Contact number', { exact: true })).toHaveAttribute('aria-invalid', 'true');
  await expect(dialog.getByLabel('Full name', { exact: true })).toHaveValue(`Ada ${family}`);
  await fill(dialog, { 'Contact number': '+44 20 7946 0177' });
  await page.keyboard.press('Enter');
  await announced(page, new RegExp(`Booked for Ada ${family}`));
});

test('the same goes in steps on a page of its own', async ({ page, seed }) => {
  const family = unique('Marsh').replace(/[^a-z]/gi, '');
  await seed.patient(`Tom ${family}`);
  await signIn(page, dana.username);
  await open(page, `/desk/new?doctor_id=${doctor.id}`, 'New booking');
  await page.getByLabel('Search', { exact: true }).fill(`tom ${family}`);
  await press(page, 'Find');
  await page.getByRole('link', { name: `Tom ${family}` }).click();
  await arrived(page, 'New booking');
  await page.getByRole('radio').nth(1).check();
  await press(page, 'Book');
  await announced(page, new RegExp(`Booked for Tom ${family}`));
  await arrived(page, 'Front desk');
});
