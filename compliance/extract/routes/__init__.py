"""Finds the HTTP routes of a component: one reader for each framework, all of them one shape."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping

from compliance.extract.base import extractor
from compliance.extract.code.missing import missing
from compliance.extract.code.program import Program
from compliance.extract.routes.aside import set_aside
from compliance.extract.routes.endpoint import Endpoint
from compliance.extract.routes.node.adonisjs import adonisjs
from compliance.extract.routes.node.egg import egg
from compliance.extract.routes.node.elysia import elysia
from compliance.extract.routes.node.express import express
from compliance.extract.routes.node.fastify import fastify
from compliance.extract.routes.node.file_routes import astro, medusa, remix, solid
from compliance.extract.routes.node.graphql import graphql
from compliance.extract.routes.node.hapi import hapi
from compliance.extract.routes.node.hono import hono
from compliance.extract.routes.node.inversify import inversify
from compliance.extract.routes.node.koa import koa
from compliance.extract.routes.node.nestjs import nestjs
from compliance.extract.routes.node.nextjs import nextjs
from compliance.extract.routes.node.nitro import nitro
from compliance.extract.routes.node.orpc import orpc
from compliance.extract.routes.node.redwood import redwood
from compliance.extract.routes.node.restify import restify
from compliance.extract.routes.node.sails import sails
from compliance.extract.routes.node.sveltekit import sveltekit
from compliance.extract.routes.node.tanstack import tanstack
from compliance.extract.routes.node.trpc import trpc
from compliance.extract.routes.node.ts_rest import ts_rest
from compliance.extract.routes.node.tsoa import tsoa
from compliance.extract.routes.python.aiohttp import aiohttp
from compliance.extract.routes.python.connexion import connexion
from compliance.extract.routes.python.django import django
from compliance.extract.routes.python.falcon import falcon
from compliance.extract.routes.python.fastapi import fastapi
from compliance.extract.routes.python.flask import flask
from compliance.extract.routes.python.graphql import graphql as python_graphql
from compliance.extract.routes.python.json_rpc import json_rpc
from compliance.extract.routes.python.litestar import litestar
from compliance.extract.routes.python.mute import as_pages
from compliance.extract.routes.python.pyramid import pyramid
from compliance.extract.routes.python.sanic import sanic
from compliance.extract.routes.python.starlette import starlette
from compliance.extract.routes.python.tornado import tornado
from compliance.extract.routes.unreached import answering
from compliance.facts import Stack
from compliance.facts.routes import Answer, Routes
from compliance.paths import below, is_source

MAX_ENDPOINTS = 3_000
_MAX_UNREAD = 5
# Frameworks that no reader reads the routes of, or only as they are usually told, though it is
# known what an application looks like.
_NOT_READ = frozenset(
    """BlackSheep Bottle Chalice CherryPy Elysia Feathers Klein LoopBack Moleculer Robyn
    Starlite ThinkJS Twisted h3 itty-router web.py""".split()
)
_Reader = Callable[[Program], Iterator[Endpoint]]
# Each looks for its framework's own words first, and costs nothing where they are nowhere.
READERS: Mapping[Stack, tuple[_Reader, ...]] = {
    Stack.NODE: (
        adonisjs,
        astro,
        egg,
        elysia,
        express,
        fastify,
        graphql,
        hapi,
        hono,
        inversify,
        koa,
        medusa,
        nestjs,
        nextjs,
        nitro,
        orpc,
        redwood,
        remix,
        restify,
        sails,
        solid,
        sveltekit,
        tanstack,
        trpc,
        ts_rest,
        tsoa,
    ),
    Stack.PYTHON: (
        django,
        fastapi,
        flask,
        starlette,
        litestar,
        sanic,
        aiohttp,
        tornado,
        falcon,
        pyramid,
        connexion,
        python_graphql,
        json_rpc,
    ),
}


def endpoints(program: Program) -> tuple[Endpoint, ...]:
    """The routes of a component with the code behind them, in the order of their files; made once
    for a program.
    """
    if program.endpoints is None:
        found = (
            each
            for reader in READERS[program.component.stack]
            for each in reader(program)
            if not any(below(each.module.path, other) for other in program.others)
        )
        some = itertools.islice(_once(set_aside(found, program)), MAX_ENDPOINTS)
        ordered = tuple(sorted(some, key=lambda each: (each.module.path, each.line)))
        program.endpoints = as_pages(ordered, program)
    return program.endpoints


def _once(found: Iterator[Endpoint]) -> Iterator[Endpoint]:
    """Each route once: a list that is put into itself is followed in several ways."""
    seen = set()
    for each in found:
        identity = (each.method, each.path, each.module.path, each.line, id(each.handler))
        if identity not in seen:
            seen.add(identity)
            yield each


@extractor(version=60, reads=is_source)
def routes(program: Program) -> Routes:
    """The routes of a component."""
    found = tuple(each.route for each in endpoints(program))
    unread = [reason for _, reason in itertools.islice(missing(program), _MAX_UNREAD)]
    more = tuple(
        f"code that is only known while the program runs may have more routes ({path}, line {line})"
        for path, line in program.beyond
    )
    if not any(each.answer is Answer.DATA for each in found):
        unread += more
        unread += (
            f"the routes of {name} are not read"
            for name in program.component.frameworks
            if name in _NOT_READ and not any(each.framework == name for each in found)
        )
    if not found and not unread:
        unread += (
            f"it answers requests ({path}, line {line}) by routes that are registered in a way "
            "that is not read"
            for path, line in itertools.islice(answering(program), 1)
        )
    return Routes(found, tuple(unread[:_MAX_UNREAD]), more)


__all__ = ["Endpoint", "endpoints", "routes"]
