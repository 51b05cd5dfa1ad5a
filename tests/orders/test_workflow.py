"""The workflow's graph: nothing out of reach, no trap."""

from dataclasses import replace

import pytest

from orders import workflow
from orders.commands import running
from orders.workflow import OrderStatus, PackageStatus


def test_every_state_has_a_way_out_unless_it_is_final_and_none_is_out_of_reach():
    moves = [c for c in workflow.COMMANDS if c.object == "package"]
    reached = {PackageStatus.WAITING} | {c.destination for c in moves}
    with_exit = {source for c in moves for source in c.sources}

    assert reached - {None} == set(PackageStatus)  # without one, it stays where it is
    assert set(PackageStatus) - with_exit == workflow.FINAL
    for state in set(PackageStatus) - workflow.FINAL:
        asked = {workflow.CANCELLATION_REQUESTED} if state == PackageStatus.PACKED else set()
        newer = {workflow.NEWER_COPY}
        barred = (newer, newer | asked, newer | {workflow.HELD})
        for facts in (set(), asked, {workflow.HELD}, asked | {workflow.HELD}, *barred):
            assert workflow.legal("package", state, facts), (state, facts)


@pytest.mark.parametrize("facts", [set(), {workflow.HUB_DECIDES}])
@pytest.mark.parametrize("held", [set(), {workflow.HELD}])
def test_an_order_that_is_not_on_its_way_can_always_be_ended_here(facts, held):
    on_its_way = workflow.FINAL_ORDER | workflow.OF_THE_HUB_ALONE | {OrderStatus.SHIPPED}
    for state in set(OrderStatus) - on_its_way:
        slugs = [c.slug for c in workflow.legal("order", state, facts | held)]
        assert "cancel" in slugs
        assert ("release" if held else "hold") in slugs
    for state in on_its_way:
        expected = ["release"] if held else []
        assert [c.slug for c in workflow.legal("order", state, facts | held)] == expected


@pytest.mark.parametrize("state", OrderStatus)
def test_whatever_state_an_order_is_in_one_can_go_on_without_a_newer_copy(state):
    slugs = {c.slug for c in workflow.legal("order", state, {workflow.NEWER_COPY})}
    assert "go-on-without-copy" in slugs


@pytest.mark.parametrize("slug", ["pack", "ship", "ship-anyway", "ship-as-packed"])
def test_a_newer_copy_bars_what_closes_or_sends_a_box(slug):
    command = workflow.BY_SLUG["package", slug]
    facts = set(command.needs)
    assert command in workflow.legal("package", command.sources[0], facts)
    barred = facts | {workflow.NEWER_COPY}
    assert command not in workflow.legal("package", command.sources[0], barred)


@pytest.mark.parametrize(
    ("without", "sentence"),
    [
        ({"pack"}, "out of step"),
        ("sources", "Nothing leads out of PACKED"),
        ("destination", "Nothing leads to READY"),
        ("order", "Nothing leads out of WAITING"),
        ("deliver", "Nothing leads out of SHIPPED"),
    ],
)
def test_a_workflow_with_a_trap_does_not_start(without, sentence):
    table = list(workflow.COMMANDS)
    if without == "sources":
        table = [replace(c, sources=tuple(s for s in c.sources if s != 500)) for c in table]
    elif without == "destination":
        table = [
            replace(c, destination=PackageStatus.PACKED) if c.slug == "ready" else c for c in table
        ]
    elif without in {"order", "deliver"}:
        object_, state = ("order", 200) if without == "order" else ("package", 600)
        table = [
            replace(c, sources=tuple(s for s in c.sources if (c.object, s) != (object_, state)))
            for c in table
        ]
    else:
        table = [c for c in table if c.slug not in without]

    with pytest.raises(RuntimeError, match=sentence):
        running.require_sound(table)


@pytest.mark.parametrize(
    ("kind", "slug", "state", "said"),
    [
        ("order", "release", OrderStatus.APPROVED, "The order is not held."),
        ("order", "plan", OrderStatus.APPROVED, "Nothing of the order waits for a package."),
        (
            "package",
            "ship-anyway",
            PackageStatus.PACKED,
            "Ship anyway: the customer has not asked to cancel.",
        ),
    ],
)
def test_a_command_without_what_it_needs_says_what_is_missing(kind, slug, state, said):
    with pytest.raises(workflow.IllegalMove) as refused:
        workflow.require(kind, slug, state)

    assert str(refused.value) == said
