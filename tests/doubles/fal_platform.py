"""fal's platform APIs: models, prices, the history of requests and the bill; and the keys of the webhooks."""

import time
from datetime import datetime
from decimal import Decimal

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.doubles.catalogue import ENDPOINTS, Payload
from tests.doubles.jobs import NEVER, Job, Jobs, iso
from tests.doubles.web import answer, fal_key_missing
from tests.doubles.webhooks import jwks

PAGE = 50
UNITS = {"image": "images", "megapixel": "megapixels", "table": "images", "second": "seconds", "video": "videos"}


def _moment(text: str | None, default: float) -> float:
    return datetime.fromisoformat(text).timestamp() if text else default


def _asked(request: Request) -> list[str]:
    """Endpoint ids, repeated or with commas; all of them when none is named."""
    given = [part for value in request.query_params.getlist("endpoint_id") for part in value.split(",")]
    return [key for key in given if key in ENDPOINTS] if given else list(ENDPOINTS)


def _history_item(job: Job, payloads: bool) -> Payload:
    now = time.time()
    item: Payload = {
        "request_id": job.request_id,
        "endpoint_id": job.endpoint,
        "created_at": iso(job.created),
        "sent_at": iso(job.created),
        "status": job.state(now),
    }
    if now >= job.starts:
        item["started_at"] = iso(job.starts)
    if item["status"] == "COMPLETED":
        item |= {"ended_at": iso(job.cancelled or job.ends), "status_code": job.trouble.status if job.trouble else 200}
    return item | {"json_input": job.payload} if payloads else item


def _billing_event(job: Job) -> Payload:
    bill = job.bill()
    cost = Decimal(bill["cost"])
    keys = ("request_id", "endpoint_id", "timestamp", "output_units", "cost")
    amounts = {"cost_subtotal": float(cost), "cost_discount": 0, "cost_total": float(cost)}
    return {key: bill[key] for key in keys} | amounts | {"cost_estimate_nano_usd": int(cost * 10**9)}


class Platform:
    def __init__(self, jobs: Jobs) -> None:
        self.jobs = jobs

    def routes(self) -> list[Route]:
        return [
            Route("/.well-known/jwks.json", self.keys),
            Route("/v1/models/pricing", self.pricing),
            Route("/v1/models/requests/by-endpoint", self.history),
            Route("/v1/models/billing-events", self.billing),
            Route("/v1/models", self.models),
        ]

    async def keys(self, request: Request) -> Response:
        return JSONResponse(jwks())

    async def models(self, request: Request) -> Response:
        rows = [
            {
                "endpoint_id": key,
                "metadata": {"display_name": ENDPOINTS[key].label, "category": ENDPOINTS[key].kind, "status": "active"},
            }
            for key in _asked(request)
        ]
        return JSONResponse({"models": rows, "has_more": False, "next_cursor": None})

    async def pricing(self, request: Request) -> Response:
        if missing := fal_key_missing(request):
            return answer(missing)
        prices = [
            {"endpoint_id": key, "unit_price": float(price["amount"]), "unit": UNITS[price["unit"]], "currency": "USD"}
            for key in _asked(request)
            if "amount" in (price := ENDPOINTS[key].row.get("price", {}))
        ]
        return JSONResponse({"prices": prices})

    def _page(self, request: Request) -> tuple[list[Job], Payload]:
        asked = request.query_params
        since, until = _moment(asked.get("start"), 0), _moment(asked.get("end"), NEVER)
        start, limit = int(asked.get("cursor", 0)), int(asked.get("limit", PAGE))
        found = self.jobs.all("fal", asked.get("endpoint_id", ""), since, until, start=start, limit=limit + 1)
        more = len(found) > limit
        return found[:limit], {"has_more": more, "next_cursor": str(start + limit) if more else None}

    async def history(self, request: Request) -> Response:
        if missing := fal_key_missing(request):
            return answer(missing)
        jobs, page = self._page(request)
        payloads = "payloads" in request.query_params.get("expand", "")
        return JSONResponse({"items": [_history_item(job, payloads) for job in jobs], **page})

    async def billing(self, request: Request) -> Response:
        if missing := fal_key_missing(request):
            return answer(missing)
        jobs, page = self._page(request)
        return JSONResponse({"billing_events": [_billing_event(job) for job in jobs], **page})
