"""Bounded access to zipped XML documents: DOCX, ODT, PPTX (border layer).

Declared sizes lie, so parts are inflated by bounded reads; XML is parsed without entities, network
or unlimited trees. Pictures are never inflated.
"""

from __future__ import annotations

import io
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any, TypeAlias

from prelecture.errors import EncryptedDossier, LimitExceeded, UnreadableDossier
from prelecture.settings import ReadingLimits
from prelecture.wording import reading as words_fr

# lxml ships no types.
XmlElement: TypeAlias = Any

# All that zipfile raises on a damaged archive, from bad offsets to unknown methods.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    ValueError,
    EOFError,
    OSError,
    RuntimeError,
    OverflowError,
)
_CHUNK = 1 << 16
_RATIO_FROM = 1_000_000
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.I)


def part_names(data: bytes, *, name: str) -> tuple[frozenset[str], str]:
    """Return the names in the archive and its ``mimetype`` entry ("" where there is none).

    Raises UnreadableDossier where the archive is damaged.
    """
    archive = _open(data, name)
    mimetype = ""
    if "mimetype" in archive.namelist():
        try:
            with archive.open("mimetype") as stream:
                mimetype = stream.read(200).decode("ascii", "replace").strip()
        except _BROKEN:
            mimetype = ""
    return frozenset(archive.namelist()), mimetype


def _open(data: bytes, name: str) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except _BROKEN as error:
        raise UnreadableDossier(words_fr.DAMAGED.format(name=name, detail="archive ZIP illisible")) from error


class Package:
    """The parts of a zipped document, read within the limits.

    Raises LimitExceeded, EncryptedDossier or UnreadableDossier at opening and at each reading.
    """

    def __init__(self, data: bytes, *, name: str, limits: ReadingLimits) -> None:
        self._name = name
        self._limits = limits
        self._archive = _open(data, name)
        self._budget = limits.zip_bytes
        entries = self._archive.infolist()
        if len(entries) > limits.zip_entries:
            self._refuse(words_fr.ZIP_ENTRIES.format(count=len(entries), limit=limits.zip_entries))
        names = [entry.filename for entry in entries]
        if len(set(names)) != len(names) or any(_is_unsafe(n) for n in names):
            self._refuse(words_fr.ZIP_NAMES)
        self._entries = {entry.filename: entry for entry in entries}
        # Some writers start names with "/" or change their case; readers forgive it.
        self._folded = {n.lstrip("/").lower(): n for n in names}

    def _refuse(self, detail: str) -> None:
        raise LimitExceeded(words_fr.ZIP_LIMIT.format(name=self._name, detail=detail))

    def names(self) -> list[str]:
        """Return the part names in the archive's order."""
        return list(self._entries)

    def has(self, part: str) -> bool:
        return part.lstrip("/").lower() in self._folded

    def read(self, part: str) -> bytes:
        """Return the bytes of a part, inflated within the limits."""
        entry = self._entries[self._folded[part.lstrip("/").lower()]]
        if entry.flag_bits & 1:
            raise EncryptedDossier(words_fr.ENCRYPTED.format(name=self._name))
        chunks: list[bytes] = []
        size = 0
        try:
            with self._archive.open(entry) as stream:
                while chunk := stream.read(_CHUNK):
                    size += len(chunk)
                    self._check(part, size, entry.compress_size)
                    chunks.append(chunk)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            RuntimeError,
            NotImplementedError,
        ) as error:
            detail = f"élément « {part} » illisible"
            raise UnreadableDossier(words_fr.DAMAGED.format(name=self._name, detail=detail)) from error
        self._budget -= size
        return b"".join(chunks)

    def _check(self, part: str, size: int, packed: int) -> None:
        limits = self._limits
        if size > limits.zip_part_bytes:
            self._refuse(words_fr.ZIP_PART.format(part=part, limit=limits.zip_part_bytes // 1_000_000))
        if size > self._budget:
            self._refuse(words_fr.ZIP_TOTAL.format(limit=limits.zip_bytes // 1_000_000))
        if size > _RATIO_FROM and size > limits.zip_ratio * max(packed, 1):
            self._refuse(words_fr.ZIP_RATIO.format(part=part))

    def xml(self, part: str) -> XmlElement:
        """Return the root element of an XML part. Raises UnreadableDossier where it is not XML."""
        from lxml import etree

        data = self.read(part)
        if _DOCTYPE.search(data[:4096]):
            self._refuse(words_fr.XML_ENTITIES)
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True,
            remove_pis=True,
        )  # fmt: skip
        try:
            root = etree.fromstring(data, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            detail = f"XML invalide dans « {part} »"
            raise UnreadableDossier(words_fr.DAMAGED.format(name=self._name, detail=detail)) from error
        self._check_depth(root)
        return root

    def optional_xml(self, part: str) -> XmlElement | None:
        """Return the root of a part, None where it is missing or broken: the text does not hang on it."""
        if not self.has(part):
            return None
        try:
            return self.xml(part)
        except UnreadableDossier as error:
            if isinstance(error, LimitExceeded):
                raise
            return None

    def _check_depth(self, root: XmlElement) -> None:
        limit = self._limits.xml_depth
        for depth in depths(root):
            if depth > limit:
                self._refuse(words_fr.XML_DEPTH.format(limit=limit))

    def relationships(self, part: str) -> dict[str, str]:
        """Return the targets of a part's internal relationships, by id; external ones are left out."""
        folder, file = posixpath.split(part)
        root = self.optional_xml(f"{folder}/_rels/{file}.rels" if folder else f"_rels/{file}.rels")
        targets: dict[str, str] = {}
        for item in root.iter(_RELATIONSHIP) if root is not None else ():
            if item.get("TargetMode") == "External" or not item.get("Id") or not item.get("Target"):
                continue
            target = item.get("Target")
            path = (
                target.lstrip("/")
                if target.startswith("/")
                else posixpath.normpath(posixpath.join(folder, target))
            )
            targets[item.get("Id")] = path
        return targets


def depths(root: XmlElement) -> Iterator[int]:
    """Yield the depth of each element, without recursion."""
    element, depth = root, 1
    while element is not None:
        yield depth
        child = element[0] if len(element) else None
        if child is not None:
            element, depth = child, depth + 1
            continue
        while element is not None:
            following = element.getnext() if element is not root else None
            if element is root:
                return
            if following is not None:
                element = following
                break
            element, depth = element.getparent(), depth - 1


def _is_unsafe(name: str) -> bool:
    return ".." in name.split("/") or "\x00" in name or "\\" in name or name.startswith("//")
