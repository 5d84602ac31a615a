"""What makes the path of a resource well named."""

from __future__ import annotations

import pytest

from compliance.checks.resource_names import faults


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/users",
        "/users/{id}",
        "/users/{userId}/posts/{post_id}",
        "/blog-posts/{slug}",
        "/snake_cases/{id}",
        "/v1/{id}",
        "/api/v2.1/{id}",
        "/media/{id}",
        "/people/{id}",
        "/status",
        "/profile",
        "/me/{id}",
        "/by-slug/{slug}",
        "/forgot-password",
        "/orders/{id}/cancel",
        "/follow/{id}",
        "/add-ons/{id}",
        "/getaways",
        "/addresses/{id}",
        "/listings/{id}",
        "/menus/{id}",
        "/apis/{identifier}",
        "/updates",
        "/editors",
        "/editorial",
        "/addresses",
        "/fetchers",
        "/creatives",
        "/files/{name}.json",
        "/realtime/{websiteId}",
        "/token/{hash}",
        "/tags/{tag}",
        "/users/id/{id}",
        "/blogs/id/{id}",
        "/by/id/{id}",
        "/wallets/{address}",
        "/geocode/{address}",
        "/reports/{period}",
        "/export/{format}",
        "/chart/{type}",
        "/analysis/{package}",
        "/email-verification/{token}",
        "/reset-password/{token}",
        "/change-password/{id}",
        "/set-status/{id}",
        "/calendar/{token}",
        "/password/{token}",
        "/avatar/{email}",
        "/github/{login}",
        "/diff/{ref}",
        "/groups/{group}",
        "/flows/name/{name}",
        "/people/username/{username}",
    ],
)
def test_a_good_path(path: str) -> None:
    assert list(faults(path)) == []


@pytest.mark.parametrize(
    ("path", "fault"),
    [
        ("/Users", "Users is not in lower case"),
        ("/users/create", "create is a verb"),
        ("/get-users", "get-users begins with the verb get"),
        ("/deleteclass", "deleteclass begins with the verb delete"),
        ("/api/modifyuser", "modifyuser begins with the verb modify"),
        ("/addproduct", "addproduct begins with the verb add"),
        ("/insertorder", "insertorder begins with the verb insert"),
        ("/getusers", "getusers begins with the verb get"),
        ("/delete_user", "delete_user begins with the verb delete"),
        ("/posts/{id}/edit", "edit is a verb"),
        ("/user/{id}", "user is a collection in the singular"),
        ("/user/{userId}/posts", "user is a collection in the singular"),
        ("/feature/{featureName}", "feature is a collection in the singular"),
        ("/name/{id}", "name is a collection in the singular"),
        ("/user/{token}", "user is a collection in the singular"),
        ("/user/id/{id}", "user is a collection in the singular"),
        ("/client/{address}", "client is a collection in the singular"),
        ("/team-member/{email}", "team-member is a collection in the singular"),
        ("/commit/{sha}", "commit is a collection in the singular"),
        ("/project/{oid}", "project is a collection in the singular"),
        ("/association/{identifier}", "association is a collection in the singular"),
        ("/campus/{id}", "campus is a collection in the singular"),
        ("/analysis/{id}", "analysis is a collection in the singular"),
        ("/tag/{tag}", "tag is a collection in the singular"),
        ("/context/{contextField}", "context is a collection in the singular"),
        ("/blog-post/{slug}", "blog-post is a collection in the singular"),
        ("/address/{id}", "address is a collection in the singular"),
        ("/users.create", "users.create is a procedure"),
    ],
)
def test_a_bad_path(path: str, fault: str) -> None:
    assert list(faults(path)) == [fault]


def test_each_fault_of_a_path_is_told() -> None:
    assert list(faults("/getUsers")) == [
        "getUsers is not in lower case",
        "getUsers begins with the verb get",
    ]
