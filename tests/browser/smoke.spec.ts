import { expect, expectAccessible, hydrated, signIn, test } from './support/fixtures.ts';

test('the server lives and is ready', async ({ request }) => {
  expect((await request.get('/healthz')).status()).toBe(200);
  expect((await request.get('/readyz')).status()).toBe(200);
});

test('the front page is titled, accessible, and becomes an app', async ({ page }) => {
  await page.goto('/');
  await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
  await expect(page).toHaveTitle(/.+/);
  await hydrated(page);
  await expectAccessible(page);
});

test('the administrator signs in', async ({ page }) => {
  await signIn(page, 'admin');
  await expect(page).toHaveURL(/\/admin/);
  await hydrated(page);
  await expectAccessible(page);
});

test('assets come compressed beforehand, are kept for ever, and say that encodings differ', async ({ request }) => {
  const page = await (await request.get('/login')).text();
  const script = /\/assets\/[\w-]+\.js/.exec(page)?.[0] ?? '';
  for (const encoding of ['br', 'gzip']) {
    const asset = await request.get(script, { headers: { 'accept-encoding': encoding } });
    expect(asset.status()).toBe(200);
    expect(asset.headers()).toMatchObject({
      'content-encoding': encoding,
      'cache-control': 'public, max-age=31536000, immutable',
      vary: expect.stringMatching(/^accept-encoding/i),
    });
  }
});
