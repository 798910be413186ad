"""The compiled loops of the search: simulated annealing over Kempe chains.

Moving a meeting from slot a to slot b sends those that stand in its way from b to a, those in their way from a to b, and
so on: every step keeps the rules (Kempe chains as a neighbourhood: Thompson and Dowsland, Computers & Operations Research
25, 1998). Lists of lists are two arrays: where each starts (``…_at``), and all values.
"""

import math

import numpy as np

from duijie.engine.index.types import Bool, Float64, Int64, compiled

_LONGEST_CHAIN = 64


@compiled
def breaks_of(busy: Int64, lunch: Int64, fresh: Bool) -> int:
    count = 0
    seen = idle = False
    for t in range(len(busy)):
        if fresh[t]:
            seen = idle = False
        if busy[t] > 0:
            if seen and idle:
                count += 1
            seen, idle = True, False
        elif lunch[t] == 0:
            idle = True
    return count


@compiled
def _busy(p: int, slots: Int64, own_at: Int64, own: Int64, busy: Int64) -> None:
    busy[:] = 0
    for i in range(own_at[p], own_at[p + 1]):
        busy[slots[own[i]]] += 1


@compiled
def all_breaks(slots: Int64, own_at: Int64, own: Int64, lunch: Int64, fresh: Bool) -> Int64:
    counts = np.zeros(len(own_at) - 1, np.int64)
    busy = np.zeros(len(lunch), np.int64)
    for p in range(len(counts)):
        _busy(p, slots, own_at, own, busy)
        counts[p] = breaks_of(busy, lunch, fresh)
    return counts


@compiled
def _fed(busy: Int64, lunch: Int64) -> bool:
    """Whether every lunch leaves a slot free."""
    for number in range(1, lunch.max() + 1):
        free = False
        for t in range(len(busy)):
            if lunch[t] == number and busy[t] == 0:
                free = True
        if not free:
            return False
    return True


@compiled
def _chain(
    m: int, to: int, slots: Int64, load: Int64, allowed: Bool, people_at: Int64, people: Int64, own_at: Int64,
    own: Int64, most: Int64, moved: Int64,
) -> int:  # fmt: skip
    """Move m and whoever stands in the way, into ``slots`` and ``load``; how many moved, below 0 if that cannot be."""
    start = slots[m]
    count, done = 1, 0
    moved[0] = m
    while done < count:
        one = moved[done]
        done += 1
        source, target = slots[one], start + to - slots[one]
        if not allowed[one, target]:
            return -done + 1 if done > 1 else -_LONGEST_CHAIN - 1
        slots[one] = target
        for i in range(people_at[one], people_at[one + 1]):
            p = people[i]
            load[p, source] -= 1
            load[p, target] += 1
        for i in range(people_at[one], people_at[one + 1]):
            p = people[i]
            waiting = 0
            for j in range(done, count):
                if slots[moved[j]] == target:
                    for k in range(people_at[moved[j]], people_at[moved[j] + 1]):
                        if people[k] == p:
                            waiting += 1
            over = load[p, target] - waiting - most[p]
            for j in range(own_at[p], own_at[p + 1]):
                if over <= 0:
                    break
                other = own[j]
                if slots[other] != target:
                    continue
                known = False
                for k in range(count):
                    if moved[k] == other:
                        known = True
                if known:
                    continue
                if count == _LONGEST_CHAIN:
                    return -done
                moved[count] = other
                count += 1
                over -= 1
            if over > 0:
                return -done
    return count


@compiled
def _undo(
    moved: Int64, count: int, start: int, to: int, slots: Int64, load: Int64, people_at: Int64, people: Int64
) -> None:
    for i in range(count):
        one = moved[i]
        source = slots[one]
        slots[one] = start + to - source
        for j in range(people_at[one], people_at[one + 1]):
            load[people[j], source] -= 1
            load[people[j], slots[one]] += 1


@compiled
def _fits(
    moved: Int64, count: int, slots: Int64, start: int, to: int, taken: Int64, places_at: Int64, places: Int64,
    room: Int64, before_at: Int64, before: Int64, after_at: Int64, after: Int64,
) -> bool:  # fmt: skip
    """Whether tables and order allow the moves made; counts of tables are those before the moves."""
    fits = True
    for i in range(count):
        one = moved[i]
        source = start + to - slots[one]
        for j in range(places_at[one], places_at[one + 1]):
            taken[places[j], source] -= 1
            taken[places[j], slots[one]] += 1
    for i in range(count):
        one = moved[i]
        for j in range(places_at[one], places_at[one + 1]):
            if taken[places[j], slots[one]] > room[places[j], slots[one]]:
                fits = False
        for j in range(before_at[one], before_at[one + 1]):
            if slots[before[j]] >= slots[one]:
                fits = False
        for j in range(after_at[one], after_at[one + 1]):
            if slots[after[j]] <= slots[one]:
                fits = False
    if not fits:
        for i in range(count):
            one = moved[i]
            source = start + to - slots[one]
            for j in range(places_at[one], places_at[one + 1]):
                taken[places[j], source] += 1
                taken[places[j], slots[one]] -= 1
    return fits


@compiled
def _spread(counts: Int64, own_at: Int64) -> int:
    """How far the breaks of those who have meetings differ."""
    low, high = len(own_at) + 1000, 0
    for p in range(len(counts)):
        if own_at[p + 1] > own_at[p]:
            low, high = min(low, counts[p]), max(high, counts[p])
    return max(0, high - low)


@compiled
def anneal(
    slots: Int64, best: Int64, allowed: Bool, people_at: Int64, people: Int64, own_at: Int64, own: Int64,
    most: Int64, places_at: Int64, places: Int64, room: Int64, before_at: Int64, before: Int64, after_at: Int64,
    after: Int64, lunch: Int64, fresh: Bool, wish: Float64, fairness: int, steps: int, warm: float, cold: float,
    seed: int, above: float,
) -> None:  # fmt: skip
    """``above`` is how much dearer ``slots`` is than ``best`` to begin with; an unfair start only gets fairer."""
    np.random.seed(seed)
    meetings, width = allowed.shape
    crowd = len(own_at) - 1
    load = np.zeros((crowd, width), np.int64)
    taken = np.zeros(room.shape, np.int64)
    for m in range(meetings):
        for i in range(people_at[m], people_at[m + 1]):
            load[people[i], slots[m]] += 1
        for i in range(places_at[m], places_at[m + 1]):
            taken[places[i], slots[m]] += 1
    counts = all_breaks(slots, own_at, own, lunch, fresh)
    tally = np.zeros(width + 1, np.int64)  # participants with so many breaks
    for p in range(crowd):
        if own_at[p + 1] > own_at[p]:
            tally[counts[p]] += 1
    spread = _spread(counts, own_at)
    best_spread = _spread(all_breaks(best, own_at, own, lunch, fresh), own_at)
    moved = np.empty(_LONGEST_CHAIN + 1, np.int64)
    touched = np.empty(crowd, np.int64)
    fresh_counts = np.empty(crowd, np.int64)
    mark = np.full(crowd, -1, np.int64)
    cost, best_cost = above, 0.0
    cooling = (cold / warm) ** (1.0 / max(steps, 1))
    heat = warm
    for step in range(steps):
        heat *= cooling
        m = np.random.randint(meetings)
        if step % 2 and people_at[m + 1] > people_at[m]:  # half the time at somebody's break
            for _ in range(8):
                if counts[people[people_at[m]]] + counts[people[people_at[m + 1] - 1]] > 0:
                    break
                m = np.random.randint(meetings)
        start, to = slots[m], np.random.randint(width)
        if start == to or not allowed[m, to]:
            continue
        count = _chain(m, to, slots, load, allowed, people_at, people, own_at, own, most, moved)
        if count < 0:
            if count >= -_LONGEST_CHAIN:
                _undo(moved, -count, start, to, slots, load, people_at, people)
            continue
        if not _fits(
            moved, count, slots, start, to, taken, places_at, places, room, before_at, before, after_at, after
        ):
            _undo(moved, count, start, to, slots, load, people_at, people)
            continue
        number, change, well = 0, 0.0, True
        for i in range(count):
            one = moved[i]
            change -= wish[one, slots[one]] - wish[one, start + to - slots[one]]
            for j in range(people_at[one], people_at[one + 1]):
                p = people[j]
                if mark[p] != step:
                    mark[p] = step
                    touched[number] = p
                    fresh_counts[number] = breaks_of(load[p], lunch, fresh)
                    change += fresh_counts[number] - counts[p]
                    well = well and _fed(load[p], lunch)
                    number += 1
        if well:
            for i in range(number):
                tally[counts[touched[i]]] -= 1
                tally[fresh_counts[i]] += 1
            low, high = 0, width
            while low < width and tally[low] == 0:
                low += 1
            while high > 0 and tally[high] == 0:
                high -= 1
            well = high - low <= max(fairness, spread)
            if not (well and (change <= 0 or np.random.random() < math.exp(-change / heat))):
                well = False
                for i in range(number):
                    tally[counts[touched[i]]] += 1
                    tally[fresh_counts[i]] -= 1
        if not well:
            for i in range(count):
                one = moved[i]
                for j in range(places_at[one], places_at[one + 1]):
                    taken[places[j], slots[one]] -= 1
                    taken[places[j], start + to - slots[one]] += 1
            _undo(moved, count, start, to, slots, load, people_at, people)
            continue
        for i in range(number):
            counts[touched[i]] = fresh_counts[i]
        cost += change
        spread = high - low
        fairer = best_spread > fairness and spread < best_spread
        if fairer or (spread <= max(fairness, best_spread) and cost < best_cost - 1e-12):
            best_cost, best_spread = cost, spread
            best[:] = slots
