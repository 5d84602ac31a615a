"""Reads templates: Django's and Jinja's, EJS, Handlebars, Pug, Vue and Svelte."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice

from compliance.extract.markup.contexts import Handed
from compliance.extract.markup.pages_made import PLAIN, is_of_others
from compliance.extract.markup.traced import is_of_people
from compliance.extract.sources import evidence_at
from compliance.facts.markup import Unescaped
from compliance.paths import is_judged, is_test
from compliance.tree import MIB, Unreadable

MAX_TEMPLATE = MIB
MAX_MATCHES = 100
# A part of a page may be a value and nothing else; so many lines without any tag are no HTML.
_LONG = 10
_SUFFIXES = frozenset(
    """.html .htm .jinja .jinja2 .j2 .ejs .hbs .handlebars .njk .pug .jade .mustache .twig .liquid
    .mjml .eta .xhtml .edge .tmpl .tpl .mako""".split()
)
# A filter, or a helper, after which nothing of the sort is left; or that makes no HTML of input.
_SAFE = re.compile(
    rb"(?i)sanit|bleach|nh3|purif|escape|\bclean|\bsafe_|_safe\b|strip_?tags|striptags|tojson|json_script|json_encode|JSON\.stringify|urlize"
    rb"|linebreaks|localize|intcomma|date|length|static|[cx]srf|media|include|layout|content_?for"
    # The page that a layout is around; of an object it is a text that somebody wrote.
    rb"|(?<!\.)body|body_"
    rb"|block|partial|render(?!er)|widget|help_text|icon|svg|spinner|translat|gettext|\bt\(|__\(|i18n|trans\b|\b_\("
    # What a template puts around a part of another: Edge's slots, the caller of a macro of Jinja's.
    rb"|\$slots\b|\bcaller\("
    # What a form says is wrong with it, in words of its own.
    rb"|\bform\.\w{1,80}\.errors\b|\bfield\.errors\b"
    # How a page that shows an API is set up by its library.
    rb"|\bredoc_settings\b|\bswagger_settings\b"
    # A field of a form, which writes its own markup: WTForms' is called to, Django's stands alone.
    rb"|\b(?:sub)?field\(|\bform\.\w{1,80}\(|\blabel_tag\b|^field$|\bform\.\w{1,80}$"
    # What the author of a form wrote above some of its fields, as Django's own templates put it in.
    rb"|^fieldset\.description$"
    # A picture that a library draws of a text, in which no character of that is left.
    rb"|\bqr_?code"
)
_TAG = re.compile(rb"\{\{[-\s]{0,9}([^{}\n]{1,400}?)\|\s{0,9}safe\b([^{}\n]{0,200})\}\}")
# The filters of Django and Jinja behind which what was called safe still is. Behind another, a
# project's own too, it is a text like any other, which is escaped.
_KEEPING = frozenset(
    b"""safe safeseq escape e default d default_if_none first last random join lower upper title
    capitalize capfirst trim replace indent center ljust rjust truncate truncatechars
    truncatechars_html truncatewords truncatewords_html wordwrap linebreaks linebreaksbr linenumbers
    slice unordered_list urlize urlizetrunc floatformat phone2numeric stringformat addslashes
    iriencode add string cut format""".split()
)
_FILTER = re.compile(rb"\|\s{0,9}(\w{1,80})")
# A text of the project's own that a template gives a name: `{% trans "Hello" as greeting %}`.
_GIVEN = re.compile(
    rb"\{%-?\s{0,9}(?:trans|translate|static|url|csrf_token)\b[^%\n]{0,300}\bas\s{1,9}(\w{1,80})\s"
)
# A name that Jinja's template sets, to what, which ends before the next tag; and a text that is
# written out. Nothing is gone back over: a template may be full of tags that have no end.
_SET = re.compile(
    rb"\{%-?\s{0,9}set\s{1,9}([A-Za-z_]\w{0,80})\s{0,9}="
    rb"([^%]{1,2000}+(?:(?<!\{)%(?!\})[^%]{0,200}+){0,9}+)%\}"
)
_WRITTEN = re.compile(rb"\"[^\"]{0,2000}\"|'[^']{0,2000}'")
# A name, and where a template gives one itself: that is not what code hands to it.
_HANDED = re.compile(
    rb"(?P<name>[A-Za-z_]\w{0,80})(?:\.(?:toLowerCase|toUpperCase|trim|toString|lower|upper|strip)\(\))?"
)
_NAMING = re.compile(
    rb"\{%-?\s{0,9}(?:set|with|for|macro|call|include|import|from)\b([^%\n]{0,300})%\}"
)
_NAMED = re.compile(rb"\b[A-Za-z_]\w{0,80}+")
# What goes through what it is handed, and what is taken of an item: `{% for note in notes %}`.
_LOOP = re.compile(
    rb"(?P<item>[A-Za-z_]\w{0,80})\s{1,9}in\s{1,9}(?P<of>[A-Za-z_]\w{0,80})\s{0,9}-?"
)
_OF_ITEM = re.compile(rb"(?P<item>[A-Za-z_]\w{0,80})(?:\.[A-Za-z_]\w{0,80}){0,3}")
# Settings of the program, which Flask and Django's context processors hand to every template.
_SETTING = re.compile(
    rb"(?:config|settings)(?:\.|\[\s{0,9}['\"])[A-Z][A-Z0-9_]{0,80}(?:['\"]\s{0,9}\])?"
)
_AUTOESCAPE = re.compile(rb"\{%-?\s{0,9}autoescape\s{1,9}(?:off|false)\b")
# What Django's mails are made of besides a person's name, and what may bring in more.
_END_AUTOESCAPE = re.compile(rb"\{%-?\s{0,9}endautoescape\b")
_VALUE = re.compile(rb"\{\{-?\s{0,9}([^{}|]{1,200}?)\s{0,9}(?:\||-?\}\})")
_OF_LINKS = re.compile(
    rb"(?:\w{1,80}\.){0,5}(?:domain|host|protocol|scheme|uid|uidb64|token|site_name|\w{0,80}url)"
)
_BRINGS_IN = re.compile(rb"\{%-?\s{0,9}(?:block|include|extends)\b")
_EJS = re.compile(rb"<%-([^%\n]{1,400})%>")
_HANDLEBARS = re.compile(rb"\{\{\{([^{}\n]{1,400})\}\}\}|\{\{&([^{}\n]{1,400})\}\}")
# `p!= value` right behind a tag, which begins its line; in a condition or a script it compares.
_PUG = re.compile(
    rb"^[ \t]{0,200}(?!(?:if|unless|else|while|case|when|each|for|return|var|let|const)\b)"
    rb"(?:[\w.#][\w.#-]{0,100}(?:\([^()\n]{0,200}\))?)?!=(?!=)([^\n]{1,400})"
    rb"|!\{([^}\n]{1,400})\}",
    re.MULTILINE,
)
# Folders of what makes code of templates, and of what Storybook shows.
_OF_MAKERS = frozenset("plop plop-templates scaffold scaffolds scaffolding codegen".split())
_OF_STORIES = frozenset(["stories", "__stories__", "storybook"])
_OF_COMPONENTS = (".tsx", ".jsx", ".stories.ts", ".stories.js")
# What scripts make of a template is answered to nobody.
_SCRIPTS = frozenset(["scripts", "generators"])
_MAIL = re.compile(
    r"mail|subject|body_text|(?:^|[._-])(?:text|txt|plain)(?:[._-]|$)", re.IGNORECASE
)
_HTML = re.compile(rb"<[A-Za-z!/]")
_COMMENTS = ((b"{#", b"#}"), (b"<!--", b"-->"))
_VISIBLE = re.compile(rb"[^\n]")
_READERS: dict[str, tuple[tuple[str, re.Pattern[bytes]], ...]] = {
    ".ejs": (("<%-", _EJS),),
    ".eta": (("<%~", _EJS),),
    ".hbs": (("{{{", _HANDLEBARS),),
    ".handlebars": (("{{{", _HANDLEBARS),),
    ".mustache": (("{{{", _HANDLEBARS),),
    ".edge": (("{{{", _HANDLEBARS),),
    ".pug": (("!=", _PUG),),
    ".jade": (("!=", _PUG),),
}
# HTML in a language of its own, whose tags have no brackets: they, and what includes them, begin a
# line.
_WITHOUT_TAGS = frozenset([".pug", ".jade"])
_TAG_OF_PUG = re.compile(
    rb"^[ \t]{0,200}(?!(?:if|unless|else|while|case|when|default|each|for)\b)[\w.#+:&<]",
    re.MULTILINE,
)
# One of these stands wherever something is put into a template.
_MARKS = (b"{{", b"{%", b"<%", b"!")
_OFF = "autoescape off"
_TAGS = (("|safe", _TAG), (_OFF, _AUTOESCAPE))
# What a template itself asks of a request, or makes of Markdown, which may have HTML in it.
_ASKED = re.compile(rb"^(?:req|request)\.|\|\s{0,9}\w{0,40}markdown", re.IGNORECASE)
# What Django's pages go through to tell who asked what came of it.
_TOLD = b"messages"
# The packages of Node.js that fill in a file of any ending as they do those of their own.
FILLED_AS = {
    ".mustache": frozenset(
        "mustache handlebars hbs express-handlebars mustache-express hogan.js".split()
    ),
    ".ejs": frozenset("ejs @koa/ejs koa-ejs eta".split()),
}


def is_template(path: str) -> bool:
    """Whether a path is a template of HTML that somebody wrote here."""
    if posixpath.splitext(path)[1].lower() not in _SUFFIXES or is_of_others(path):
        return False
    if not _SCRIPTS.isdisjoint(path.split("/")[:-1]):
        return False
    return is_judged(path) and not is_test(path) and not is_of_tools(path)


def is_of_tools(path: str) -> bool:
    """Whether a path lies in a folder of a tool's, such as `.storybook`, which serves nobody; in
    one of templates that code is made of; or shows a component to its developers.
    """
    *folders, name = path.split("/")
    if any(folder.startswith(".") or folder in _OF_MAKERS for folder in folders):
        return True
    if not name.endswith(_OF_COMPONENTS):
        return False
    return not _OF_STORIES.isdisjoint(folders) or ".stories." in name or ".story." in name


def unescaped(
    path: str,
    content: bytes,
    filled_as: Iterable[str] = (),
    cleaned_by: frozenset[bytes] = frozenset(),
    handed: Callable[[str, bytes], Handed] = lambda _path, _name: Handed.OPEN,
) -> Iterator[Unescaped]:
    """The places in a template where a value is put in as it is; a plain file of HTML may be
    `filled_as` templates of some endings are, such as `.mustache`. What was `cleaned_by` filters of
    these names is harmless; so may be what is `handed` to a path by a name.

    Raises:
        Unreadable: it is larger than what people write.
    """
    if len(content) > MAX_TEMPLATE:
        raise Unreadable(f"{path} is larger than the templates that are read")
    if not any(mark in content for mark in _MARKS):
        return
    bare = _without_comments(content)
    suffix = posixpath.splitext(path)[1].lower()
    if _is_no_page(path, suffix, bare):
        return
    readers = _READERS.get(suffix, _TAGS)
    for each in filled_as if suffix in PLAIN else ():
        readers = (*readers, *_READERS[each])
    given = frozenset([*_GIVEN.findall(bare), *_constants(bare)]) if b"|" in bare else frozenset()
    loops, own = _names(bare)
    for how, pattern in readers:
        for match in islice(pattern.finditer(bare), MAX_MATCHES):
            value = next((group for group in match.groups() if group), b"").strip()
            is_ours = value.partition(b".")[0] in given or not cleaned_by.isdisjoint(
                _FILTER.findall(value)
            )
            if not _is_left(pattern, match, bare) or _is_safe(value) or is_ours:
                continue
            name = _handed(value, loops)
            kind = handed(path, name) if name and name not in own else Handed.OPEN
            if kind is not Handed.SAFE:
                asked = how == _OFF or _ASKED.search(value) is not None
                of_people = name != _TOLD and is_of_people(value.decode("utf-8", "replace"))
                traced = asked or kind is Handed.TRACED or of_people
                yield Unescaped(how, evidence_at(path, content, match.start()), traced)


def _is_no_page(path: str, suffix: str, content: bytes) -> bool:
    """Whether a template is of a mail's subject or its plain text, or of a server's configuration,
    whatever its ending.
    """
    if (_TAG_OF_PUG if suffix in _WITHOUT_TAGS else _HTML).search(content):
        return False
    return bool(_MAIL.search(posixpath.basename(path))) or content.count(b"\n") >= _LONG


def _constants(content: bytes) -> frozenset[bytes]:
    """The names that a template sets to nothing but texts that are written out."""
    found: set[bytes] = set()
    others: set[bytes] = set()
    for name, value in islice(_SET.findall(content), MAX_MATCHES):
        (others if _NAMED.search(_WRITTEN.sub(b"", value)) else found).add(name)
    return frozenset(found - others)


def _names(content: bytes) -> tuple[dict[bytes, bytes], frozenset[bytes]]:
    """What the loops of a template go through, by what each item is called there, and the names
    that it gives itself.
    """
    loops: dict[bytes, bytes] = {}
    own: set[bytes] = set()
    for each in _NAMING.findall(content):
        loop = _LOOP.fullmatch(each.strip())
        if loop is None:
            own.update(_NAMED.findall(each))
        elif loops.setdefault(loop["item"], loop["of"]) != loop["of"]:
            own.add(loop["item"])
    # An item of an item is nothing that is handed to it, nor what has a name twice.
    given = own.union(loops)
    left = {item: of for item, of in loops.items() if item not in own and of not in given}
    return left, frozenset(given)


def _handed(value: bytes, loops: Mapping[bytes, bytes]) -> bytes:
    """The name by which code hands over a value, or what it is an item of."""
    of_item = _OF_ITEM.fullmatch(value)
    if of_item is not None and of_item["item"] in loops:
        return loops[of_item["item"]]
    handed = _HANDED.fullmatch(value)
    return handed["name"] if handed is not None else b""


def _without_comments(content: bytes) -> bytes:
    """The content with its comments blanked: every byte stays at its place."""
    for opening, closing in _COMMENTS:
        parts, position = [], 0
        while (start := content.find(opening, position)) >= 0:
            end = content.find(closing, start + len(opening))
            if end < 0:
                break
            end += len(closing)
            parts += [content[position:start], _VISIBLE.sub(b" ", content[start:end])]
            position = end
        content = b"".join([*parts, content[position:]])
    return content


def _is_left(pattern: re.Pattern[bytes], match: re.Match[bytes], content: bytes) -> bool:
    """Whether a value is put in as it is, whatever stands behind the mark that says so."""
    if pattern is _TAG:
        return _KEEPING.issuperset(_FILTER.findall(match[2]))
    return pattern is not _AUTOESCAPE or not _has_links_alone(content, match.end())


def _has_links_alone(content: bytes, start: int) -> bool:
    """Whether nothing but parts of addresses is put in where nothing is escaped."""
    end = _END_AUTOESCAPE.search(content, start)
    block = content[start : end.start() if end is not None else len(content)]
    values = _VALUE.findall(block)
    return not _BRINGS_IN.search(block) and all(map(_OF_LINKS.fullmatch, values))


def _is_safe(value: bytes) -> bool:
    """Whether what is put in is a text, or has passed through something that makes it harmless."""
    bare = value.strip()
    if _SETTING.fullmatch(bare):
        return True
    quoted = bare[:1] in (b'"', b"'", b"`") and bare[:1] == bare[-1:] and b"${" not in bare
    return quoted or bool(_SAFE.search(bare))
