# Every figure that is a link, on every page that the navigation reaches: what it leads to holds rows that make it, to the cent,
# and an entry leads to a line of its file that holds its amount. With the standard library alone.
#   figures.py SITE COOKIE FOLDER     FOLDER: sql/reports; prints "ok NAME" or "not ok NAME: why"
import csv, io, re, sys
from collections import Counter, defaultdict
from decimal import Decimal
from html.parser import HTMLParser
from urllib.parse import parse_qs, unquote, urljoin, urlsplit
from urllib.request import Request, urlopen

site, cookie, folder = sys.argv[1:4]


def check(name, good, why=""):
    print(f"ok {name}" if good else f"not ok {name}: {str(why)[:500]}", flush=True)


def fetch(path):
    request = Request(site + path, headers={"Cookie": cookie, "Accept-Language": "en"})
    with urlopen(request, timeout=60) as answer:
        return answer.read().decode()


class Page(HTMLParser):
    """Its links; its tables as lists of rows, a row as a list of (text, address), each with the report that it shows."""

    def __init__(self, text):
        super().__init__()
        self.links, self.tables, self.lines = [], [], []
        self.row = self.cell = self.line = None
        self.ways = self.heading = False
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "table":
            self.tables.append({"rows": [], "report": None, "headings": []})
        elif tag == "tr":
            self.row = []
        elif tag == "th" and self.tables:
            self.tables[-1]["headings"].append("")
            self.heading = True
        elif tag == "td":
            self.cell = ["", None]
        elif tag == "li" and given.get("class") == "here":
            self.line = ""
        elif tag == "p":
            self.ways = "ways" in given.get("class", "")
        elif tag == "a" and "href" in given:
            if self.cell is not None:
                self.cell[1] = self.cell[1] or given["href"]
            elif self.ways and self.tables and self.tables[-1]["report"] is None:
                found = re.match(r"/reports/([a-z-]+)\.", given["href"])
                self.tables[-1]["report"] = found and found.group(1)
            self.links.append(given["href"])

    def handle_data(self, data):
        if self.cell is not None:
            self.cell[0] += data
        if self.heading:
            self.tables[-1]["headings"][-1] += data
        if self.line is not None:
            self.line += data

    def handle_endtag(self, tag):
        if tag == "th":
            self.heading = False
        elif tag == "td":
            self.row.append(tuple(self.cell))
            self.cell = None
        elif tag == "tr" and self.row:
            self.tables[-1]["rows"].append(self.row)
        elif tag == "li" and self.line is not None:
            self.lines.append(self.line)
            self.line = None


def columns_of(report, headings):
    """Names and types of the columns that a table shows: a page may leave some out."""
    with open(f"{folder}/{report}.sql") as file:
        columns = iter(re.findall(r"^-- column: (\w+) (\w+)[^|]*\| ([^|\n]*) \|", file.read(), re.M))
    return [next((name, kind) for name, kind, label in columns if label == heading) for heading in headings if heading != "Decide"]


def number(text):
    return Decimal(re.sub(r"[^0-9.-]", "", text.replace("\u2212", "-")) or "0")


rows_kept = {}


def rows_of(address):
    """The rows behind an address, as its CSV has them."""
    if address not in rows_kept:
        path, _, query = address.partition("?")
        rows_kept[address] = list(csv.DictReader(io.StringIO(fetch(f"{path}.csv?{query}"))))
    return rows_kept[address]


def total(rows, column, **wanted):
    return sum((Decimal(row[column] or 0) for row in rows if all(row[name] == value for name, value in wanted.items())), Decimal(0))


def alike(row, rows):
    """Those of the rows that agree with this one in what both say."""
    names = [name for name in row if name in ("institution", "funder", "year", "transfer", "siren", "chart", "book") and rows and name in rows[0]]
    return [other for other in rows if all(other[name] == row[name] for name in names)]


# What the reader adds up, by report and column: of a row and the rows it leads to.
counted = lambda row, rows: total(rows, "counted")
amounts = lambda row, rows: total(alike(row, rows), "amount")
ledger = lambda row, rows, **wanted: total(rows, "debit", **wanted) - total(rows, "credit", **wanted)
of_giver = lambda row, rows: [other for other in rows if other["counterparty"] == row["giver"]]
came = lambda row, rows: total(rows, "amount", what={"booked": "resource", "declared": "declared"}[row["basis"]])
plan = lambda name: lambda row, rows: total(alike(row, rows), name)
sums = {
    "execution": {"opened": counted, "realised": counted, "outstanding": counted},
    "spending": {"opened": counted, "realised": counted},
    "trial-balance": {"debit": lambda row, rows: total(alike(row, rows), "debit"), "credit": lambda row, rows: total(alike(row, rows), "credit"),
                      "balance": lambda row, rows: ledger(row, alike(row, rows))},
    "compensation-account": {"recognised": lambda row, rows: ledger(row, [r for r in of_giver(row, rows) if r["format"] != "matching"]),
                             "matched": lambda row, rows: -ledger(row, [r for r in of_giver(row, rows) if r["format"] == "matching"]),
                             "left": lambda row, rows: ledger(row, of_giver(row, rows))},
    "compensation": {"right": amounts, "resources": amounts, "charge": amounts, "arrears": amounts,
                     "legal_gap": lambda row, rows: total(rows, "amount", what="right") - came(row, rows),
                     "dynamic_gap": lambda row, rows: total(rows, "amount", what="charge") - came(row, rows)},
    "coverage-by-department": {"right": plan("right"), "resources": plan("resources"), "charge": plan("charge")},
    "funding-plan": {"agreed": amounts, "voted": amounts, "paid": amounts, "received": amounts},
    "reconciliation": {"agreed": amounts, "paid": amounts, "received": amounts,
                       "difference": lambda row, rows: total(alike(row, rows), "amount", what="received") - total(alike(row, rows), "amount", what="paid")},
    "institutions": {"agreed": plan("agreed"), "paid": plan("paid"), "received": plan("received"),
                     "open": lambda row, rows: Decimal(sum(Decimal(r["difference"]) != 0 for r in rows if r["institution"] == row["institution"]))},
    "flows": {"amount": lambda row, rows: sum(
        (total([r], "paid") or total([r], "received") for r in rows if r["funder"] == row["from"] and r["institution"] == row["to"]), Decimal(0))
        if row["kind"] == "funding" else total(rows, "resources")},
    "vouchers": {"amount": lambda row, rows: total(rows, "amount", date=row["date"])},  # not its payment
}
# What is no sum: the rows that it was computed from are there.
computed = {"rights": lambda row, rows: any(r["what"].startswith("reference") or r["what"] == "right" for r in rows),
            "transfers": lambda row, rows: any(r["what"] == "right" for r in rows)}
followed, wrong, entries = Counter(), defaultdict(list), defaultdict(list)


def follow(page, report, row, name, address):
    figure = number(row[name])
    key = f"{report}.{name}"
    followed[key] += 1
    if address.startswith("/entries/"):
        entries[address].append((figure, page, report))
        return
    path = urlsplit(address).path
    if path.startswith("/documents/") and report in ("grants", "funding-lines"):  # a row of an annex, a list, a register: no entry
        return
    try:
        rows = rows_of(address)
    except OSError as error:
        wrong[key].append((page, address, error))
        return
    if name in sums.get(report, {}):
        made = sums[report][name](row, rows)
        if made != figure:
            wrong[key].append((page, address, f"{figure} is made of {made}"))
    elif report in computed:
        if not computed[report](row, rows):
            wrong[key].append((page, address, "nothing it was computed from"))
    else:
        wrong[key].append((page, address, "nobody says what it is made of"))


seen, waiting, dead = set(), ["/"], []
# a page of entries is what figures lead to: followed from them; a report of one body has rows of the whole
skipped = re.compile(r"^/(?!findings/).*[?&]entity=|^/(language|assets|audit|originals|messages|entries|journal\?|reports/(journal|general-ledger|explain|funding-lines)\?)|\.(xlsx|ods|csv|csv-fr|json)(\?|$)")
while waiting:
    address = waiting.pop()
    if address in seen or skipped.search(address):
        continue
    seen.add(address)
    try:
        page = Page(fetch(address))
    except OSError as error:
        dead.append((address, error))
        continue
    waiting += [link.split("#")[0] for link in page.links if link.startswith("/")]
    for table in page.tables:
        if table["report"] is None:
            continue
        shape = columns_of(table["report"], table["headings"])
        for cells in table["rows"]:
            row = {name: text for (name, _), (text, _) in zip(shape, cells)}
            for (name, kind), (text, link) in zip(shape, cells):
                if link and (kind == "money" or (table["report"], name) == ("institutions", "open")):
                    follow(address, table["report"], row, name, link)

check("every page that is led to is there", not dead, dead)
check("figures are followed", sum(followed.values()) > 500 and len(followed) > 25, followed)
for key in sorted(followed):
    check(f"{key} is made of what it leads to ({followed[key]})", not wrong[key], (len(wrong[key]), wrong[key][:3]))
check("reports whose figures add up are all met", not set(sums) - {key.split(".")[0] for key in followed}, set(sums) - {key.split(".")[0] for key in followed})

# --- entries: the line of the file holds the amount ---------------------------------------------------------------------------

every = [row for row in csv.DictReader(io.StringIO(fetch("/reports/general-ledger.csv?"))) if row["debit"]]
by_format = defaultdict(list)
for row in every:
    by_format[row["format"]].append((Decimal(row["debit"]), f"/entries/{row['document']}/{row['siren']}/{row['entry']}"))
for address, found in entries.items():
    for figure, page, report in found:
        by_format[f"figures of {report}"].append((abs(figure), address))
by_format.pop("matching", None)  # decided in the ledger: no file


def numbers(text):
    """Every number of a line, written with a point or a comma."""
    return {abs(Decimal(found.replace(",", "."))) for found in re.findall(r"-?\d+(?:[.,]\d+)?", text)}


for name, all_of_it in sorted(by_format.items()):
    bad = []
    sample = all_of_it[:: max(1, len(all_of_it) // 12)]
    for amount, address in sample:
        page = Page(fetch(address))
        # a right is indexed by what its line names
        if len(page.lines) != 1 or amount not in numbers(page.lines[0]) and not re.search(r'<right .*index="', page.lines[0]):
            bad.append((address, amount, page.lines))
    check(f"an entry leads to a line that holds its amount: {name} ({len(sample)})", not bad, (len(bad), bad[:3]))
wanted = {"totem", "cfu", "pes-depense", "pes-recette", "fec", "dgfip-balance", "register"}
check("every format has entries", not wanted - set(by_format), wanted - set(by_format))
