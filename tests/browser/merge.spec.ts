import { expect, expectAccessible, hydrated, type Person, signIn, test } from './support/fixtures.ts';
import { announced, arrived, fill, open, press, refused, sideScroll, withoutReload } from './support/pages.ts';
import { surname } from './support/seed.ts';

// One person, two records: seen while registering, merged, and taken apart again.

test.use({ allowConsole: refused(422, 409) });

let dana: Person;

test.beforeAll(async ({ seed }) => {
  dana = await seed.staff('front_desk', 'Dana Desk');
});

test('who may be here already is shown while registering', async ({ page }) => {
  const family = surname('Fontaine');
  await signIn(page, dana.username);
  await open(page, '/patients/new', 'Register a patient');
  await fill(page, { 'Full name': `Celeste ${family}`, 'Date of birth': '1980-03-07' });
  await press(page, 'Register patient');
  await arrived(page, `Celeste ${family}`);

  await open(page, '/patients/new', 'Register a patient');
  await hydrated(page);
  await withoutReload(page, async () => {
    await page.getByLabel('Date of birth', { exact: true }).fill('1980-03-07');
    await page.getByLabel('Full name', { exact: true }).pressSequentially(`Celsete ${family}`);
    await expect(page.getByText('Perhaps already here')).toBeVisible();
    await expect(page.getByRole('link', { name: `Celeste ${family}` })).toBeVisible();
    await expectAccessible(page);
    await press(page, 'Register patient');
    await expect(page.getByLabel('This is somebody else: register all the same')).toBeVisible();
    await page.getByLabel('This is somebody else: register all the same').check();
    await press(page, 'Register patient');
    await arrived(page, `Celsete ${family}`);
  });

  // It was the same person after all.
  await page.getByRole('link', { name: 'Merge with another record' }).click();
  await arrived(page, 'Merge two records');
  const another = page.locator('.card').filter({ has: page.getByRole('heading', { name: 'Another record' }) });
  await another.getByLabel('Search', { exact: true }).fill(`celeste ${family}`);
  await press(another, 'Find');
  const found = another.getByRole('link', { name: `Celeste ${family}` });
  await expect(found).toBeVisible();
  await expect(page, 'no name is in the address').toHaveURL(/\/patients\/\d+\/merge$/);
  await expectAccessible(page);
  await found.click();
  await arrived(page, 'Merge two records');
  // On a phone both records are in view.
  const size = page.viewportSize();
  await page.setViewportSize({ width: 360, height: 740 });
  expect(await sideScroll(page)).toBe('');
  await expect(page.getByRole('radio', { name: /^Full name: the other record's/ })).toBeInViewport({ ratio: 1 });
  await expectAccessible(page);
  if (size) await page.setViewportSize(size);
  await page.getByRole('radio', { name: `Full name: the other record's, Celeste ${family}` }).check();
  await press(page, 'Merge into this record');
  await announced(page, 'The two records are one now.');
  await arrived(page, `Celeste ${family}`);
  await expect(page.getByText(/Merged with record \d+/)).toBeVisible();
  await press(page, 'Undo the merge');
  await announced(page, 'The merge is undone.');
  await arrived(page, `Celsete ${family}`);
});
