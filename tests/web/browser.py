# A browser does each user's whole job: Chromium through its driver, with the standard library alone.
#   browser.py PORT COOKIE FOLDER [AXE.JS]     prints "ok NAME" or "not ok NAME: why"
import base64, json, os, re, subprocess, sys, time, urllib.request
from decimal import Decimal

port, cookie, folder = sys.argv[1:4]
axe = open(sys.argv[4]).read() if len(sys.argv) > 4 else None
real = os.environ.get("REAL")  # the folder of genuine files, when there is one
site = f"http://127.0.0.1:{port}"
driver_port = 9515 + os.getpid() % 1000
driver = subprocess.Popen(["chromedriver", f"--port={driver_port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def check(name, good, why=""):
    print(f"ok {name}" if good else f"not ok {name}: {str(why)[:300]}", flush=True)


def ask(method, path, body=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"http://127.0.0.1:{driver_port}{path}", data=data, method=method)
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.loads(answer.read())["value"]


class Browser:
    def __init__(self, scripts=True, language="fr"):
        options = {"args": ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", f"--lang={language}"],
                   "prefs": {} if scripts else {"profile.managed_default_content_settings.javascript": 2}}
        capabilities = {"goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}}
        self.session = "/session/" + ask("POST", "/session", {"capabilities": {"alwaysMatch": capabilities}})["sessionId"]
        self.open("/assets/icon.svg")
        self.do("/cookie", {"cookie": {"name": f"contrepartie-{port}", "value": cookie}})
        self.do("/cookie", {"cookie": {"name": "contrepartie-language", "value": language}})

    def do(self, path, body=None, method="POST"):
        return ask(method, self.session + path, body if body is not None else {} if method == "POST" else None)

    def open(self, path):
        self.do("/url", {"url": site + path})

    def find(self, css):
        found = self.do("/elements", {"using": "css selector", "value": css})
        return [list(element.values())[0] for element in found]

    def on(self, css, what, *asked, **how):
        """Asks an element, and once more when the page went meanwhile: that of an import comes again each second."""
        for attempt in range(10):
            try:
                return self.do(f"/element/{self.find(css)[0]}/{what}", *asked, **how)
            except (OSError, IndexError):
                if attempt == 9:
                    raise
                time.sleep(0.2)

    def click(self, css):
        self.on(css, "click")

    def write(self, css, text):
        self.on(css, "value", {"text": text})

    def text(self, css="main"):
        return self.on(css, "text", method="GET")

    def address(self):
        return self.do("/url", method="GET")

    def run(self, script):
        return self.do("/execute/sync", {"script": script, "args": []})

    def cdp(self, command, **parameters):
        return self.do("/goog/cdp/execute", {"cmd": command, "params": parameters})

    def size(self, width):
        """Of the page itself: a headless window is never narrower than 500."""
        self.cdp("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)

    def picture(self):
        """Of the whole page, at most as tall as a wall."""
        width, height = self.run("return [window.innerWidth, Math.min(document.documentElement.scrollHeight, 5000)]")
        clip = {"x": 0, "y": 0, "width": width, "height": height, "scale": 1}
        return base64.b64decode(self.cdp("Page.captureScreenshot", format="png", captureBeyondViewport=True, clip=clip)["data"])

    def keys(self, *keys):
        actions = [step for key in keys for step in ({"type": "keyDown", "value": key}, {"type": "keyUp", "value": key})]
        self.do("/actions", {"actions": [{"type": "key", "id": "keyboard", "actions": actions}]})

    def wait(self, text, seconds=30):
        """Until the report on an import says so: its page comes again every second while the import goes on."""
        for _ in range(seconds * 5):
            try:
                if "/imports/" in self.address() and text in self.text():
                    return True
            except (OSError, IndexError):  # the page went while it was asked
                pass
            time.sleep(0.2)
        return False

    def close(self):
        ask("DELETE", self.session)


def finance_officer(browser, name):
    browser.open("/imports")
    browser.write("#files", f"{folder}/{name}.xml")
    browser.click("form.drop button")
    check(f"{name}: a dropped file is imported", browser.wait("importé"), browser.text())
    browser.click("a[href^='/journal?document=']")
    check(f"{name}: its entries are shown", "/journal" in browser.address())
    browser.click("td a[href^='/entries/']")
    check(f"{name}: a figure leads to the line of the file", len(browser.find("ol.lines li.here")) == 1, browser.text())
    browser.open("/imports")
    browser.write("#files", f"{folder}/broken.xml")
    browser.click("form.drop button")
    check(f"{name}: a broken file is refused, with its rule and line", browser.wait("refusé") and "XML-001" in browser.text(), browser.text())


def send(browser, path, becomes):
    browser.open("/imports")
    browser.write("#files", path)
    browser.click("form.drop button")
    return browser.wait(becomes, 120)


def own_columns(browser):
    """A list with columns of one's own: refused, told what they mean, checked."""
    check("a list with its own columns is refused", send(browser, f"{folder}/own.csv", "refusé"), browser.text())
    browser.click("a[href^='/columns/']")
    check("its columns are shown, with what they may mean", len(browser.find("option[value=montant][selected]")) == 1, browser.text())
    browser.write("input[name=nomAttribuant]", "Département de la Vernoise")
    browser.write("input[name=idAttribuant]", "99303003000014")
    browser.click("main form[method=post] button:not([name])")
    check("and it is read with them", browser.wait("contrôlé"), browser.text())


def number(text):
    return re.sub(r"[^0-9,-]", "", text).replace(",", ".")


def genuine(browser):
    """Files that local authorities published, and one made to do harm; then a figure down to its line."""
    montpellier, cfu = "montpellier_ville_CA_2021.xml", "megalis_DOCBUDG-21560134500014-CFU-BP-2023.xml"
    check("genuine accounts are imported", send(browser, f"{real}/totem/files/{montpellier}", "importé"), browser.text())
    text = browser.text()
    check("what is wrong with them is seen, with both amounts", all(word in text for word in ("order-042-040", "order-040-042", "33975075.48", "32181770.64")), text)
    check("a genuine CFU is imported", send(browser, f"{real}/totem/files/{cfu}", "importé"), browser.text())
    check("its altered seal is seen", "TOT-150" in browser.text(), browser.text())
    check("a hostile file is refused", send(browser, f"{real}/hostile/pes_total_mismatch.xml", "refusé"), browser.text())
    row = [cell for cell in browser.run("return [...document.querySelectorAll('table.messages tbody tr')].map(r => [...r.cells].map(c => c.textContent))") if cell[1] == "PES-202"]
    check("with its line, what was found and what was expected", bool(row) and row[0][2] == "6" and row[0][4:6] == ["145049.00", "145050.00"], row)
    for entity, year in (("213401722", "2021"), ("215601345", "2023")):
        browser.open(f"/reports/execution?entity={entity}&year={year}&scope=D%26F%26C65")
        lead = "td a[href*='book=accounts']"
        figure = number(browser.text(lead))
        browser.click(lead)
        cells = browser.run("const of = n => [...document.querySelectorAll('th')].findIndex(h => h.textContent === n); const at = [of('Montant'), of('Compté')];"
                            "return [...document.querySelectorAll('tbody tr')].map(r => at.map(i => r.cells[i].textContent))")
        check(f"an amount of {year} is the sum of entries of the journal", "/journal" in browser.address() and sum(Decimal(number(c)) for _, c in cells) == Decimal(figure),
              (figure, cells))
        browser.click("td.n a[href^='/entries/']")
        line = browser.text("ol.lines li.here")
        found = [Decimal(word.replace(",", ".")) for word in re.findall(r"-?\d+(?:[.,]\d+)?", line)]
        check(f"and the first one's line of the file holds its amount ({year})", Decimal(number(cells[0][0])) in map(abs, found), (cells[0], line))


def auditor(browser):
    browser.open("/transfers")
    browser.click("td a[href='/transfers/T-MUSEE']")
    check("a transfer is opened", "T-MUSEE" in browser.text("h1"))
    browser.click("a[href='/audit?transfer=T-MUSEE']")
    pdf = base64.b64decode(browser.do("/print", {"page": {"width": 21.0, "height": 29.7}}))
    check("its audit report is printed", pdf.startswith(b"%PDF") and len(pdf) > 20000, len(pdf))
    open(f"{folder}/audit.pdf", "wb").write(pdf)
    browser.open("/findings?transfer=T-MUSEE")
    browser.click("td a[href^='/findings/']")
    browser.write("input[name=reason]", "vu en commission")
    browser.click("button[name=waived][value=true]")
    check("a finding is put aside, and says why", "vu en commission" in browser.text(), browser.text())


def ministry(browser):
    browser.open("/institutions")
    browser.click("td a[href^='/institutions/']")
    check("who finances an institution is drawn", len(browser.find("figure svg[role=img]")) > 0)
    browser.open("/reconciliation")
    before = len(browser.find("button[value=accepted]"))
    if before:
        browser.write("td form input[name=reason]", "rattachement constaté")
        browser.click("button[value=accepted]")
    check("a proposal is accepted, with its reason", before > 0 and "rattachement constaté" in browser.text(), (before, browser.text()))


def every_page(browser, language):
    pages = ["/", "/imports", "/transfers", "/transfers/T-LECTURE", "/institutions", "/institutions/993050053", "/entities", "/entities/993040047",
             "/findings", "/findings/CMP-001?transfer=T-LECTURE", "/flows", "/map", "/journal", "/reports", "/reports/spending", "/reconciliation", "/simulation",
             "/imports/2", "/columns/3", "/documents/1", "/entries/1/993040047/1", "/glossary", "/state", "/audit?transfer=T-LECTURE"]
    for page in pages:
        browser.size(1280)
        browser.open(page)
        if axe:
            found = browser.do("/execute/async", {"script": axe + "; const done = arguments[0]; axe.run().then(r => done(r.violations.map("
                               "v => v.id + ' ' + v.nodes.slice(0, 2).map(n => n.html.slice(0, 90)).join(' ; '))), e => done([String(e)]));", "args": []})
            check(f"axe finds nothing on {page} ({language})", found == [], found)
        for width in (1280, 390):
            browser.size(width)
            name = page.strip("/").split("?")[0].replace("/", "-") or "home"
            open(f"{folder}/{name}-{width}-{language}.png", "wb").write(browser.picture())
            wide = browser.run("return [document.documentElement.scrollWidth, window.innerWidth]")
            if not page.startswith("/audit"):
                check(f"{page} fits {width} pixels ({language})", wide[0] <= wide[1], wide)
    logs = [entry["message"] for entry in browser.do("/se/log", {"type": "browser"}) if entry["level"] in ("SEVERE", "WARNING")]
    check(f"the console says nothing ({language})", logs == [], logs)


def keyboard(browser):
    tab, enter = "\ue004", "\ue007"
    browser.open("/")
    browser.keys(tab)
    check("the first key leads past the navigation", browser.run("return document.activeElement.className") == "skip")
    for _ in range(30):
        browser.keys(tab)
        if browser.run("return document.activeElement.name") == "entity":
            break
    browser.keys(*"993040047", enter)
    for _ in range(50):
        if "entity=" in browser.address():
            break
        time.sleep(0.1)
    check("a filter is given by the keyboard alone", "entity=993040047" in browser.address(), browser.address())
    unseen = browser.run("return [...document.querySelectorAll('a,button,input')].filter(e => e.tabIndex < 0).length")
    check("nothing that can be done is out of the keyboard's reach", unseen == 0, unseen)


try:
    for _ in range(100):
        try:
            ask("GET", "/status")
            break
        except OSError:
            time.sleep(0.1)
    browser = Browser()
    finance_officer(browser, "first")
    own_columns(browser)
    auditor(browser)
    ministry(browser)
    keyboard(browser)
    every_page(browser, "fr")
    browser.close()
    if real:
        browser = Browser()
        genuine(browser)
        browser.close()
    browser = Browser(language="en")
    every_page(browser, "en")
    browser.close()
    browser = Browser(scripts=False)
    browser.open("/reports/spending")
    browser.write("input[name=year]", "2023")
    browser.click("form.filters button")
    check("filters work without scripts", "year=2023" in browser.address(), browser.address())
    finance_officer(browser, "second")
    browser.close()
except Exception as error:  # a broken driver is a failure, not a silence
    check("the browser goes on", False, f"{type(error).__name__} {error} {getattr(error, 'read', lambda: b'')()[:300]} {browser.address()} {browser.text()}")
finally:
    driver.terminate()
