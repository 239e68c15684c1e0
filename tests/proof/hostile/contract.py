"""The OpenAPI document against the studio that it describes: schemathesis asks for all that it allows, and more."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx

from tests.proof.hostile.place import Place
from tests.proof.hostile.rows import rows_of

# Bodies and queries that are wrong must be refused, but the document cannot say all that makes one wrong.
TOO_STRICT = "negative_data_rejection,positive_data_acceptance,missing_required_header"
# Beside a row that is there: one that is not, and what no row can have.
NO_ROWS = [0, 2**31, 2**63]
PATIENCE = 1200.0


class Contract:
    def __init__(self, place: Place, seed: int) -> None:
        self.place, self.seed = place, seed
        self._http = httpx.Client(base_url=f"{place.url}/api/", headers=place.headers, timeout=60)

    def check(self, phases: str, examples: int) -> None:
        with self._http:
            file = self.place.folder / "openapi.json"
            file.write_text(json.dumps(self._document()))
        report = self._run(file, phases, examples)
        self.place.tried["requests from the API document"] += report["test_cases"]["generated"]
        if not report["test_cases"]["generated"] or report["stop_reason"] != "completed":
            self.place.blame("lies", f"schemathesis ended early: {report['stop_reason']}")
        for failure in [*report["failures"], *report["errors"]]:
            self.place.blame("lies", json.dumps(failure)[:1500])

    def _run(self, file: Path, phases: str, examples: int) -> dict[str, Any]:
        report = self.place.folder / "schemathesis.json"
        words = [
            *(str(Path(sys.executable).with_name("schemathesis")), "run", str(file), "--url", self.place.url),
            *("-H", f"Authorization: Bearer {self.place.token}", "--seed", str(self.seed), "-n", str(examples)),
            *("--phases", phases, "--exclude-checks", TOO_STRICT, "--continue-on-failure", "--no-shrink"),
            *("--report", "json", "--report-json-path", str(report), "--warnings", "off"),
        ]
        with (self.place.folder / "schemathesis.log").open("wb") as log:
            subprocess.run(words, cwd=self.place.folder, stdout=log, stderr=log, timeout=PATIENCE, check=False)
        found: dict[str, Any] = json.loads(report.read_text())
        return found

    def _document(self) -> dict[str, Any]:
        """With ids of rows that are there, or nearly every answer would be 404. What deletes has to find its own."""
        ids = rows_of(self.place, self._http)
        document: dict[str, Any] = self._http.get("schema/?format=json").raise_for_status().json()
        for path, operations in document["paths"].items():
            for method, operation in operations.items():
                for parameter in operation.get("parameters", []):
                    if parameter["in"] == "path" and method != "delete":
                        kind = "user" if parameter["name"] == "user" else path.split("/")[2]
                        parameter["schema"] = {"type": "integer", "enum": [ids[kind], *NO_ROWS]}
        return document
