"""A password arrives whole through every grammar that it travels in."""

import re
from urllib.parse import parse_qs, unquote, urlsplit

from hypothesis import example, given
from hypothesis import strategies as st

from sorcha_infra.domain import connection_strings as strings
from sorcha_infra.domain.secrets import SECRETS, SecretName


def passwords(name: SecretName) -> st.SearchStrategy[str]:
    """What may be given for a secret, rich in what grammars mean something by."""
    forbidden_characters = SECRETS[name].forbidden_characters
    nasty = [
        character
        for character in ";'\"@%$=,:/\\?#&{}[] é€\u2028😀\t"
        if character not in forbidden_characters
    ]
    return st.text(
        st.sampled_from(nasty)
        | st.characters(exclude_characters=forbidden_characters, exclude_categories=["Cs"]),
        min_size=12,
        max_size=40,
    )


def keyword_values(text: str) -> dict[str, str]:
    """An ADO.NET connection string, as DbConnectionStringBuilder reads it.

    A value may stand in double or single quotes, which are doubled inside; white space around keys
    and values counts for nothing; keys know no case.
    """
    pair = re.compile(
        r"""\s*(?P<key>[^=;]+?)\s*=\s*(?:"(?P<double>(?:[^"]|"")*)"|'(?P<single>(?:[^']|'')*)'|"""
        r"""(?P<bare>[^;"'][^;]*?|))\s*(?:;|$)"""
    )
    values, at = dict[str, str](), 0
    while at < len(text):
        match = pair.match(text, at)
        assert match is not None, f"nothing that can be read at {at}"
        groups = match["double"], match["single"], match["bare"]
        double, single, bare = groups
        value = double.replace('""', '"') if double is not None else bare
        values[match["key"].lower()] = single.replace("''", "'") if single is not None else value
        at = match.end()
    return values


@given(passwords(SecretName.POSTGRES_WALLET))
@example("a;Host=evil;b=12")
@example('";Host="evil"')
@example(" leads and trails ")
@example("'quoted'1234")
def test_npgsql_gets_the_password_and_nothing_else(password: str) -> None:
    text = strings.npgsql(host="postgres-0", port=5432, database="d", user="u", password=password)
    values = keyword_values(text)
    assert values.pop("password") == password
    assert values == {
        "host": "postgres-0",
        "port": "5432",
        "database": "d",
        "username": "u",
        "maximum pool size": "20",
        "timeout": "30",
        "command timeout": "30",
    }


@given(passwords(SecretName.MONGO_REGISTER))
@example("p@ss:w/rd?a=b&c#d%41")
def test_mongodb_gets_the_password_and_nothing_else(password: str) -> None:
    text = strings.mongodb(hosts=["mongo-0:27017", "mongo-1:27017"], user="register", password=password)
    parts = urlsplit(text)
    user, _, rest = parts.netloc.partition(":")
    secret, _, hosts = rest.partition("@")
    assert (parts.scheme, user, hosts, parts.path) == (
        "mongodb",
        "register",
        "mongo-0:27017,mongo-1:27017",
        "/",
    )
    assert unquote(secret) == password
    options = {name: value for name, [value] in parse_qs(parts.query).items() if not name.endswith("MS")}
    assert options == {
        "replicaSet": "rs0",
        "authSource": "admin",
        "w": "majority",
        "readConcernLevel": "majority",
    }


def stack_exchange_options(text: str) -> tuple[list[str], dict[str, str]]:
    """As ConfigurationOptions.Parse: parts between commas, trimmed, key before the first `=`."""
    endpoints, options = list[str](), dict[str, str]()
    for part in (piece.strip() for piece in text.split(",")):
        key, equals, value = part.partition("=")
        if equals:
            options[key.strip().lower()] = value.strip()
        else:
            endpoints.append(part)
    return endpoints, options


@given(passwords(SecretName.REDIS))
@example("a=b;c'd$e%f@g")
def test_stack_exchange_redis_gets_the_password_and_nothing_else(password: str) -> None:
    text = strings.stack_exchange_redis(host="redis-0", port=6379, password=password)
    assert stack_exchange_options(text) == (
        ["redis-0:6379"],
        {"password": password, "abortconnect": "false"},
    )


def password_file_fields(line: str) -> list[str]:
    """As libpq: fields between colons; a backslash takes the next character as it is."""
    fields, is_escaped = [""], False
    for character in line:
        if is_escaped or character not in ":\\":
            fields[-1] += character
            is_escaped = False
        elif character == "\\":
            is_escaped = True
        else:
            fields.append("")
    return fields


@given(passwords(SecretName.POSTGRES))
@example("a:b\\c\\:d\\\\:")
def test_libpq_gets_the_password_and_nothing_else(password: str) -> None:
    text = strings.libpq_password_file(user="sorcha", password=password)
    assert text.endswith("\n")
    assert password_file_fields(text[:-1]) == ["*", "*", "*", "sorcha", password]


def redis_arguments(line: str) -> list[str]:
    """As sdssplitargs for strings in double quotes, without unused escapes such as \\xhh and \\n."""
    literals = re.findall(r'"((?:[^"\\]|\\.)*)"', line, flags=re.DOTALL)
    return [re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL) for text in literals]


@given(passwords(SecretName.REDIS))
def test_redis_itself_gets_the_password_and_nothing_else(password: str) -> None:
    assert redis_arguments(strings.redis_conf_string(password)) == [password]


@given(st.text(st.sampled_from("\"\\'ab "), min_size=1))
def test_redis_conf_carries_quotes_and_backslashes(value: str) -> None:
    assert redis_arguments(strings.redis_conf_string(value)) == [value]
