"""The scripts of files that are pages and code in one."""

from __future__ import annotations

import pytest

from compliance.extract.code import outline
from compliance.facts.environment import EnvironmentVariables
from tests.compliance.repositories import facts_of

ASTRO = """---
import { db } from '../db';
const key = import.meta.env.SHOP_KEY;
---
<p>{import.meta.env.NOT_READ}</p>
<script>
  import { track } from '../track';
  track();
</script>
---
"""
SVELTE = """<script context="module" lang="ts">
  export const prerender = true;
</script>
<script lang="ts">
  import { PUBLIC_MAP } from '$env/static/public';
  let { x }: { x: number } = $props();
</script>
<p>const y = fail(</p>
<style>p { color: red }</style>
"""
VUE = """<template>
  <button @click="save({ a: '</p>' })">{{ save() }}</button>
</template>

<script setup lang="ts">
const props = defineProps<{ name: string }>()
const base = import.meta.env.VITE_BASE
await fetch(base)
</script>
"""
VUE_TSX = "<script lang='tsx'>\nconst view = () => <p>{call()}</p>\n</script>\n"


@pytest.mark.parametrize(
    ("path", "text", "calls"),
    [
        ("src/pages/index.astro", ASTRO, {("track", 8)}),
        ("src/A.svelte", SVELTE, {("$props", 6)}),
        ("src/A.vue", VUE, {("defineProps", 6), ("fetch", 8)}),
        ("src/B.vue", VUE_TSX, {("call", 2)}),
        ("src/C.vue", "<script>\nnever(closed)\n", set()),
        ("src/D.astro", "<p>call()</p>\n---\ncall()\n---\n", set()),
        ("src/E.astro", "---\nonly(one)\n", set()),
        ("src/F.vue", "<template><p>no script</p></template>", set()),
    ],
)
def test_calls_stand_at_their_lines(path: str, text: str, calls: set[tuple[str, int]]) -> None:
    module = outline(path, text.encode())

    assert {(each.path, each.line) for each in module.calls} == calls
    assert not module.broken


def test_many_scripts_that_nobody_closes_come_to_an_end() -> None:
    assert list(outline("a.vue", b"<script>" * 100_000).calls) == []


def test_a_picture_in_one_line_leaves_the_script_readable() -> None:
    source = b"<template><svg d='" + b"M" * 50_000 + b"'/></template>\n<script>\na()\n</script>"

    assert [(each.path, each.line) for each in outline("a.vue", source).calls] == [("a", 3)]


def test_what_a_page_reads_of_the_environment_is_known() -> None:
    files = {
        "package.json": '{"dependencies": {"nuxt": "4.0.0"}}',
        "server/api/a.ts": "export default defineEventHandler(() => 1)\n",
        "pages/index.vue": VUE,
        "pages/index.astro": ASTRO,
        "pages/a.svelte": SVELTE,
    }
    ((_, values),) = facts_of(files).by_component
    found = values[EnvironmentVariables]
    assert isinstance(found, EnvironmentVariables)

    names = {each.name for each in found.variables}
    assert names >= {"SHOP_KEY", "VITE_BASE", "PUBLIC_MAP"}
    assert "NOT_READ" not in names
