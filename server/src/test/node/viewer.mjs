// Opens the page that shows the API's description in a browser, and operations of it, and prints
// what it saw and what the browser complained of:
// {"faults":[…],"elsewhere":[…],"sections":[…],"opened":["…","…","…"]}.
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
  const sections = await page.$$eval(".opblock-tag", (all) => all.map((one) => one.dataset.tag));
  const opened = [];
  for (const place of ["Search/search", "Repair/createJob", "webhooks/onAssetCreateByCopy"]) {
    await page.goto(`${base}/api-docs/?${opened.length}#/${place}`);
    const operation = page.locator(`[id="operations-${place.replace("/", "-")}"]`);
    await operation.locator(".opblock-body").waitFor();
    const button = operation.locator(".try-out__btn");
    if ((await button.count()) > 0) {
      await button.click();
    }
    opened.push(await operation.innerText());
  }
  await page.locator(".authorize").first().click();
  await page.waitForSelector(".dialog-ux");
  console.log(JSON.stringify({ faults, elsewhere, sections, opened }));
} finally {
  await browser.close();
}
