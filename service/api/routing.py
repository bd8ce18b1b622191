"""The way of a request to its endpoint, the same for every operation, in this order:

who asks (401) - may they (403) - how often (429) - in which form (406) - what they send (415, 413, 400, 422) -
which version they change (428) - answered before (replay) - the endpoint, in a thread of the pool

A question (GET) goes to a thread once, for the key and the endpoint together: what is wrong with its parameters is
known before, and told after.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from contextlib import ExitStack
from dataclasses import dataclass
from functools import wraps
from inspect import iscoroutinefunction
from typing import Any, ClassVar, get_origin

from anyio import to_thread
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from service.api.auth import bearer_of, principal_of, refuse_others
from service.api.deps import Call, House
from service.api.etags import demand_if_match
from service.api.idempotency import Keyed, Replay, keyed_request
from service.api.languages import weights
from service.api.limits import allow_body
from service.api.operations import Noun, Operation
from service.api.problems import Invalid, NotAcceptable, UnsupportedMedia
from service.api.strict import pointer, strict_json
from service.errors import QualityError
from service.flows.keys import Principal
from service.store.session import reading

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class OperationRoute(APIRoute):
    """A route that carries its operation's rule."""

    operation: ClassVar[Operation]

    def get_route_handler(self) -> Handler:
        """The endpoint behind the gate."""
        inner = super().get_route_handler()
        operation, parameters = self.operation, _query_of(self.dependant)
        guarded = _asked if _is_question(operation) else _guarded

        async def handle(request: Request) -> Response:
            request.scope["limpide.operation"] = operation
            gate = Gate(operation, request, parameters)
            if operation.roles:
                return await guarded(gate, inner)
            gate.read_question()
            return await inner(request)

        return handle


@dataclass
class Gate:
    """What every request to an operation passes."""

    operation: Operation
    request: Request
    parameters: dict[str, bool]
    tried: bool = False
    principal: Principal | None = None

    @property
    def house(self) -> House:
        """What the app serves."""
        house: House = self.request.app.state.house
        return house

    def admit(self) -> Principal:
        """Who asks, and whether they may; asks the base, so in a thread. Admitted once is admitted.

        Raises  Unauthenticated, Forbidden, QuotaExceeded, Invalid, NotAcceptable.
        """
        if self.principal is None:
            self.tried = True
            found = principal_of(self.house.database, bearer_of(self.request))
            self.request.state.principal_id = found.id
            refuse_others(self.operation, found)
            self.request.state.headers |= self.house.rates.count(found.id)
            self.principal = found
            self.read_question()
        return self.principal

    def read_question(self) -> None:
        """Raises  Invalid, NotAcceptable."""
        _refuse_unknown(self.request, self.parameters)
        _negotiate(self.operation, self.request)


def routes_of(nouns: tuple[Noun, ...]) -> tuple[OperationRoute, ...]:
    """The routes of all operations; they know no app."""
    return tuple(_route(operation) for noun in nouns for operation in noun.operations)


def _route(operation: Operation) -> OperationRoute:
    route_class: type[OperationRoute] = type("OperationRouteOf", (OperationRoute,), {"operation": operation})
    return route_class(
        operation.path,
        _admitting(operation) if _is_question(operation) else operation.endpoint,
        methods=[operation.method],
        operation_id=operation.id,
        summary=operation.summary,
        description=operation.description,
        tags=[operation.tag],
        status_code=operation.status,
        response_model=None,
        responses=_documented(operation),
        response_class=Response,
        openapi_extra=operation.extra or None,
    )


def _documented(operation: Operation) -> dict[int | str, dict[str, Any]]:
    models = ({} if operation.answers is None else {operation.status: operation.answers}) | operation.also_answers
    return {status: {"model": model} for status, model in models.items()}


def _is_question(operation: Operation) -> bool:
    """Whether it has no body and is answered in a thread."""
    return bool(operation.method == "GET" and operation.roles) and not iscoroutinefunction(operation.endpoint)


def _admitting(operation: Operation) -> Callable[..., Any]:
    """The endpoint of a question, which lets in who may ask, in the same thread."""
    by_id = operation.path.endswith("}")

    def answer(call: Call, given: dict[str, Any]) -> Any:
        call.gate.admit()
        return operation.endpoint(call=call, **given)

    @wraps(operation.endpoint)
    async def endpoint(*, call: Call, **given: Any) -> Any:
        return await to_thread.run_sync(answer, call, given, limiter=call.house.quick if by_id else None)

    return endpoint


async def _asked(gate: Gate, inner: Handler) -> Response:
    bearer_of(gate.request)  # who has no key is not worth a thread
    gate.request.state.call = Call(gate.request, gate.operation, gate.house, gate)
    try:
        return await inner(gate.request)
    except (QualityError, RequestValidationError):
        if not gate.tried:
            await run_in_threadpool(gate.admit)  # a stranger hears of the key, not of the parameter
        raise


async def _guarded(gate: Gate, inner: Handler) -> Response:
    operation, request, house = gate.operation, gate.request, gate.house
    bearer_of(request)
    principal = await run_in_threadpool(gate.admit)
    body = await _body(operation, request, house)
    if operation.matched:
        demand_if_match(request)
    keyed = keyed_request(operation, request, principal.id, house.secret, body)
    request.state.call = Call(request, operation, house, gate, keyed)
    try:
        with ExitStack() as held:
            if keyed is not None:
                held.enter_context(house.under_way.hold(principal.id, keyed.key))
                if keyed.payload is not None:
                    await run_in_threadpool(_replay, house, keyed)
            return await inner(request)
    except Replay as answered:
        return answered.response


def _replay(house: House, keyed: Keyed) -> None:
    with reading(house.database) as work:
        keyed.replay_if_kept(work, now_us=house.now_us())


def _query_of(dependant: Dependant) -> dict[str, bool]:
    """The query parameters of an endpoint, and whether each may be given several times."""
    found: dict[str, bool] = {}
    for parameter in dependant.query_params:
        kind = parameter.field_info.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            found |= dict.fromkeys(kind.model_fields, False)
        else:
            found[parameter.alias] = get_origin(kind) is list
    for inner in dependant.dependencies:
        found |= _query_of(inner)
    return found


def _refuse_unknown(request: Request, parameters: dict[str, bool]) -> None:
    """A misspelt filter is not ignored, and which of two values counts is not guessed.

    Raises  Invalid.
    """
    names = [name for name, _ in request.query_params.multi_items()]
    wrong = [
        {"in": "query", "pointer": pointer([name]), "code": code, "detail": detail}
        for name, code, detail in (
            (n, "extra-forbidden", "There is no such parameter.")
            if n not in parameters
            else (n, "given-twice", "Give this parameter once.")
            for n in dict.fromkeys(names)
            if n not in parameters or (names.count(n) > 1 and not parameters[n])
        )
    ]
    if any("\x00" in value for value in request.query_params.values()):
        wrong.append({"in": "query", "pointer": "#", "code": "nul-character", "detail": "No NUL character."})
    if wrong:
        raise Invalid(errors=wrong)


def _negotiate(operation: Operation, request: Request) -> None:
    """Raises  NotAcceptable when the reader takes none of the forms we give."""
    accept = request.headers.get("accept")
    if accept is None:
        return
    liked = {name for name, q in weights(accept) if q > 0}
    given = {form for name in operation.produces for form in (name, f"{name.partition('/')[0]}/*")} | {"*/*"}
    if not liked & given:
        raise NotAcceptable(forms=list(operation.produces))


async def _body(operation: Operation, request: Request, house: House) -> bytes | None:
    """The JSON body, read and parsed strictly (the endpoint gets what was parsed); null for an upload.

    Raises  UnsupportedMedia, TooLarge, MalformedJson, Invalid.
    """
    if operation.method == "GET":
        return b""
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    if encoding != "identity":
        raise UnsupportedMedia("Send the body as it is, not compressed.", headers={"Accept-Encoding": "identity"})
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if operation.upload:
        allow_body(request.scope, house.upload_bytes)
        return None
    body = await request.body()
    if not body and not kind:
        return body
    if kind not in operation.consumes:
        header = "Accept-Patch" if operation.method == "PATCH" else "Accept"
        raise UnsupportedMedia(headers={header: ", ".join(operation.consumes)}, types=list(operation.consumes))
    if body:
        request._json = strict_json(body)  # noqa: SLF001 - FastAPI asks request.json(), which gives what stands here
    return body
