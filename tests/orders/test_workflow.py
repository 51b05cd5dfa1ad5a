"""The workflow's graph: nothing out of reach, no trap."""

from dataclasses import replace

import pytest

from orders import workflow
from orders.commands import running
from orders.workflow import PackageStatus


def test_every_state_has_a_way_out_unless_it_is_final_and_none_is_out_of_reach():
    moves = [c for c in workflow.COMMANDS if c.object == "package"]
    reached = {PackageStatus.WAITING} | {c.destination for c in moves}
    with_exit = {source for c in moves for source in c.sources}

    assert reached == set(PackageStatus)
    assert set(PackageStatus) - with_exit == workflow.FINAL
    for state in set(PackageStatus) - workflow.FINAL:
        for facts in (set(), {workflow.CANCELLATION_REQUESTED}):
            if facts and state != PackageStatus.PACKED:
                continue
            assert workflow.legal("package", state, facts), (state, facts)


@pytest.mark.parametrize(
    ("without", "sentence"),
    [
        ({"pack"}, "out of step"),
        ("sources", "Nothing leads out of PACKED"),
        ("destination", "Nothing leads to READY"),
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
    else:
        table = [c for c in table if c.slug not in without]

    with pytest.raises(RuntimeError, match=sentence):
        running.require_sound(table)
