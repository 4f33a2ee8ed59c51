import { type Doctor, expect, expectAccessible, test } from './support/fixtures.ts';
import { held, open, refused } from './support/pages.ts';
import { link, visitWithCode } from './support/screens.ts';

// Checking oneself in.

test.use({ hasTouch: true, allowConsole: refused(422, 409) });

let doctor: Doctor;

test.beforeAll(async ({ seed }) => {
  doctor = await seed.doctor();
});

test('a scanner types the code and presses Enter', async ({ page, seed }) => {
  const visits = [
    await visitWithCode(seed, await seed.patient('Rosa Delgado'), doctor),
    await visitWithCode(seed, await seed.patient('Otto Berg'), await seed.doctor()),
  ];
  const scanned = visits.map(({ code }) => code.replace('A-', 'A').replace(' · ', '-').replace(' ', ''));
  await open(page, (await link(seed, 'kiosk')).path, 'Check in');
  const field = page.getByLabel('Your code');
  await expect(field).toBeFocused();
  const said = page.getByRole('main').getByRole('status');
  const numbers: (string | undefined)[] = [];
  // What somebody has tapped before does not matter.
  const tapped = [page.getByRole('button', { name: 'Check in' }), page.getByRole('heading', { level: 1 })];
  for (const [index, code] of scanned.entries()) {
    await tapped[index]?.tap();
    await page.keyboard.type(code);
    await page.keyboard.press('Enter');
    await expect(said).toContainText(/Thank you\.\s*Your number is \d+\. Please take a seat\./);
    numbers.push((await said.textContent())?.match(/number is (\d+)/)?.[1]);
    await expect(field).toHaveValue('');
    await expect(field).toBeFocused();
  }
  expect(Number(numbers[1])).toBe(Number(numbers[0]) + 1);
  await expectAccessible(page);
  for (const name of ['Rosa', 'Delgado', 'Otto', 'Berg']) expect(await page.content()).not.toContain(name);
  await expect(said, 'it goes away for who comes next').toBeEmpty({ timeout: 30_000 });

  await page.keyboard.type(scanned[0] ?? '');
  await page.keyboard.press('Enter');
  await expect(said, 'the same number again').toContainText(`Your number is ${numbers[0]}.`);
});

test('the keys on the screen are enough', async ({ page, seed }) => {
  const { code } = await visitWithCode(seed, await seed.patient(), await seed.doctor());
  await open(page, (await link(seed, 'kiosk')).path, 'Check in');
  const keys = page.getByRole('group', { name: 'Keys' });
  const size = await keys.getByRole('button', { name: '5', exact: true }).boundingBox();
  expect(Math.min(size?.width ?? 0, size?.height ?? 0), 'large enough for any finger').toBeGreaterThan(60);
  await keys.getByRole('button', { name: '9', exact: true }).tap();
  await keys.getByRole('button', { name: 'Delete the last digit' }).tap();
  for (const digit of code.replace(/\D/g, '')) {
    await keys.getByRole('button', { name: digit, exact: true }).tap();
  }
  await page.getByRole('button', { name: 'Check in' }).tap();
  await expect(page.getByRole('main').getByRole('status')).toContainText(/Your number is \d+\./);
});

test('a wrong code tells nothing, and the next try may be right', async ({ page, seed }) => {
  const { code } = await visitWithCode(seed, await seed.patient(), await seed.doctor());
  await open(page, (await link(seed, 'kiosk')).path, 'Check in');
  const said = page.getByRole('main').getByRole('status');
  for (const wrong of ['A999999-000000', '123']) {
    await page.keyboard.type(wrong);
    await page.keyboard.press('Enter');
    await expect(said).toHaveText('We do not know this code. Please check it, or go to the front desk.');
    await expect(page.getByLabel('Your code')).toHaveValue('');
  }
  await page.keyboard.type(code);
  await page.keyboard.press('Enter');
  await expect(said).toContainText(/Your number is \d+\./);
});

test('nothing is lost of what is typed while an answer is awaited', async ({ page, seed }) => {
  const first = await visitWithCode(seed, await seed.patient(), await seed.doctor());
  const second = await visitWithCode(seed, await seed.patient(), await seed.doctor());
  await open(page, (await link(seed, 'kiosk')).path, 'Check in');
  const field = page.getByLabel('Your code');
  await expect(field).toBeFocused();
  await page.clock.install();
  const said = page.getByRole('main').getByRole('status');
  const scan = async (code: string) => {
    await page.keyboard.type(code);
    await page.keyboard.press('Enter');
  };
  let answer = await held(page, '**/api/kiosk/*/check-in');
  await scan(first.code);
  await page.keyboard.type('000123');
  answer();
  await expect(said).toContainText(/Your number is \d+\./);
  const number = Number((await said.textContent())?.match(/number is (\d+)/)?.[1]);
  await expect(field, 'the answer leaves it').toHaveValue('000123');
  await page.clock.fastForward(16_000);
  await expect(said, 'both go away').toBeEmpty();
  await expect(field).toHaveValue('');

  answer = await held(page, '**/api/kiosk/*/check-in');
  await scan(first.code);
  await scan(second.code);
  answer();
  await expect(said).toContainText(`Your number is ${number + 1}.`);
});

test('a code that nobody goes on typing is gone for who comes next', async ({ page, seed }) => {
  await open(page, (await link(seed, 'kiosk')).path, 'Check in');
  const field = page.getByLabel('Your code');
  await expect(field).toBeFocused();
  await page.clock.install();
  await page.keyboard.type('000123');
  await page.clock.fastForward(9_000);
  await page.keyboard.type('4');
  await page.clock.fastForward(9_000);
  await expect(field, 'somebody is still typing').toHaveValue('0001234');
  await page.clock.fastForward(16_000);
  await expect(field).toHaveValue('');
});
