#!/usr/bin/env python3
"""Imports a folder of delivered files into one SQLite table. Python 3.8 or later, standard library only.

See README.md beside this file. The messages have counts, sequences and file names, and never a cell.
"""
import argparse
import contextlib
import csv
import hashlib
import io
import json
import os
import re
import sqlite3
import sys
import unicodedata

KNOWN_FORMAT = 2
LARGEST_MANIFEST = 1024 * 1024
CONTROL = ["record_id", "action", "version"]
ACTIONS = {"NEW": "new", "AMEND": "amended", "WITHDRAW": "withdrawn", "RESEND": "sent again"}
# The signs that a spreadsheet takes for the start of a formula, and letters that print nothing.
FORMULA_SIGNS = "=+-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b\u2212"
FILLERS = "\u115f\u1160\u3164\uffa0"
DONE, REFUSED, USAGE, MISSING = 0, 1, 2, 3


class Refused(Exception):
    """A file that is not imported; the message says why and what to do."""


class Unusable(Exception):
    """Nothing can be done: wrong usage, or a folder or database that cannot be used."""


class Pair:
    """A manifest, and the file that it names."""

    def __init__(self, folder, name):
        self.folder, self.name = folder, name
        path = os.path.join(folder, name)
        if os.path.getsize(path) > LARGEST_MANIFEST:
            raise Refused("it is too long for a manifest. Delete it, or ask the charity for it again")
        try:
            with open(path, "rb") as file:
                self.manifest = json.loads(file.read().decode("utf-8"))
            self.read_manifest(self.manifest)
        except (KeyError, TypeError, ValueError, AttributeError):
            raise Refused("it is not a whole manifest. Ask the charity for the file again") from None

    def read_manifest(self, manifest):
        if manifest.get("test", False) is not False:
            raise Refused("it is a test file. Delete it and its file; they have no real record")
        self.format = int(manifest.get("format", 1))
        if self.format > KNOWN_FORMAT:
            raise Refused(f"it has format {self.format}, and this importer knows {KNOWN_FORMAT}. Ask the charity for the new importer")
        if self.format < 2:
            raise Refused("it has format 1, which does not say how its file is read. Ask the charity for a full file, then use --restart")
        self.sequence = int(manifest["sequence"])
        self.owner = (str(manifest["force"]), str(manifest["controller"]))
        self.mode = manifest["mode"]
        self.file, self.sha256, self.bytes = manifest["file"], manifest["sha256"], manifest["bytes"]
        self.counts = {action: int(manifest["counts"][action.lower()]) for action in ACTIONS}
        self.reading = manifest["reading"]
        self.columns = [str(column["name"]) for column in manifest["columns"]]
        named = [self.file is not None, self.sha256 is not None, self.bytes is not None]
        if self.sequence < 1 or len(set(named)) > 1 or self.mode not in (["delta", "full"] if named[0] else ["delta"]):
            raise ValueError
        # A name with a folder in it could lead to somebody else's file.
        if named[0] and (os.path.basename(self.file) != self.file or self.file.startswith(".")):
            raise ValueError
        if self.columns[:3] != CONTROL or len({name.lower() for name in self.columns}) != len(self.columns):
            raise ValueError

    def content(self):
        """The file's bytes, which are those that the manifest promises. None where there is no file, on an empty night."""
        if self.file is None:
            return None
        with open(os.path.join(self.folder, self.file), "rb") as file:
            data = file.read()
        if len(data) != self.bytes or hashlib.sha256(data).hexdigest() != self.sha256:
            raise Refused(f"{self.file} is not the file that it describes. Ask the charity for sequence {self.sequence} again")
        return data

    def rows(self, data):
        """The rows as (record_id, action, version, cells). A cell without a value is None."""
        try:
            lines = list(csv.reader(io.StringIO(self.decode(data), newline=""), delimiter=self.reading["delimiter"], strict=True))
        except (csv.Error, KeyError, TypeError, ValueError):
            raise Refused(f"{self.file} cannot be read as its manifest says. Tell the charity") from None
        if self.reading["header"] and (not lines or lines.pop(0) != self.columns):
            raise Refused(f"the header of {self.file} does not have the columns of the manifest. Tell the charity")
        rows = [self.row(number, line) for number, line in enumerate(lines, 1)]
        for action, count in self.counts.items():
            if sum(row[1] == action for row in rows) != count:
                raise Refused(f"{self.file} does not have as many {action} rows as its manifest says. Tell the charity")
        if len({row[0] for row in rows}) != len(rows):
            raise Refused(f"{self.file} has a record twice. Tell the charity")
        return rows

    def decode(self, data):
        encoding = self.reading["encoding"]
        if encoding not in ("utf-8", "windows-1252"):
            raise Refused("its encoding is not known. Ask the charity for the new importer")
        text = data.decode(encoding)
        if self.reading["byteOrderMark"]:
            if not text.startswith("\ufeff"):
                raise ValueError
            text = text[1:]
        return text

    def row(self, number, line):
        if len(line) != len(self.columns) or line[1] not in ACTIONS or not line[0] or not re.fullmatch("[1-9][0-9]{0,9}", line[2]):
            raise Refused(f"row {number} of {self.file} is not as the manifest says. Tell the charity")
        # A WITHDRAW has empty cells, whatever the null token is.
        if line[1] == "WITHDRAW" and any(line[3:]):
            raise Refused(f"row {number} of {self.file} is a WITHDRAW with more than its number. Tell the charity")
        return line[0], line[1], int(line[2]), [self.cell(cell) for cell in line[3:]]

    def cell(self, cell):
        if cell == self.reading["nullToken"]:
            return None
        return cell[1:] if self.reading["formulasEscaped"] and cell[:1] == "'" and is_formula(cell[1:]) else cell

    def delete(self, keep_manifest):
        """The file first: while the manifest is there, the next run still knows what to delete."""
        for name in (self.file, None if keep_manifest else self.name):
            if name is not None:
                with contextlib.suppress(FileNotFoundError):
                    os.remove(os.path.join(self.folder, name))


class Table:
    """The records of one force from one charity, and the sequences that were imported."""

    def __init__(self, path):
        # Nobody else on this machine has to read it.
        os.umask(0o077)
        self.db = sqlite3.connect(path, isolation_level=None, timeout=5)
        # What is deleted is overwritten in the database file; and no copy of a row is put into a temporary file.
        self.db.execute("PRAGMA secure_delete=ON")
        self.db.execute("PRAGMA temp_store=MEMORY")
        self.db.execute("CREATE TABLE IF NOT EXISTS records (record_id TEXT PRIMARY KEY, version INTEGER NOT NULL)")
        self.db.execute("CREATE TABLE IF NOT EXISTS imported (sequence INTEGER PRIMARY KEY, sha256 TEXT, manifest TEXT NOT NULL, "
                        "force TEXT NOT NULL, controller TEXT NOT NULL, at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP)")

    def owner(self):
        return self.db.execute("SELECT force, controller FROM imported LIMIT 1").fetchone()

    def last(self):
        return self.db.execute("SELECT coalesce(max(sequence), 0) FROM imported").fetchone()[0]

    def imported(self, sequence):
        """The SHA-256 that was imported, in a tuple; None where that sequence was not."""
        return self.db.execute("SELECT sha256 FROM imported WHERE sequence = ?", (sequence,)).fetchone()

    def count(self):
        return self.db.execute("SELECT count(*) FROM records").fetchone()[0]

    def load(self, pair, empty=False):
        """Imports a pair in one transaction: all of it, or nothing. Returns what was done, in words."""
        data = pair.content()
        rows = [] if data is None else pair.rows(data)
        self.db.execute("BEGIN IMMEDIATE")
        try:
            if self.imported(pair.sequence) is not None:
                raise Unusable("Another importer is at work on this database. Nothing is lost: run one at a time")
            if empty:
                self.db.execute("DELETE FROM records")
            self.add_columns(pair.columns[3:])
            for row in rows:
                self.apply(pair.columns[3:], *row)
            gone = self.delete_others({row[0] for row in rows if row[1] != "WITHDRAW"}) if pair.mode == "full" else 0
            self.db.execute("INSERT INTO imported (sequence, sha256, manifest, force, controller) VALUES (?, ?, ?, ?, ?)",
                            (pair.sequence, pair.sha256, pair.name, *pair.owner))
            self.db.execute("COMMIT")
        except BaseException:
            if self.db.in_transaction:
                self.db.execute("ROLLBACK")
            raise
        told = ", ".join(f"{pair.counts[action]} {word}" for action, word in ACTIONS.items())
        return told + (f", {gone} deleted because a full file does not have them" if pair.mode == "full" else "")

    def add_columns(self, names):
        there = {row[1] for row in self.db.execute("PRAGMA table_info(records)")}
        for name in names:
            if name not in there:
                self.db.execute(f"ALTER TABLE records ADD COLUMN {quoted(name)} TEXT")

    def apply(self, columns, record, action, version, cells):
        held = self.db.execute("SELECT version FROM records WHERE record_id = ?", (record,)).fetchone()
        # The table has this version or a later one. RESEND keeps the version, so an equal one is written again.
        if held and (version < held[0] or (version == held[0] and action != "RESEND")):
            return
        self.db.execute("DELETE FROM records WHERE record_id = ?", (record,))
        if action != "WITHDRAW":
            names = ", ".join(["record_id", "version", *map(quoted, columns)])
            marks = ", ".join("?" * (2 + len(columns)))
            self.db.execute(f"INSERT INTO records ({names}) VALUES ({marks})", (record, version, *cells))

    def delete_others(self, named):
        others = [row for row in self.db.execute("SELECT record_id FROM records") if row[0] not in named]
        self.db.executemany("DELETE FROM records WHERE record_id = ?", others)
        return len(others)


def is_formula(text):
    """Whether the first character that is seen is a formula sign: only then was an apostrophe put before the text."""
    for character in text:
        if not (character.isspace() or character in FILLERS or unicodedata.category(character) in ("Cc", "Cf", "Mn", "Me")):
            return character in FORMULA_SIGNS
    return False


def quoted(name):
    return '"' + name.replace('"', '""') + '"'


class Run:
    """One run over one folder."""

    def __init__(self, folder, table, keep_files, keep_manifests):
        self.folder, self.table, self.keep_files, self.keep_manifests = folder, table, keep_files, keep_manifests
        self.code, self.skipped = DONE, 0

    def say(self, text, code=DONE):
        print(text, flush=True)
        # A refusal outweighs a missing file: it needs a person.
        if code != DONE and self.code != REFUSED:
            self.code = code

    def pairs(self):
        """The manifests that can be used, by sequence. Only .json files are looked at: an unfinished upload ends in .part."""
        usable = []
        for name in sorted(os.listdir(self.folder)):
            if name.endswith(".json") and not name.startswith(".") and os.path.isfile(os.path.join(self.folder, name)):
                try:
                    usable.append(Pair(self.folder, name))
                except FileNotFoundError:
                    continue  # Another importer, or a person, was quicker.
                except Refused as why:
                    self.say(f"refused: {name}: {why}.", REFUSED)
        owner = self.table.owner()
        if owner is None and len({pair.owner for pair in usable}) > 1:
            raise Unusable("This folder has files of more than one force or charity. Give each a folder and a database of its own")
        by_sequence = {}
        for pair in usable:
            if owner is not None and pair.owner != tuple(owner):
                self.say(f"refused: {pair.name}: it is for {pair.owner[0]} from {pair.owner[1]}, "
                         f"and this table is for {owner[0]} from {owner[1]}.", REFUSED)
            else:
                by_sequence.setdefault(pair.sequence, []).append(pair)
        return by_sequence

    def all(self, restart):
        by_sequence = self.pairs()
        if restart is not None and self.table.imported(restart) is None:
            self.restart(restart, by_sequence.get(restart, []))
        for sequence in sorted(by_sequence):
            if sequence == self.table.last() + 1:
                self.first(by_sequence[sequence], empty=False)
            if sequence <= self.table.last():
                for pair in by_sequence[sequence]:
                    self.settle(pair)
        self.tell_gap(sorted(sequence for sequence in by_sequence if sequence > self.table.last()))
        if self.skipped:
            self.say(f"skipped: {self.skipped} manifests whose sequence was imported before.")
        self.say(f"{self.table.count()} records; the last sequence imported is {self.table.last()}.")
        return self.code

    def restart(self, sequence, pairs):
        full = [pair for pair in pairs if pair.mode == "full" and pair.file is not None]
        if not full or sequence <= self.table.last():
            raise Unusable(f"--restart {sequence}: the folder has no full file with that sequence, or the table has a later one. "
                           "Nothing was changed")
        if not self.first(full, empty=True):
            raise Unusable(f"--restart {sequence}: the full file could not be imported. Nothing was changed")

    def first(self, pairs, empty):
        """Imports the first of a sequence's attempts that is whole. They must all describe the same bytes."""
        if len({pair.sha256 for pair in pairs}) > 1:
            self.say(f"refused: sequence {pairs[0].sequence} is here with different bytes: {', '.join(pair.name for pair in pairs)}. "
                     "Tell the charity.", REFUSED)
            return False
        for pair in pairs:
            try:
                self.say(f"imported: sequence {pair.sequence}, {pair.file or pair.name}: {self.table.load(pair, empty)}.")
                pair.done = True
                return True
            except FileNotFoundError:
                if self.table.imported(pair.sequence) is not None:
                    return True  # By another importer.
                self.say(f"missing: {pair.file}, which {pair.name} describes.", MISSING)
            except Refused as why:
                self.say(f"refused: {pair.name}: {why}.", REFUSED)
        return False

    def settle(self, pair):
        """Deletes the files of a sequence that the table has. Other bytes under the same sequence are refused, and kept."""
        if not hasattr(pair, "done"):
            had = self.table.imported(pair.sequence)
            if had is not None and had[0] != pair.sha256:
                self.say(f"refused: {pair.name}: sequence {pair.sequence} was imported with other bytes. Tell the charity.", REFUSED)
                return
            try:
                pair.content()
            except FileNotFoundError:
                pass  # Deleted by a run that ended before it deleted the manifest.
            except Refused:
                self.say(f"refused: {pair.name}: {pair.file} is not the file that it describes. "
                         f"Sequence {pair.sequence} was imported before: delete both.", REFUSED)
                return
            self.skipped += 1
        if not self.keep_files:
            pair.delete(self.keep_manifests)

    def tell_gap(self, waiting):
        if waiting:
            numbers = range(self.table.last() + 1, waiting[-1])
            missing = [number for number in numbers if number not in waiting] or [self.table.last() + 1]
            self.say(f"missing: sequence {', '.join(map(str, missing))}. Ask the charity to send it again. "
                     f"Waiting for it: {', '.join(map(str, waiting))}.", MISSING)


def options(arguments):
    parser = argparse.ArgumentParser(
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Imports a folder of delivered files into the table \"records\" of a SQLite database.\n"
                    "Files that were imported are deleted. A second run changes nothing.",
        epilog="example:\n  python3 import.py --database hate-incidents.db /srv/inbox\n\n"
               "exit codes:\n  0  everything in the folder is imported\n  1  a file was refused; the message says which and why\n"
               "  2  wrong usage, or the folder or database cannot be used\n  3  a file is missing; everything after it waits")
    parser.add_argument("folder", metavar="FOLDER", help="where the files are delivered")
    parser.add_argument("--database", metavar="FILE", required=True, help="the SQLite database; made where it does not exist")
    parser.add_argument("--keep-files", action="store_true",
                        help="do not delete imported files; you must then delete them when a record is withdrawn")
    parser.add_argument("--keep-manifests", action="store_true",
                        help="delete imported files and leave their manifests, which have no record in them")
    parser.add_argument("--restart", metavar="SEQUENCE", type=int,
                        help="empty the table and begin with this full file, as the charity asked, or for a first import that begins late")
    return parser.parse_args(arguments)


def main(arguments):
    asked = options(arguments)
    try:
        if not os.path.isdir(asked.folder) or not os.access(asked.folder, os.R_OK | os.X_OK):
            raise Unusable(f"{asked.folder} is not a folder that can be read")
        if not asked.keep_files and not os.access(asked.folder, os.W_OK):
            raise Unusable(f"{asked.folder}: this account cannot delete files there. Let it write there, or use --keep-files. "
                           "Nothing was imported")
        csv.field_size_limit(2 ** 31 - 1)
        return Run(asked.folder, Table(asked.database), asked.keep_files, asked.keep_manifests).all(asked.restart)
    except Unusable as why:
        print(f"{why}.", file=sys.stderr)
    except sqlite3.Error as failure:
        # SQLite's own messages could have a value; the name of its code has none.
        print(f"{asked.database}: the database cannot be used ({type(failure).__name__}). "
              "It is not one, another program uses it, or the disk is full.", file=sys.stderr)
    except OSError as failure:
        print(f"{failure.filename}: {failure.strerror}.", file=sys.stderr)
    return USAGE


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
