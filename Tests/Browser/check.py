#!/usr/bin/env python3
"""Goes through the pages of a dashboard in Chromium as people do, and says what is wrong.

usage: check.py ADDRESS DATA TRAWL STORE

ADDRESS is that of `trawl serve --allow-actions` about STORE, which holds the files of DATA, one of which (`open.csv`) failed and is well
by now. Ends with 1 where something is wrong.
"""
import fcntl
import importlib.util
import json
import os
import subprocess
import sys

from browser import Browser

# What people who see badly or use no mouse need, as axe-core's rules have it: names for whatever can be used, labels, headings in order,
# landmarks, headers of tables, a language, and contrast of text (WCAG 2.2, 1.4.3).
ACCESSIBILITY = r"""
(() => {
  const wrong = [];
  const say = (what, element) => wrong.push(`${what}: ${element ? element.outerHTML.slice(0, 120) : ''}`);
  const named = (e) => (e.getAttribute('aria-label') || e.textContent || e.title || '').trim();
  if (!document.documentElement.lang) say('no language');
  if (!document.title) say('no title');
  if (document.querySelectorAll('main').length !== 1) say('not one main');
  if (document.querySelectorAll('h1').length !== 1) say('not one h1');
  for (const e of document.querySelectorAll('a[href], button, summary')) if (!named(e)) say('no name', e);
  for (const e of document.querySelectorAll('input:not([type=hidden]), textarea, select'))
    if (!e.labels?.length && !e.getAttribute('aria-label')) say('no label', e);
  for (const e of document.querySelectorAll('svg:not([aria-hidden=true])')) if (!e.getAttribute('aria-label')) say('no text', e);
  for (const e of document.querySelectorAll('table')) if (!e.querySelector('th')) say('no headers', e);
  for (const e of document.querySelectorAll('th')) if (!e.scope) say('a header of nothing', e);
  for (const e of document.querySelectorAll('img')) if (!e.hasAttribute('alt')) say('no text instead', e);
  if (document.querySelectorAll('header').length !== 1 || document.querySelectorAll('footer').length !== 1) say('a landmark is missing');
  const landmarks = [...document.querySelectorAll('nav, aside, section, form[role]')].map((e) =>
    `${e.getAttribute('role') ?? e.tagName} ${e.getAttribute('aria-label') ?? document.getElementById(e.getAttribute('aria-labelledby'))?.textContent}`)
    .filter((name) => !name.endsWith(' undefined'));
  if (new Set(landmarks).size !== landmarks.length) say('two landmarks of one name');
  const ids = [...document.querySelectorAll('[id]')].map((e) => e.id);
  if (new Set(ids).size !== ids.length) say('an id twice');
  for (const e of document.querySelectorAll('[aria-labelledby]'))
    if (!document.getElementById(e.getAttribute('aria-labelledby'))) say('a label that is not there', e);
  let level = 1;
  for (const e of document.querySelectorAll('h1, h2, h3, h4')) {
    if (Number(e.tagName[1]) > level + 1) say('a level of headings left out', e);
    level = Number(e.tagName[1]);
  }
  const parse = (text) => (text.match(/[\d.]+/g) ?? []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255).map((v) => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  const ground = (e) => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor); if ((c[3] ?? 1) > 0 && c.length) return c; } return [255, 255, 255]; };
  for (const e of document.querySelectorAll('main *, header *, footer *')) {
    if (![...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()) || !e.checkVisibility() || e.closest('.sr, .skip')) continue;
    const [a, b] = [light(parse(getComputedStyle(e).color)), light(ground(e))].sort((x, y) => y - x);
    if ((a + .05) / (b + .05) < 4.5) say(`contrast ${((a + .05) / (b + .05)).toFixed(2)}`, e);
  }
  if (document.documentElement.scrollWidth > innerWidth) say('wider than the window');
  return [...new Set(wrong)];
})()
"""
# Goes to everything that can be used and compares it with how it looks otherwise.
FOCUS = r"""
[...document.querySelectorAll('a[href], button, input:not([type=hidden]), textarea, summary, [tabindex="0"]')]
  .filter((e) => e.checkVisibility()).filter((e) => {
    e.focus({ focusVisible: true, preventScroll: true });
    return document.activeElement !== e || getComputedStyle(e).outlineStyle === 'none';
  }).map((e) => e.outerHTML.slice(0, 100)).slice(0, 3).join(', ')
"""

# The rules of axe-core itself (https://github.com/dequelabs/axe-core, MPL 2.0), where one of the packages that carry it is installed.
AXE_PACKAGES = ("axe_playwright_python", "axe_core_python")
AXE = """
axe.run(document, {resultTypes: ['violations']}).then((found) => JSON.stringify(
  found.violations.map((rule) => `axe ${rule.id}: ${rule.help}: ${rule.nodes.map((node) => node.html.slice(0, 120)).slice(0, 3)}`)))
"""


def axe_core():
    """The text of axe-core; nothing where it is not there."""
    for name in AXE_PACKAGES:
        package = importlib.util.find_spec(name)
        path = package and os.path.join(os.path.dirname(package.origin), "axe.min.js")
        if path and os.path.exists(path):
            with open(path, encoding="utf-8") as file:
                return file.read()
    print("axe-core is not there, so that its rules are left out: pip install " + AXE_PACKAGES[0].replace("_", "-"))
    return ""


class Check:
    def __init__(self, browser, address):
        self.browser, self.address, self.wrong = browser, address, []
        self.axe = axe_core()

    def expect(self, condition, what):
        if not condition:
            self.wrong.append(what)

    def page(self, target, axe=False):
        self.browser.open(self.address + target)
        self.look(target, axe)

    def look(self, target, axe=False):
        for complaint in self.browser.complaints():
            self.wrong.append(f"{target}: the console says {complaint}")
        for trouble in self.browser.evaluate(ACCESSIBILITY):
            self.wrong.append(f"{target}: {trouble}")
        if axe and self.axe:
            self.browser.call("Runtime.evaluate", expression=self.axe)
            for trouble in json.loads(self.browser.evaluate(AXE)):
                self.wrong.append(f"{target}: {trouble}")

    def focus(self, target):
        """Whether people who use the keyboard see where they are, and come to all they can use; of the page that is open."""
        hidden = self.browser.evaluate(FOCUS)
        self.expect(not hidden, f"{target}: the focus is not seen on {hidden}")


def main():
    address, data, trawl, store = sys.argv[1:5]
    browser = Browser()
    check = Check(browser, address.rstrip("/"))
    try:
        browser.open(check.address + "/files")
        files = browser.evaluate("[...document.querySelectorAll('td.path a')].map((a) => a.getAttribute('href'))")
        check.expect(len(files) == 50, "the first page of files has 50")
        browser.open(check.address + "/failures")
        failure = browser.evaluate("document.querySelector('.total a').getAttribute('href')")
        browser.open(check.address + "/results?handler=delimited-text")
        table = browser.evaluate("document.querySelector('td.path a').getAttribute('href')")
        targets = [
            "/", "/files", "/results", "/results?handler=fingerprint&q=a", "/failures", failure, "/anomalies", "/runs", "/run?number=1",
            "/sql", "/sql?q=SELECT+*+FROM+files", "/login", files[0], files[-1], table, "/sql?q=nonsense",
        ]
        for width, dark in ((1280, False), (400, False), (1280, True), (400, True)):
            browser.resize(width, 900, dark)
            for target in targets:
                check.page(target, axe=(width == 1280) != dark)
                if width == 1280 and not dark:
                    check.focus(target)
        browser.resize(1280, 900)

        # What handlers keep is found by typing, and leads to the place where the file's page shows it.
        check.page("/results")
        browser.evaluate("document.getElementById('q').focus()")
        browser.call("Input.insertText", text="table3.csv")
        browser.wait("document.querySelectorAll('td.path a').length === 2 && location.search.includes('table3.csv')")
        browser.evaluate("[...document.querySelectorAll('td.path a')].at(-1).click()")
        browser.wait("location.pathname === '/file' && document.readyState === 'complete'")
        check.expect(browser.evaluate("document.querySelector(location.hash) !== null"), "the place of the handler is there")

        # A link to a download leads to all rows, narrowed down as the page is.
        check.page("/results?handler=fingerprint")
        rows = browser.evaluate("fetch(document.querySelector('.downloads a[download$=csv]').href).then((a) => a.text())").split("\r\n")
        total = browser.evaluate("document.getElementById('list-title').textContent").split(" of ")[-1].split(" ")[0].replace(",", "")
        check.expect(len(rows) - 2 == int(total), "the download has all results")

        # Paging leads to other files and back.
        check.page("/files")
        browser.evaluate("document.querySelector('a[rel=next]').click()")
        browser.wait("location.search.includes('after_path') && document.readyState === 'complete'")
        check.expect(browser.evaluate("document.querySelector('td.path a').getAttribute('href')") not in files, "other files")
        browser.evaluate("document.querySelector('a[rel=prev]').click()")
        browser.wait("!location.search.includes('after_path') && document.readyState === 'complete'")

        # The search finds while it is typed, and is reached by a key.
        browser.call("Input.dispatchKeyEvent", type="keyDown", key="/", text="/")
        check.expect(browser.evaluate("document.activeElement.id") == "q", "the key / leads to the search")
        browser.call("Input.insertText", text="open.csv")
        browser.wait("document.querySelectorAll('td.path a').length === 1 && location.search.includes('open.csv')")
        check.look("/files while typing")

        # Why a file failed is two clicks away.
        check.page("/")
        browser.evaluate("document.querySelector('a[href=\"/files?outcome=failed\"]').click()")
        browser.wait("location.pathname === '/files' && document.readyState === 'complete'")
        browser.evaluate("document.querySelector('td.path a').click()")
        browser.wait("location.pathname === '/file' && document.readyState === 'complete'")
        check.expect("never closed" in browser.evaluate("document.querySelector('main').innerText"), "the reason is told")
        check.look("the page of a file that failed")

        # The retry, and its end, which the overview notices by itself.
        browser.evaluate("document.querySelector('form[action=\"/retry\"] button').click()")
        browser.wait("location.pathname === '/' && document.readyState === 'complete'")
        browser.wait("fetch('/api/v1/files?outcome=failed').then((a) => a.json()).then((a) => a.matches === 0)")

        # A run of another process is seen without anything being done.
        with open(store + ".lock") as lock:
            # The retry has the store until it has ended.
            fcntl.flock(lock, fcntl.LOCK_SH)
        check.page("/")
        browser.wait("Number(document.querySelector('[data-live]').dataset.liveUpdates) >= 1")
        before = browser.evaluate("document.querySelector('[data-live]').dataset.liveUpdates")
        run = subprocess.Popen([trawl, "run", data, "--store", store, "--all", "--quiet", "--jobs", "1"], stdout=subprocess.DEVNULL)
        browser.wait(
            f"Number(document.querySelector('[data-live]').dataset.liveUpdates) > {before} "
            "&& document.querySelector('[data-live-state]').textContent.includes('goes on')")
        check.look("/ during a run")
        run.wait()
        browser.wait("document.querySelector('[data-live-state]').textContent === 'Nothing runs'")
    finally:
        browser.close()
    for trouble in check.wrong:
        print(trouble)
    return 1 if check.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
