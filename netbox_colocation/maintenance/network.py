"""Loss of network: which devices no path reaches any more, hop by hop over NetBox's traced cable paths.

A device is out when every path of it leads to lost devices or over something lost (a patch panel, a circuit), and has
less redundancy when some do. What hangs on a device and passes nothing on – it has at most two neighbours, and fewer
than that device – takes no redundancy from it when it goes: a switch is none the worse for a server that is off.
Ports for management only count where a device has no others; who is then not reached works on, without anybody seeing.
"""

from ..choices import ImpactGradeChoices as Grade
from . import network_reading as reading
from .impact_shapes import Trail
from .ledger import DEVICE, MOST_HOPS, Ledger
from .network_reading import CIRCUIT, CIRCUIT_END, INTERFACE, Nodes
from .paths import Loss, Net, find_loss, trail_to
from .removal import Start
from .ways_out import follow_ways_out

__all__ = ('follow',)

MOST_NEIGHBOURS_OF_AN_END = 2


def follow(start: Start, ledger: Ledger) -> None:
    """Mark the devices that lose paths, and the circuits that end at lost devices."""
    for circuit, trail in start.circuits.items():
        ledger.note((CIRCUIT, circuit), Grade.OUTAGE, 'touched' if trail.before is None else 'in-room', trail)
    if not ledger.dead and not start.circuits:
        return
    net = Net(Nodes(), ledger)
    lost = set(ledger.dead)
    candidates = _block(start, net)
    net.read(lost)
    _say_unlinked(net, ledger)
    for _hop in range(MOST_HOPS):
        candidates |= {far for device in lost for link in net.links[device] for far in net.far_devices(link)}
        candidates = {device for device in candidates if not net.is_lost(device)}
        if not candidates:
            break
        net.read(candidates)
        lost = _isolate(candidates, net)
        candidates = set()
    else:
        for device in sorted(lost):
            ledger.say_unknown('too-many-hops', ledger.marks[DEVICE, device].trail)
    follow_ways_out(start, net)
    _lose_circuits(net, ledger)


def _block(start: Start, net: Net) -> set[int]:
    """Block the ports of lost devices and the ends of lost circuits; returns the devices with paths over them."""
    ports = reading.read_through_ports(net.ledger.dead) if net.ledger.dead else {}
    for reference, device in ports.items():
        net.blocked[reference] = net.ledger.marks[DEVICE, device].trail.to('port', *reference)
    connected = set()
    for end, circuit, is_cabled in reading.read_ends(start.circuits) if start.circuits else ():
        net.blocked[CIRCUIT_END, end] = start.circuits[circuit].to('end', CIRCUIT_END, end)
        if is_cabled:
            connected.add(circuit)
    for circuit in sorted(start.circuits.keys() - connected):
        net.ledger.say_unknown('circuit-not-connected', start.circuits[circuit])
    if not net.blocked:
        return set()
    through = reading.read_through(net.blocked, net.nodes)
    net.own(through)
    origins = {pk for link in through for model, pk in link.nodes[0] if model == INTERFACE}
    owners = reading.read_owners(origins) if origins else {}
    net.owners |= owners
    return set(owners.values()) | {far for link in through for far in net.far_devices(link)}


def _say_unlinked(net: Net, ledger: Ledger) -> None:
    unlinked = [device for device in sorted(ledger.dead) if not net.links[device]]
    for device in reading.read_unlinked(unlinked) if unlinked else ():
        ledger.say_unknown('network-not-cabled', ledger.marks[DEVICE, device].trail)


def _isolate(candidates: set[int], net: Net) -> set[int]:
    """Mark the candidates; returns those that are not reached any more."""
    unreached = {}
    for device in sorted(candidates):
        if (mark := _grade(device, net)) is not None:
            unreached[device] = mark
    keepers = reading.read_passing_power(unreached) if unreached else set()
    isolated = set()
    for device, (trail, facts, is_managed_only) in unreached.items():
        if is_managed_only or device in keepers:
            net.ledger.note((DEVICE, device), Grade.DEGRADED, 'management-unreachable', trail, **facts)
        else:
            net.ledger.note((DEVICE, device), Grade.OUTAGE, 'unreachable', trail, **facts)
            isolated.add(device)
    net.ledger.isolated |= isolated
    return isolated


def _grade(device: int, net: Net) -> tuple[Trail, dict[str, int], bool] | None:
    """Mark a device that lost some of its paths; returns the trail and figures of one that lost all."""
    links = [link for link in net.links[device] if device not in net.far_devices(link)]
    data = [link for link in links if not link.is_management]
    losses: list[Loss] = []
    alive = unknown = 0
    for link in data or links:
        if (loss := find_loss(link, net)) is not None:
            losses.append(loss)
        elif not link.has_end:
            unknown += 1
        elif link.is_active:
            alive += 1
    if not losses:
        return None
    facts = {'lost': len(losses), 'left': alive, 'unknown': unknown}
    if not alive and not unknown:
        return trail_to(device, losses[0], net), facts, not data
    counted = [loss for loss in losses if _counts(device, loss, net)]
    if alive and counted:
        trail = trail_to(device, counted[0], net)
        net.ledger.note((DEVICE, device), Grade.REDUCED_REDUNDANCY, 'path-lost', trail, **facts)
    elif not alive:
        trail = trail_to(device, losses[0], net)
        net.ledger.note((DEVICE, device), Grade.UNKNOWN, 'other-paths-unknown', trail, **facts)
    return None


def _counts(device: int, loss: Loss, net: Net) -> bool:
    """Say whether the loss takes redundancy from the device: what merely hangs on it does not."""
    far = net.far_devices(loss.link) if loss.device is None else {loss.device}
    return not far or any(_leads_on(other, device, net) for other in far)


def _leads_on(other: int, device: int, net: Net) -> bool:
    beyond = net.neighbours(other) if other in net.links else set()
    return len(beyond) > MOST_NEIGHBOURS_OF_AN_END or len(beyond) >= len(net.neighbours(device))


def _lose_circuits(net: Net, ledger: Ledger) -> None:
    """Mark the circuits on paths that lead to lost devices, or over something lost."""
    ends: dict[int, Trail] = {}
    for device in sorted(net.links):
        lost = net.is_lost(device)
        for link in net.links[device]:
            if not link.has(CIRCUIT_END):
                continue
            loss = None if lost else find_loss(link, net)
            if not lost and loss is None:
                continue
            for model, pk in (reference for step in link.nodes for reference in step):
                if model == CIRCUIT_END and (model, pk) not in net.blocked and pk not in ends:
                    base = ledger.marks[DEVICE, device].trail if lost else trail_to(device, loss, net) if loss else None
                    ends[pk] = Trail(base, 'path', CIRCUIT_END, pk)
    for end, circuit in reading.read_circuits_of(ends) if ends else ():
        trail = ends[end].to('circuit', CIRCUIT, circuit)
        ledger.note((CIRCUIT, circuit), Grade.OUTAGE, 'circuit-end-lost', trail)
