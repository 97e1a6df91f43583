// Opens the page that shows the API's description in a browser, opens operations of it, and prints
// what the browser complained of: {"faults":[…],"elsewhere":[…],"operations":n,"opened":"…"}.
import { chromium } from "playwright-core";

const base = process.argv[2];
const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
});
const faults = [];
const elsewhere = [];
try {
  const page = await browser.newPage();
  page.on("console", (m) => ["error", "warning"].includes(m.type()) && faults.push(m.text()));
  page.on("pageerror", (e) => faults.push(e.message));
  page.on("request", (r) => r.url().startsWith(base) || elsewhere.push(r.url()));
  await page.goto(base + "/api-docs/");
  await page.waitForSelector(".opblock-tag", { timeout: 60000 });
  // closed sections keep their operations out of the page
  const closed = page.locator('.opblock-tag[data-is-open="false"]');
  while ((await closed.count()) > 0) {
    await closed.first().click();
  }
  const operations = (await page.$$(".opblock")).length;
  const search = page.locator('.opblock:has-text("/services/search")').first();
  await search.locator(".opblock-summary-control").click();
  await page.waitForSelector(".opblock.is-open .responses-inner");
  await search.locator(".try-out__btn").click();
  const opened = await search.innerText();
  const hook = page.locator('.opblock:has-text("asset_create_by_copy")').first();
  await hook.locator(".opblock-summary-control").click();
  await page.locator(".authorize").first().click();
  await page.waitForSelector(".dialog-ux");
  console.log(JSON.stringify({ faults, elsewhere, operations, opened }));
} finally {
  await browser.close();
}
