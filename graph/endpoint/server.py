"""The endpoint: SPARQL 1.1 Protocol, the data set's description, and every entity at its own address.

| address | what is there |
|---|---|
| ``/`` | the query page |
| ``/sparql`` | queries by GET and POST; without a query the service description, for a browser the page |
| ``/.well-known/void`` | VoID and DCAT |
| ``/id/…``, ``/graph/…``, ``/statement/…``, ``/participation/…`` | what is said of a thing; for a browser a page |
| ``/ontology``, ``/shapes``, ``/context`` | what the terms mean |

Addresses stand below the path of the base of the IRIs, so that behind a proxy
each IRI is the address of its own description.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

import anyio
import rdflib
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

import ontology
from graph import describe
from graph.endpoint import pages
from graph.endpoint.negotiate import preferred
from graph.endpoint.worker import BusyError, DiedError, Pool, TimeUpError
from graph.rdf import Names
from graph.settings import DEFAULT_LICENCE
from graph.store import Store
from graph.stores.free import GRAPHS, ROWS, FreeAnswer, FreeQuery, Outcome, snapshot
from ontology.declare import expand
from ontology.rendering import html

RENDERED = Path(ontology.__file__).parent / "rendered"

#: Characters a query may have.
LONGEST_QUERY = 200_000

_ALSO_ROWS = {
    "application/json": "application/sparql-results+json",
    "application/xml": "application/sparql-results+xml",
    "text/xml": "application/sparql-results+xml",
}
_ALSO_GRAPHS = {
    "application/json": "application/ld+json",
    "application/xml": "application/rdf+xml",
    "application/x-turtle": "text/turtle",
    "text/plain": "application/n-triples",
}
_SERIALIZED = {
    "text/turtle": "turtle",
    "application/n-triples": "nt",
    "application/rdf+xml": "pretty-xml",
    "application/ld+json": "json-ld",
}

_STATUS: dict[Outcome, int] = {"ok": 200, "malformed": 400, "refused": 403, "not acceptable": 406, "too large": 413}

#: Room of the IRIs → what is said of a thing there; {iri} stands for it.
_ABOUT = {
    "id": "{ VALUES ?s { {iri} } ?s ?p ?o } UNION { VALUES ?o { {iri} } ?s ?p ?o } "
    f"UNION {{ {{iri}} <{expand('cv:hasParticipation')}>|<{expand('cv:participates')}> ?s . ?s ?p ?o }}",
    "participation": "{ VALUES ?s { {iri} } ?s ?p ?o } UNION { VALUES ?o { {iri} } ?s ?p ?o }",
    "graph": "GRAPH {iri} { ?s ?p ?o }",
    "statement": "GRAPH ?g { { VALUES ?s { {iri} } ?s ?p ?o } UNION "
    f"{{ {{iri}} <{expand('pg:span')}> ?s . ?s ?p ?o }} }}",
}

_Handler = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """What an endpoint is made of.

    Args:
        base: base of the IRIs.
        examples: questions on the query page.
        rows: how many rows an answer may have.
        public: address under which the world sees the server; empty to take it from each request.
        origins: web pages of these origins may ask (CORS); ``*`` for all.
        licence: IRI of the data's licence.
        app: address of the app, to which a browser is sent on for an entity (not with ``?view=data``).
    """

    pool: Pool
    base: str
    examples: Sequence[pages.Example] = ()
    rows: int = 100_000
    public: str = ""
    origins: Sequence[str] = ()
    licence: str = DEFAULT_LICENCE
    app: str = ""

    @property
    def root(self) -> str:
        """The path below which all addresses stand; empty for a base without path."""
        return urlsplit(self.base).path.rstrip("/")

    def address(self, request: Request) -> str:
        """The full address of the SPARQL endpoint."""
        start = self.public.rstrip("/") or f"{request.url.scheme}://{request.url.netloc}{self.root}"
        return f"{start}/sparql"


def take_snapshot(store: Store, folder: Path) -> None:
    """Lay down what a store holds in a new folder, for a pool to answer from."""
    snapshot(store.quads(), folder)


def application(endpoint: Endpoint) -> Starlette:
    """The web application; it ends the pool's processes when it stops."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> Any:
        try:
            yield
        finally:
            endpoint.pool.close()

    server = _Server(endpoint)
    root = endpoint.root
    routes = [
        Route(f"{root}/", server.page),
        Route(f"{root}/sparql", server.sparql, methods=["GET", "POST"]),
        Route(f"{root}/.well-known/void", server.description),
        Route(f"{root}/dataset", server.description),
        *(Route(f"{root}/{room}/{{path:path}}", server.about(room)) for room in _ABOUT),
        Route(f"{root}/ontology", server.ontology),
        Route(f"{root}/shapes", server.file("shapes.ttl")),
        Route(f"{root}/context", server.context),
        *(Route(f"{root}/static/{name}", server.static(name)) for name in ("page.css", "page.js")),
    ]
    if root:
        # Where RFC 8615 wants it, whatever the base.
        routes.append(Route("/.well-known/void", server.description))
    cors = Middleware(
        CORSMiddleware,
        allow_origins=list(endpoint.origins),
        allow_methods=["GET", "POST", "HEAD"],
        allow_headers=["Content-Type", "Accept"],
    )
    return Starlette(routes=routes, middleware=[cors] if endpoint.origins else [], lifespan=lifespan)


def _sentence(text: str, status: int, headers: Mapping[str, str] | None = None) -> Response:
    return PlainTextResponse(f"{text}\n", status_code=status, headers=dict(headers or {}))


class _Server:
    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._names = Names(endpoint.base)
        # Waiting for a worker must not take the threads that serve everything else.
        self._limiter = anyio.CapacityLimiter(endpoint.pool.size * 8)

    async def _ask(self, query: FreeQuery) -> FreeAnswer | Response:
        seconds = self._endpoint.pool.seconds
        try:
            return await anyio.to_thread.run_sync(self._endpoint.pool.ask, query, limiter=self._limiter)
        except TimeUpError:
            return _sentence(f"The query took longer than {seconds:g} seconds and was ended. Narrow it.", 503)
        except BusyError:
            return _sentence("All workers are busy. Try again in a moment.", 503, {"Retry-After": f"{seconds:.0f}"})
        except DiedError:
            return _sentence("The query needed more memory than allowed and was ended. Narrow it.", 503)

    @staticmethod
    def _answer(found: FreeAnswer | Response, *, headers: Mapping[str, str] | None = None) -> Response:
        if isinstance(found, Response):
            return found
        if found.outcome != "ok":
            return _sentence(found.message, _STATUS[found.outcome])
        charset = "; charset=utf-8" if found.media.startswith("text/") else ""
        return Response(
            found.body,
            media_type=None,
            headers={"Content-Type": f"{found.media}{charset}", "Vary": "Accept", **(headers or {})},
        )

    # --- the protocol -------------------------------------------------------------------------------------------

    async def sparql(self, request: Request) -> Response:
        fields = list(request.query_params.multi_items())
        if request.method == "POST":
            kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
            body = bytearray()
            async for piece in request.stream():
                body += piece
                if len(body) > LONGEST_QUERY * 4:
                    return _sentence("The query is too long.", 413)
            try:
                text = body.decode("utf-8")
            except UnicodeDecodeError:
                return _sentence("The query is not UTF-8.", 400)
            if kind == "application/sparql-query":
                fields.append(("query", text))
            elif kind == "application/x-www-form-urlencoded":
                fields += parse_qsl(text, keep_blank_values=True)
            elif kind == "application/sparql-update":
                return _sentence("Updates are refused: this endpoint is for reading.", 403)
            else:
                return _sentence("Send application/sparql-query or application/x-www-form-urlencoded.", 415)
        values = {name: [value for key, value in fields if key == name] for name, _ in fields}
        if "update" in values:
            return _sentence("Updates are refused: this endpoint is for reading.", 403)
        queries = values.get("query", [])
        if not queries and request.method != "POST":
            return await self._service(request)
        if len(queries) != 1:
            return _sentence("Give the parameter «query» once.", 400)
        if len(queries[0]) > LONGEST_QUERY:
            return _sentence("The query is too long.", 413)
        accept = request.headers.get("accept", "")
        return self._answer(
            await self._ask(
                FreeQuery(
                    queries[0],
                    preferred(accept, list(ROWS), _ALSO_ROWS),
                    preferred(accept, list(GRAPHS), _ALSO_GRAPHS),
                    tuple(values.get("default-graph-uri", ())),
                    tuple(values.get("named-graph-uri", ())),
                    self._endpoint.rows,
                )
            )
        )

    async def _service(self, request: Request) -> Response:
        accept = request.headers.get("accept", "")
        if preferred(accept, [*GRAPHS, "text/html"], _ALSO_GRAPHS) == "text/html":
            return await self.page(request)
        forms = [
            f"http://www.w3.org/ns/formats/{name}"
            for name in (
                "SPARQL_Results_JSON",
                "SPARQL_Results_XML",
                "SPARQL_Results_CSV",
                "SPARQL_Results_TSV",
                "Turtle",
                "N-Triples",
                "RDF_XML",
                "JSON-LD",
            )
        ]
        found = describe.service_description(self._endpoint.base, self._endpoint.address(request), forms)
        return self._graph(found, accept)

    def _graph(self, found: rdflib.Graph, accept: str) -> Response:
        media = preferred(accept, list(GRAPHS), _ALSO_GRAPHS)
        if media is None:
            return _sentence(f"Offered are {', '.join(GRAPHS)}.", 406)
        body = found.serialize(format=_SERIALIZED[media], encoding="utf-8")
        return self._answer(FreeAnswer("ok", media, body))

    # --- the data set and its parts -----------------------------------------------------------------------------

    async def description(self, request: Request) -> Response:
        """VoID and DCAT, counted now."""
        counts = describe.Counts()
        for what, pattern in (("class", "?s a ?of"), ("property", "?s ?of ?o")):
            counted = await self._table(f"SELECT ?of (COUNT(*) AS ?n) {{ {pattern} }} GROUP BY ?of")
            if isinstance(counted, Response):
                return counted
            for row in counted:
                (counts.classes if what == "class" else counts.properties)[row["of"]] = int(row["n"])
        counts.triples = sum(counts.properties.values())
        evidence = await self._table("SELECT (COUNT(*) AS ?n) (COUNT(DISTINCT ?g) AS ?of) { GRAPH ?g { ?s ?p ?o } }")
        if isinstance(evidence, Response):
            return evidence
        counts.evidence, counts.documents = int(evidence[0]["n"]), int(evidence[0]["of"])
        found = describe.data_set(self._endpoint.base, counts, licence=self._endpoint.licence)
        describe.add_service(found, self._endpoint.base, self._endpoint.address(request))
        return self._graph(found, request.headers.get("accept", ""))

    async def _table(self, query: str) -> list[dict[str, str]] | Response:
        found = await self._ask(FreeQuery(query, "application/sparql-results+json", None))
        if isinstance(found, Response) or found.outcome != "ok":
            return self._answer(found)
        rows = json.loads(found.body)["results"]["bindings"]
        return [{name: term["value"] for name, term in row.items()} for row in rows]

    def about(self, room: str) -> _Handler:
        """Answers with what is said of the things of one room of the IRIs."""

        async def answer(request: Request) -> Response:
            path = request.path_params["path"]
            # Quoted as in ``Names``: nothing of the address can end the IRI.
            iri = f"<{self._endpoint.base}/{room}/{quote(path, safe='/~')}>"
            accept = request.headers.get("accept", "")
            media = preferred(accept, [*GRAPHS, "text/html"], _ALSO_GRAPHS)
            if media is None:
                return _sentence(f"Offered are {', '.join([*GRAPHS, 'text/html'])}.", 406)
            wanted = "application/n-triples" if media == "text/html" else media
            found = await self._ask(
                FreeQuery(
                    f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {_ABOUT[room].replace('{iri}', iri)} }}",
                    None,
                    wanted,
                    limit=self._endpoint.rows,
                )
            )
            if isinstance(found, Response) or found.outcome != "ok":
                return self._answer(found)
            if wanted == "application/n-triples" and not found.body.strip():
                return _sentence(f"Nothing is said of {iri}.", 404)
            if media != "text/html":
                if wanted != "application/n-triples" and not await self._is_there(room, iri):
                    return _sentence(f"Nothing is said of {iri}.", 404)
                return self._answer(found)
            app = f"{self._endpoint.app.rstrip('/')}/?id={quote(path)}" if self._endpoint.app and room == "id" else ""
            if app and request.query_params.get("view") != "data":
                return RedirectResponse(app, 303, headers={"Vary": "Accept"})
            lines = [line for line in found.body.decode().split("\n") if line]
            return self._html(
                pages.entity_page(
                    self._language(request),
                    iri[1:-1],
                    lines,
                    base=self._endpoint.base,
                    root=self._endpoint.root,
                    app=app,
                )
            )

        return answer

    async def _is_there(self, room: str, iri: str) -> bool:
        found = await self._ask(
            FreeQuery(f"ASK {{ {_ABOUT[room].replace('{iri}', iri)} }}", "application/sparql-results+json", None)
        )
        return isinstance(found, FreeAnswer) and found.outcome == "ok" and bool(json.loads(found.body)["boolean"])

    # --- pages and files ----------------------------------------------------------------------------------------

    @staticmethod
    def _language(request: Request) -> pages.Language:
        if (wanted := request.query_params.get("lang")) in ("vi", "en"):
            return "vi" if wanted == "vi" else "en"
        return "en" if request.headers.get("accept-language", "").lower().startswith("en") else "vi"

    @staticmethod
    def _html(text: str) -> Response:
        return Response(
            text,
            media_type="text/html",
            headers={"Content-Security-Policy": pages.POLICY, "X-Content-Type-Options": "nosniff", "Vary": "Accept"},
        )

    async def page(self, request: Request) -> Response:
        return self._html(
            pages.query_page(
                self._language(request),
                self._endpoint.examples,
                base=self._endpoint.base,
                root=self._endpoint.root,
                endpoint=self._endpoint.address(request),
            )
        )

    async def ontology(self, request: Request) -> Response:
        """The reference page for a browser, else the ontology itself."""
        if preferred(request.headers.get("accept", ""), [*GRAPHS, "text/html"], _ALSO_GRAPHS) == "text/html":
            return Response(
                html.render(),
                media_type="text/html",
                headers={"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'", "Vary": "Accept"},
            )
        return await self.file("policygraph.ttl")(request)

    def file(self, name: str) -> _Handler:
        """A rendered file of the ontology."""

        async def answer(request: Request) -> Response:
            accept = request.headers.get("accept", "")
            if preferred(accept, list(GRAPHS), _ALSO_GRAPHS) in ("text/turtle", None):
                return FileResponse(RENDERED / name, media_type="text/turtle")
            return self._graph(rdflib.Graph().parse(RENDERED / name, format="turtle"), accept)

        return answer

    async def context(self, request: Request) -> Response:
        return FileResponse(RENDERED / "context.jsonld", media_type="application/ld+json")

    def static(self, name: str) -> _Handler:
        """A file of the pages."""
        kinds = {".css": "text/css", ".js": "text/javascript"}

        async def answer(request: Request) -> Response:
            return FileResponse(pages.STATIC / name, media_type=kinds[Path(name).suffix])

        return answer
