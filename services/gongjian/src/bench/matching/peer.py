"""Solves an instance file with OR-tools: most value, then most score."""

import json
import sys
import time

import numpy as np
from ortools.graph.python import min_cost_flow

# Above what a cycle of a thousand pairs can change in score, so that value comes first; no more, as
# OR-tools scales costs and is slower with large ones.
WEIGHT = 10**6

units, offers, needs, edges = [], [], [], []
kinds = {"u": units, "o": offers, "n": needs, "e": edges}
with open(sys.argv[1]) as lines:
    for line in lines:
        kind, *numbers = line.split()
        if kind in kinds:
            kinds[kind].append([int(number) for number in numbers])

first_offer = len(needs)
first_unit = first_offer + len(offers)
first_group = first_unit + len(units)
sink = first_group + 1 + max(group for _, group, _, _, _ in needs)
value = {index: v for index, _, _, _, v in needs}

tails, heads, capacities, costs = [], [], [], []


def arc(tail, head, capacity, cost):
    tails.append(tail)
    heads.append(head)
    capacities.append(capacity)
    costs.append(cost)


lots_of = {index: lots for index, _, _, lots, _ in needs}
for need, offer, score in edges:
    arc(need, first_offer + offer, lots_of[need], 1000 - score)
for index, unit, lots in offers:
    arc(first_offer + index, first_unit + unit, lots, 0)
for index, lots, *_ in units:
    arc(first_unit + index, sink, lots, 0)
for index, group, _, lots, worth in needs:
    arc(index, first_group + group, lots, 1000 + WEIGHT * worth)
for group in range(first_group, sink):
    arc(group, sink, sum(lots_of.values()), 0)

flow = min_cost_flow.SimpleMinCostFlow()
flow.add_arcs_with_capacity_and_unit_cost(
    np.array(tails), np.array(heads), np.array(capacities), np.array(costs)
)
supply = np.zeros(sink + 1, dtype=np.int64)
for index, lots in lots_of.items():
    supply[index] = lots
supply[sink] = -sum(lots_of.values())
flow.set_nodes_supplies(np.arange(sink + 1), supply)

started = time.perf_counter()
status = flow.solve()
seconds = time.perf_counter() - started
if status != flow.OPTIMAL:
    sys.exit(f"status {status}")

gives = [int(lots) for lots in flow.flows(np.arange(len(edges)))]
print(
    json.dumps(
        {
            "seconds": seconds,
            "value": sum(value[n] * x for (n, _, _), x in zip(edges, gives)),
            "quality": sum(s * x for (_, _, s), x in zip(edges, gives)),
        }
    )
)
