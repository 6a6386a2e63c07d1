"""Holds workbooks against the CSV of the same answer, cell by cell.

  python3 tests/cli/workbook.py FOLDER             NAME.xlsx and NAME.ods as they are written, against NAME.csv
  python3 tests/cli/workbook.py FOLDER CONVERTED   what LibreOffice makes of them, CONVERTED/FORMAT/NAME-SHEET.csv; and of
                                                   NAME.fr.csv, CONVERTED/fr/NAME.fr.ods

Types of columns are those of sql/reports/NAME.sql: FOLDER/NAME.columns holds a line "NAME TYPE" for each, FOLDER/NAME.totals
the line of its header, and FOLDER/NAME.sheets the names of its sheets, one a line.
"""
import csv
import datetime
import os
import re
import sys
import xml.etree.ElementTree as xml
import zipfile
from decimal import Decimal

folder = sys.argv[1]
converted = sys.argv[2] if len(sys.argv) > 2 else None
NUMBERS = ("money", "ratio", "integer", "year")
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
OASIS = {p: "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}" % p for p in ("office", "table", "text", "config", "style")}


def check(name, wrong):
    wrong = [str(each) for each in wrong]
    print("ok " + name if not wrong else "not ok %s: %s%s" % (name, "; ".join(wrong[:3]), " …" if len(wrong) > 3 else ""))


def lines_of(name):
    with open(os.path.join(folder, name), encoding="utf-8") as file:
        return file.read().splitlines()


def csv_rows(path, encoding="utf-8", delimiter=","):
    with open(path, encoding=encoding, newline="") as file:
        return list(csv.reader(file, delimiter=delimiter))


class Sheet:
    """rows: lists of (type, value, formula); None where a cell is empty."""

    def __init__(self, name):
        self.name, self.rows, self.faults = name, [], []


# --- as they are written ------------------------------------------------------------------------------------------------


def number_of(text):
    """The files hold binary numbers, of which spreadsheets show fifteen digits."""
    return Decimal("%.15g" % float(text))


def column_number(reference):
    number = 0
    for letter in re.match("[A-Z]+", reference).group():
        number = number * 26 + ord(letter) - 64
    return number - 1


def range_of(width, height):
    letters = chr(64 + width) if width <= 26 else "A" + chr(64 + width - 26)
    return "A1", "%s%d" % (letters, height)


def xlsx_cell(cell, dates):
    kind, value = cell.get("t", "n"), cell.findtext(MAIN + "v")
    formula = cell.findtext(MAIN + "f")
    if kind == "inlineStr":
        return ("text", "".join(t.text or "" for t in cell.iter(MAIN + "t")), formula)
    if kind == "b":
        return ("boolean", value == "1" and "true" or "false", formula)
    if kind != "n":
        return ("text" if kind == "str" else kind, value, formula)
    if value is None:
        return None
    if int(cell.get("s", 0)) in dates:
        return ("date", (datetime.date(1899, 12, 30) + datetime.timedelta(int(value))).isoformat(), formula)
    return ("number", number_of(value), formula)


def xlsx_sheets(path):
    sheets = []
    with zipfile.ZipFile(path) as pack:
        book = xml.fromstring(pack.read("xl/workbook.xml"))
        styles = xml.fromstring(pack.read("xl/styles.xml"))
        codes = {f.get("numFmtId"): f.get("formatCode") for f in styles.iter(MAIN + "numFmt")}
        dates = {i for i, style in enumerate(styles.find(MAIN + "cellXfs")) if "yy" in codes.get(style.get("numFmtId"), "")}
        names = [s.get("name") for s in book.iter(MAIN + "sheet")]
        titles = {int(n.get("localSheetId")): n.text for n in book.iter(MAIN + "definedName") if n.get("name") == "_xlnm.Print_Titles"}
        for index, name in enumerate(names):
            part = xml.fromstring(pack.read("xl/worksheets/sheet%d.xml" % (index + 1)))
            sheet = Sheet(name)
            for row in part.iter(MAIN + "row"):
                cells = {column_number(c.get("r")): xlsx_cell(c, dates) for c in row}
                assert int(row.get("r")) == len(sheet.rows) + 1, "a row is missing"
                sheet.rows.append([cells.get(i) for i in range(max(cells, default=-1) + 1)])
            pane, filters, setup = part.find(".//" + MAIN + "pane"), part.find(MAIN + "autoFilter"), part.find(MAIN + "pageSetup")
            if pane is None or (pane.get("ySplit"), pane.get("xSplit"), pane.get("state")) != ("1", None, "frozen"):
                sheet.faults.append("no frozen heading")
            if filters is None or tuple(filters.get("ref").split(":")) != range_of(len(sheet.rows[0]), len(sheet.rows)):
                sheet.faults.append("filters on %s" % (filters is not None and filters.get("ref")))
            if not (titles.get(index) or "").endswith("!$1:$1"):
                sheet.faults.append("no heading on each page")
            if (setup.get("paperSize"), setup.get("orientation"), setup.get("fitToHeight")) != ("9", "landscape", "0"):
                sheet.faults.append("no A4 landscape")
            sheets.append(sheet)
    return sheets


def ods_cell(cell):
    kind, formula = cell.get(OASIS["office"] + "value-type"), cell.get(OASIS["table"] + "formula")
    if kind is None:
        return None
    if kind == "string":
        return ("text", "\n".join("".join(p.itertext()) for p in cell.iter(OASIS["text"] + "p")), formula)
    if kind in ("boolean", "date"):
        return (kind, cell.get(OASIS["office"] + kind + "-value"), formula)
    return ("number", number_of(cell.get(OASIS["office"] + "value")), formula)


def ods_rows(table):
    rows = []
    for row in table.iter(OASIS["table"] + "table-row"):
        cells = []
        for cell in row:
            cells += [ods_cell(cell)] * min(int(cell.get(OASIS["table"] + "number-columns-repeated", 1)), 64)
        while cells and cells[-1] is None:
            cells.pop()
        if cells or row.get(OASIS["table"] + "number-rows-repeated") is None:
            rows.append(cells)
    return rows


def ods_sheets(path):
    sheets = []
    with zipfile.ZipFile(path) as pack:
        content, settings, styles = (xml.fromstring(pack.read(n + ".xml")) for n in ("content", "settings", "styles"))
    views = {}
    for entry in settings.iter(OASIS["config"] + "config-item-map-entry"):
        views[entry.get(OASIS["config"] + "name")] = {i.get(OASIS["config"] + "name"): i.text for i in entry.findall(OASIS["config"] + "config-item")}
    filters = {d.get(OASIS["table"] + "target-range-address") for d in content.iter(OASIS["table"] + "database-range") if d.get(OASIS["table"] + "display-filter-buttons") == "true"}
    page = styles.find(".//" + OASIS["style"] + "page-layout-properties")
    for table in content.iter(OASIS["table"] + "table"):
        sheet = Sheet(table.get(OASIS["table"] + "name"))
        sheet.rows = ods_rows(table)
        view = views.get(sheet.name, {})
        if (view.get("VerticalSplitMode"), view.get("VerticalSplitPosition")) != ("2", "1"):
            sheet.faults.append("no frozen heading")
        if "'%s'.%s:'%s'.%s" % (sheet.name, range_of(len(sheet.rows[0]), len(sheet.rows))[0], sheet.name, range_of(len(sheet.rows[0]), len(sheet.rows))[1]) not in filters:
            sheet.faults.append("no filters")
        if len(table.find(OASIS["table"] + "table-header-rows")) != 1:
            sheet.faults.append("no heading on each page")
        if (page.get(OASIS["style"] + "print-orientation"), page.get(OASIS["style"] + "scale-to-X")) != ("landscape", "1"):
            sheet.faults.append("no A4 landscape")
        sheets.append(sheet)
    return sheets


# --- against the CSV -----------------------------------------------------------------------------------------------------


def same_cell(kind, text, cell):
    if text == "":
        return cell is None or cell[1] == ""
    if cell is None:
        return False
    if kind in NUMBERS:
        return cell[0] == "number" and cell[1] == Decimal(text)
    if kind == "boolean" or kind == "date" and text >= "1900":
        return cell[:2] == (kind, text)
    return cell[:2] == ("text", text)


def different(columns, rows, sheet):
    if len(rows) - 1 != len(sheet.rows) - 1:
        yield "%d rows, not %d" % (len(sheet.rows) - 1, len(rows) - 1)
        return
    for number, (wanted, got) in enumerate(zip(rows[1:], sheet.rows[1:]), 2):
        got = got + [None] * (len(wanted) - len(got))
        for (name, kind), text, cell in zip(columns, wanted, got):
            if not same_cell(kind, text, cell):
                yield "row %d, %s: %r, not %r" % (number, name, cell, text)
        if len(got) > len(wanted):
            yield "row %d has %d cells" % (number, len(got))


def wrong_totals(columns, rows, said, sheet):
    """Each total is its group's, from the rows of the CSV; no group is missing."""
    names = [name for name, kind in columns]
    summed, by = (part.split(",") for part in said.split(" by "))
    shown = [name for name in names if name in summed + by]
    sums = {}
    for row in rows[1:]:
        row = dict(zip(names, row))
        group = sums.setdefault(tuple(row[name] for name in by), {})
        for name in summed:
            if row[name] != "":
                group[name] = group.get(name, Decimal(0)) + Decimal(row[name])
    wanted = {key: group for key, group in sums.items() if group}
    for cells in sheet.rows[1:]:
        cells = dict(zip(shown, cells + [None] * len(shown)))
        key = tuple("" if cells[name] is None else str(cells[name][1]) for name in by)
        group = wanted.pop(key, None)
        if group is None:
            yield "%s stands there twice or without need" % (key,)
            continue
        for name in summed:
            cell = cells[name]
            if (cell and cell[1]) != group.get(name):
                yield "%s of %s: %r, not %s" % (name, key, cell, group.get(name))
            elif cell is not None and cell[2] is None:
                yield "%s of %s is no formula" % (name, key)
    for key in wanted:
        yield "%s has no total" % (key,)


def examine(name, kind, sheets):
    label = "%s.%s" % (name, kind)
    columns = [line.split() for line in lines_of(name + ".columns")]
    totals = "".join(lines_of(name + ".totals"))
    wanted = lines_of(name + ".sheets")
    rows = csv_rows(os.path.join(folder, name + ".csv"))
    check(label + " has its sheets", [] if [s.name for s in sheets] == wanted else [[s.name for s in sheets], wanted])
    check(label + " keeps headings in sight, with filters, on A4", ["%s: %s" % (s.name, f) for s in sheets for f in s.faults])
    check(label + " holds the figures of the CSV", different(columns, rows, sheets[0]))
    check(label + " has no formula but totals", ["%s: %s" % (s.name, c) for s in sheets for r in s.rows for c in r if c and c[2] and not (totals and s is sheets[1])])
    if totals:
        check(label + " sums them", wrong_totals(columns, rows, totals, sheets[1]))
    if wanted[-1] in ("Sources",):
        heads = [c[1] for c in sheets[-1].rows[0]]
        file, digest = heads.index("File"), heads.index("SHA-256")
        files = dict(reversed(line.split(None, 1)) for line in lines_of("sha256"))
        found = [(r[file][1], r[digest][1]) for r in sheets[-1].rows[1:]]
        check(label + " names its sources by their SHA-256", [f for f, d in found if files.get(f) != d] + ([] if found or len(rows) < 2 else ["no source"]))


def names_of(extension):
    return sorted(n[: -len(extension)] for n in os.listdir(folder) if n.endswith(extension))


if converted is None:
    for name in names_of(".xlsx"):
        examine(name, "xlsx", xlsx_sheets(os.path.join(folder, name + ".xlsx")))
        examine(name, "ods", ods_sheets(os.path.join(folder, name + ".ods")))
    sys.exit()

# --- what LibreOffice makes of them ---------------------------------------------------------------------------------------


def read_back(kind, text):
    """A cell of a CSV that LibreOffice wrote, as if it had been read."""
    if text == "":
        return None
    if kind in NUMBERS:
        return ("number", number_of(text), None) if re.fullmatch(r"-?[0-9.]+(E[+-]?[0-9]+)?", text) else ("text", text, None)
    if kind == "boolean":
        return ("boolean", text.lower(), None)
    day = re.fullmatch("([0-9]{2})/([0-9]{2})/([0-9]{4})", text) if kind == "date" else None
    if day:
        return ("date", "%s-%s-%s" % (day.group(3), day.group(1), day.group(2)), None)
    if kind == "date" and re.fullmatch("(19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}", text):
        return ("date", text, None)
    return ("text", text, None)


def computed(cell, kind):
    """What a formula gave, to the cent: a spreadsheet sums binary numbers."""
    if cell is None or kind != "money":
        return cell
    return (cell[0], cell[1].quantize(Decimal("0.01")), "formula")


for name in names_of(".xlsx"):
    columns = [line.split() for line in lines_of(name + ".columns")]
    totals = "".join(lines_of(name + ".totals"))
    rows = csv_rows(os.path.join(folder, name + ".csv"))
    wanted = lines_of(name + ".sheets")
    for kind in ("xlsx", "ods"):
        sheets = []
        for title in wanted:
            sheet = Sheet(title)
            path = os.path.join(converted, kind, "%s-%s.csv" % (name, title))
            parts = totals.replace(" by ", ",").split(",")
            shown = [column for column in columns if column[0] in parts]
            kinds = [k for n, k in (shown if totals and title == wanted[1] else columns)]
            for number, row in enumerate(csv_rows(path)) if os.path.exists(path) else ():
                sheet.rows.append([read_back(kinds[i] if number and i < len(kinds) else "text", t) for i, t in enumerate(row)])
            sheets.append(sheet)
        check("LibreOffice finds every sheet of %s.%s" % (name, kind), [s.name for s in sheets if not s.rows])
        check("LibreOffice finds the figures of the CSV in %s.%s" % (name, kind), different(columns, rows, sheets[0]))
        if totals:
            sheets[1].rows[1:] = [[computed(cell, k) for cell, (n, k) in zip(row, shown)] for row in sheets[1].rows[1:]]
            check("LibreOffice computes the totals of %s.%s" % (name, kind), wrong_totals(columns, rows, totals, sheets[1]))
    # a spreadsheet reads codes of digits as numbers, whatever a CSV does; columns, amounts and words are what it must keep
    with zipfile.ZipFile(os.path.join(converted, "fr", name + ".fr.ods")) as pack:
        got = ods_rows(xml.fromstring(pack.read("content.xml")).find(".//" + OASIS["table"] + "table"))
    wrong = [] if len(got) == len(rows) else ["%d rows, not %d" % (len(got), len(rows))]
    wrong += [] if [c[1] for c in got[0]] == [n for n, k in columns] else ["columns %s" % got[0]]
    for number, (wanted_row, cells) in enumerate(zip(rows[1:], got[1:]), 2):
        cells = cells + [None] * (len(wanted_row) - len(cells))
        for (column, kind), text, cell in zip(columns, wanted_row, cells):
            if kind in NUMBERS and not same_cell(kind, text, cell):
                wrong.append("row %d, %s: %r, not %s" % (number, column, cell, text))
            if kind == "text" and cell is not None and cell[0] == "text" and cell[1].lstrip("'") != text.strip().lstrip("'"):
                wrong.append("row %d, %s: %r, not %r" % (number, column, cell, text))
            if cell is not None and cell[2] is not None:
                wrong.append("row %d, %s is a formula" % (number, column))
    check("csv-fr of %s opens with its columns and amounts" % name, wrong)
