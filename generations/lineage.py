"""What an output was made from and what was made from it, as far as the person may see it."""

from dataclasses import dataclass
from typing import NamedTuple

from accounts.models import User
from generations.models import Output, Reference

DEPTH_MAX = 50
NODES_MAX = 200


@dataclass(frozen=True, slots=True)
class Node:
    """`output` is None when it was deleted: then only its place in the chain is left."""

    pk: int
    depth: int
    output: Output | None


@dataclass(frozen=True, slots=True)
class Edge:
    """`input` went into `output`; `via` is "source" or "reference"."""

    input: int
    output: int
    via: str


class Lineage(NamedTuple):
    """Nodes nearest first. At most NODES_MAX of them each way."""

    ancestors: list[Node]
    descendants: list[Node]
    edges: list[Edge]


def lineage(output: Output, user: User) -> Lineage:
    above, made_of = _walk(output, up=True)
    below, used_in = _walk(output, up=False)
    visible = Output.objects.visible_to(user).select_related("generation").in_bulk([*above, *below])
    ancestors, descendants = (
        [Node(pk, depth, visible.get(pk)) for pk, depth in depths.items()] for depths in (above, below)
    )
    return Lineage(ancestors, descendants, [*made_of, *used_in])


def _walk(start: Output, *, up: bool) -> tuple[dict[int, int], list[Edge]]:
    """Level by level; an output that is reached in several ways is visited once."""
    depths, edges, frontier = {start.pk: 0}, set[Edge](), {start.pk}
    for depth in range(1, DEPTH_MAX + 1):
        links = _links(frontier, start.project_id, up=up)
        edges.update(links)
        reached = {link.input if up else link.output for link in links} - depths.keys()
        frontier = set(sorted(reached)[: NODES_MAX + 1 - len(depths)])
        if not frontier:
            break
        depths.update(dict.fromkeys(sorted(frontier), depth))
    kept = [edge for edge in edges if edge.input in depths and edge.output in depths]
    del depths[start.pk]
    return depths, sorted(kept, key=lambda edge: (edge.output, edge.via, edge.input))


def _links(frontier: set[int], project: int, *, up: bool) -> list[Edge]:
    """Two queries. Hidden outputs are left out, and with them whatever only they lead to; deleted ones are not."""
    # The far end of a link, as it is called in either query.
    far = "output__" if up else "generation__outputs__"
    near = {"generation__outputs__in" if up else "output__in": frontier}
    references = Reference.objects.filter(**near, **{f"{far}hidden_at": None, f"{far}project": project})
    far = "generation__source__" if up else ""
    near = {"pk__in" if up else "generation__source__in": frontier}
    sourced = Output.objects.filter(**near, **{f"{far}hidden_at": None, f"{far}project": project}).order_by()
    pairs = {
        "reference": references.order_by().values_list("output_id", "generation__outputs"),
        "source": sourced.values_list("generation__source_id", "pk"),
    }
    return [Edge(*pair, role) for role, rows in pairs.items() for pair in rows]
