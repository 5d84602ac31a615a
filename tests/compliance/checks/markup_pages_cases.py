"""Cases of what pages of Vue, Svelte and Astro put into HTML, in `compliance.checks.markup`."""

from tests.compliance.checks.errors_cases import next_js
from tests.compliance.checks.markup_cases import ASTRO, KEY, NUXT, SVELTE
from tests.compliance.repositories import Case, Files


def vue(value: str, script: str = "") -> Files:
    """A page of Nuxt that puts a value in as it is."""
    page = f'<script setup lang="ts">\n{script}\n</script>\n<template><p v-html="{value}" /></template>\n'
    return {**NUXT, "pages/index.vue": page}


def svelte(value: str, script: str = "") -> Files:
    """A page of SvelteKit that puts a value in as it is."""
    return {
        **SVELTE,
        "src/routes/+page.svelte": f"<script>\n{script}\n</script>\n<p>{{@html {value}}}</p>\n",
    }


def component(taken: str, value: str, element: str) -> Files:
    """Pages of Next.js with a component that puts in what it is handed."""
    note = f"export function Note({taken}) {{\n  return <p dangerouslySetInnerHTML={{{{ __html: {value} }}}} />;\n}}\n"
    page = f"import {{ Note }} from '../Note';\nexport default function Page({{ note }}) {{\n  const clean = DOMPurify.sanitize(note);\n  return {element};\n}}\n"
    return {
        **next_js(),
        "app/api/a/route.ts": "export const GET = () => 1;\n",
        "Note.tsx": note,
        "app/page.tsx": page,
    }


CASES = (
    Case(KEY, "pass", "as many values as are looked at", vue('" /><p v-html="'.join(["DAY"] * 200), "const DAY = 'today';")),
    Case(KEY, "unknown", "more values than are looked at", vue('" /><p v-html="'.join(["DAY"] * 201), "const DAY = 'today';"), "in line 4 is not read"),
    *(Case(KEY, outcome, f"Vue: {value}, where {script}", vue(value, script)) for value, script, outcome in (
        ("html", "const html = computed(() => DOMPurify.sanitize(note.value));", "pass"),
        ("html", "const html = computed(() => micromark(note.value));", "pass"),
        ("html", "const html = computed(() => marked(note.value));", "unknown"),
        ("html", "const html = useNote();", "unknown"),
        ("html", "", "unknown"),
        ("made(note)", "const made = (text) => escape(text);", "pass"),
        ("made(note)", "function made(text) { return `<b>${text}</b>`; }", "unknown"),
        ("NOTE", "const NOTE = '<b>new</b>';", "pass"),
        ("one ? '<b>one</b>' : '<b>more</b>'", "", "pass"),
        ("one ? '<b>one</b>' : note", "", "unknown"),
        ("$t('order', { note })", "", "pass"),
    )),
    *(Case(KEY, outcome, f"Vue, by its options: {value}", {**NUXT, "pages/index.vue": f"<script>\nexport default {{\n  computed: {{ html() {{ return {value}; }} }},\n}};\n</script>\n<template><p v-html=\"html\" /></template>\n"}) for value, outcome in (
        ("DOMPurify.sanitize(this.note)", "pass"), ("marked(this.note)", "unknown"),
    )),
    *(Case(KEY, outcome, f"React: what a component is handed, {element}, {taken}", component(taken, value, element)) for taken, value, element, outcome in (
        ("{ html }", "html", '<Note html="<b>new</b>" />', "pass"),
        ("{ html }", "html", "<Note html={sanitize(note)} wide />", "pass"),
        ("{ html }", "html", "<Note wide onClick={() => show(note)} html={clean} />", "pass"),
        ("{ html: made }", "made", "<Note\n  html={clean}\n/>", "pass"),
        ("props", "props.html", "<Note html={clean}>text</Note>", "pass"),
        ("{ html }", "html", "<><Note html={clean} /><Note /></>", "pass"),
        ("props", "(({ html }) => html)(props)", "<Note html={clean} />", "unknown"),
        ("{ html }", "html", "<><Note html={clean} /><Note html={note} /></>", "unknown"),
        ("{ html }", "html", "<Note html={note} />", "unknown"),
        ("{ html }", "html", "<Note {...note} />", "unknown"),
        ("{ html }", "html", "<Note html={clean} {...note} />", "unknown"),
        ("{ html }", "html", "<Notes html={clean} />", "unknown"),
        ("{ text }", "html", "<Note html={clean} />", "unknown"),
    )),
    *(Case(KEY, outcome, f"React: what a component takes out of its props, {element}", component("props", "html", element) | {"Note.tsx": "export function Note(props) {\n  const { text: html = '', wide } = props;\n  return <p dangerouslySetInnerHTML={{ __html: html }} />;\n}\n"}) for element, outcome in (
        ("<Note text={clean} />", "pass"), ("<Note html={clean} text={note} />", "unknown"), ("<Note html={note} />", "unknown"),
    )),
    *(Case(KEY, outcome, f"Svelte: {value}, where {script}", svelte(value, script)) for value, script, outcome in (
        ("html", "const html = '<b>new</b>';", "pass"),
        ("`<b>${NAME}</b>`", "const NAME = 'shop';", "pass"),
        ("`<b>${name}</b>`", "export let name;", "unknown"),
        ("tidy(note)", "import { sanitize as tidy } from 'dompurify';", "pass"),
        ("$LL.order.none()", "", "pass"),
    )),
    *(Case(KEY, outcome, f"Astro: {value}", {**ASTRO, "src/pages/index.astro": f"---\nconst LINKS = {{ a: '<b>a</b>' }};\n---\n<p set:html={value} />\n"}) for value, outcome in (
        ("{LINKS.a}", "pass"), ('"<b>new</b>"', "pass"), ("{post.body}", "unknown"), ("{JSON.stringify({ ...LINKS, b: {} })}", "pass"),
    )),
)  # fmt: skip
