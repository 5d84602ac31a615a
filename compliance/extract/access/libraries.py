"""The packages that sign people in, that know roles, and that set security headers."""

from __future__ import annotations

SIGN_IN = frozenset(
    """passport jsonwebtoken jose express-jwt @fastify/jwt @fastify/auth @fastify/passport
    @fastify/bearer-auth @fastify/basic-auth @fastify/oauth2 @fastify/secure-session
    fastify-jwt @nestjs/passport @nestjs/jwt koa-jwt koa-passport koa-session
    @elysiajs/jwt @elysiajs/bearer
    hono/jwt hono/bearer-auth hono/basic-auth hono/jwk @hono/clerk-auth @hono/auth-js
    next-auth @auth/core @auth/express better-auth lucia oslo @clerk/nextjs @clerk/express
    @clerk/backend @clerk/clerk-sdk-node @supabase/ssr @supabase/auth-helpers-nextjs
    firebase-admin iron-session openid-client express-openid-connect express-oauth2-jwt-bearer
    express-basic-auth express-session cookie-session auth0 @auth0/nextjs-auth0 keycloak-connect
    nest-keycloak-connect @workos-inc/node @logto/next @kinde-oss/kinde-auth-nextjs
    @stackframe/stack
    oauth2-server @node-oauth/oauth2-server oidc-provider jwks-rsa aws-jwt-verify @adonisjs/auth
    @hapi/basic @hapi/jwt @hapi/cookie hapi-auth-jwt2 @hapi/bell grant arctic paseto
    jwt python-jose authlib flask_login flask_jwt_extended flask_httpauth flask_security
    flask_jwt flask_principal fastapi_users fastapi_login fastapi.security starlette.authentication
    rest_framework_simplejwt rest_framework.authtoken knox oauth2_provider allauth
    dj_rest_auth
    djoser social_django mozilla_django_oidc django.contrib.auth djangosaml2 pyramid.security
    pyramid.authentication sanic_jwt aiohttp_security aiohttp_session jwcrypto google.oauth2
    msal
    ninja.security ninja_jwt itsdangerous firebase_admin clerk_backend_api supertokens_python
    supertokens-node supertokens-nestjs @thallesp/nestjs-better-auth @okta/jwt-verifier
    litestar.security litestar.middleware.authentication""".split()
)

ROLES = frozenset(
    """@casl/ability @casl/prisma casbin node-casbin nest-access-control accesscontrol oso permit
    permitio @cerbos/grpc @cerbos/http @openfga/sdk @authzed/authzed-node
    nest-casl role-acl
    @rbac/rbac easy-rbac casl guardian rules rolepermissions django_rules fastapi_permissions
    flask_principal flask_rbac flask_allows flask_allows2 pycasbin cerbos openfga_sdk oso_cloud
    dry-rest-permissions
    rest_access_policy dry_rest_permissions pundit graphql-shield
    @pothos/plugin-scope-auth""".split()
)

HEADERS = frozenset(
    """helmet koa-helmet @fastify/helmet fastify-helmet hono/secure-headers lusca @nosecone/next
    nosecone next-secure-headers @next-safe/middleware next-safe
    @adonisjs/shield/shield_middleware @ioc:Adonis/Addons/Shield
    nextjs-security-headers blankie hapi-strict-transport flask_talisman talisman secure secweb
    Secweb starlette_securityheaders csp fastapi_security_headers
    aiohttp_security_headers nuxt-security elysia-helmet elysiajs-helmet @elysiajs/helmet
    elysia-security-headers @h3/security koa-lusca @nichtsam/helmet
    @nichtsam/helmet/node-http @nichtsam/helmet/general""".split()
)

# What names Nuxt's modules, and the headers of its routes.
NUXT = "defineNuxtConfig"


def package_of(source: str, names: frozenset[str]) -> str:
    """Which of some packages a module is of."""
    for end in range(len(source), 0, -1):
        if (end == len(source) or source[end] in "/.") and source[:end] in names:
            return source[:end]
    return ""
