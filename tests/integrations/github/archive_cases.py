"""Archives that nobody makes by accident, each with the sentence that refuses it."""

from __future__ import annotations

from tests.tarballs import END, TOP, file, folder, header, padded, pax

# From what is wrong to the blocks after the top folder, and to the sentence.
HOSTILE: dict[str, tuple[bytes, str]] = {
    "a step out": (file(b"../x"), r"holds a path that no repository may have: 'acme-shop-c0ffee0/\.\./x'"),
    "a step out at the end": (file(b"a/.."), "no repository may have"),
    "a step out of a folder": (folder(b"a/../../b"), "no repository may have"),
    "an absolute path": (header(b"/etc/passwd"), "no repository may have: '/etc/passwd'"),
    "a path from here": (file(b"./x"), "no repository may have"),
    "an empty step": (file(b"a//x"), "no repository may have"),
    "no name": (file(b""), "no repository may have"),
    "NUL in a path": (pax({b"path": TOP + b"/a\0b"}) + header(b"x"), r"no repository may have: 'acme-shop-c0ffee0/a\\x00b'"),
    "a path without end": (pax({b"path": TOP + b"/a" * 4096}) + header(b"x"), "no repository may have"),
    "a header without end": (pax({b"path": TOP + b"/" + b"a" * 70_000}), "has a header of 70,030 bytes, more than the 65,536"),
    "a header of 8 GiB": (header(b"x", kind=b"x", size=b"77777777777\0"), "has a header of 8,589,934,591 bytes"),
    "a second top folder": (header(b"other/", kind=b"5"), "has a member outside of its top folder: 'other'"),
    "a file beside the top folder": (header(b"other"), "has a member outside of its top folder: 'other'"),
    "a file in the place of the top folder": (header(TOP), "outside of its top folder"),
    "a longer top folder": (header(TOP + b"x/a"), "outside of its top folder"),
    "a negative size": (header(TOP + b"/a", size=b"-0000000001\0"), "something else than a number"),
    "a size in base 256": (header(TOP + b"/a", size=b"\x80" + bytes(10) + b"\x01"), "something else than a number"),
    "a negative size in base 256": (header(TOP + b"/a", size=b"\xff" * 12), "something else than a number"),
    "no size": (header(TOP + b"/a", size=bytes(12)), "something else than a number"),
    "a size that is no number": (pax({b"size": b"1e9"}) + file(b"a"), "a size that is no number"),
    "a negative size in pax": (pax({b"size": b"-512"}) + file(b"a"), "a size that is no number"),
    "a size in pax beyond the end": (pax({b"size": b"999999999999999999"}) + file(b"a"), "it was cut off"),
    "a size in pax within the content": (pax({b"size": b"512"}) + file(b"a", b"a" * 1024), "there is no header of one"),
    "a checksum that is wrong": (file(b"a").replace(b"0000664", b"0000644"), "there is no header of one"),
    "a header of old": (header(TOP + b"/a", magic=bytes(8)), "there is no header of one"),
    "a header of GNU": (header(TOP + b"/a", magic=b"ustar  \0"), "there is no header of one"),
    "a long name of GNU": (header(b"././@LongLink", kind=b"L", size=9) + padded(b"long/name"), "no repository may have"),
    "a long name of GNU below": (header(TOP + b"/x", kind=b"L", size=9) + padded(b"long/name"), "of a kind that git does not write"),
    "a sparse file": (header(TOP + b"/x", kind=b"S", size=512) + bytes(512), "of a kind that git does not write"),
    "a second commit": (pax({b"comment": b"0" * 40}, b"g"), "outside of its top folder: 'pax'"),
    "a pax header for a pax header": (pax({b"path": b"a"}) + pax({b"path": b"b"}), "outside of its top folder: 'a'"),
    "a pax header for nothing": (pax({b"path": TOP + b"/a"}), "there is no header of one"),
    "a pax record without a length": (header(b"x", kind=b"x", size=7) + padded(b"path=a\n"), "a header of it cannot be read"),
    "a pax record of no length": (header(b"x", kind=b"x", size=9) + padded(b"0 path=a\n"), "a header of it cannot be read"),
    "a pax record that is longer": (header(b"x", kind=b"x", size=10) + padded(b"99 path=a\n"), "a header of it cannot be read"),
    "a pax record that is shorter": (header(b"x", kind=b"x", size=10) + padded(b"3 path=ab\n"), "a header of it cannot be read"),
    "digits without end": (header(b"x", kind=b"x", size=60_000) + padded(b"1" * 60_000), "a header of it cannot be read"),
}  # fmt: skip

# How an archive may begin, and what is said of it.
BEGINNINGS = [
    (END, "there is no header of one"),
    (folder(b"") + END, "names no commit"),
    (pax({b"comment": b"c" * 39}, b"g") + folder(b"") + END, "names no commit"),
    (pax({b"comment": b"C" * 40}, b"g") + folder(b"") + END, "names no commit"),
    (pax({b"path": b"c" * 40}, b"g") + folder(b"") + END, "names no commit"),
    (pax({b"comment": b"c" * 40}) + folder(b"") + END, "names no commit"),
    (pax({b"comment": b"c" * 40}, b"g") + file(b"a") + END, "does not begin with its one top folder"),
    (pax({b"comment": b"c" * 40}, b"g") + folder(b"a") + END, "does not begin with its one top folder"),
    (pax({b"comment": b"c" * 40}, b"g") + header(b"../", kind=b"5") + END, "no repository may have"),
]  # fmt: skip
