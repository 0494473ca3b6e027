"""Are the comparable municipalities comparable enough, in words?"""

from __future__ import annotations

from analysis.blocks.model import Block, Paragraph, Text
from analysis.comparison.assemble import PracticeComparison
from analysis.labels import listing, number


def warn_of_far_peers(comparison: PracticeComparison) -> tuple[Block, ...]:
    """Return a warning that the peers lie far from the focus, or none where they do not.

    Parameters
    ----------
    comparison : PracticeComparison
        The focus and its peers with their distances on the conditions.
    """
    peers = comparison.peers
    if not peers.nearness.by_code:
        text = (
            f"{comparison.focus_name} mangler et af rammevilkårene. Giv kommunen alle rammevilkår "
            "i tabellen over kommuner, så afstanden til de sammenlignelige kan beregnes."
        )
        paragraph = Paragraph(text, "Afstanden er ikke kendt.")
        return (_block(comparison, paragraph, role="missing"),)
    if not peers.is_far:
        return ()
    sentences = [_say_nearest(comparison), _say_beyond(comparison)]
    text = " ".join(sentence for sentence in sentences if sentence)
    advice = (
        " En forskel fra dem kan lige så vel komme af rammevilkår som af praksis. Se også "
        "sammenligningen med hele landet, og prøv andre sammenlignelige."
    )
    return (_block(comparison, Paragraph(text + advice, "De sammenlignelige ligger langt fra.")),)


def say_far_peers(comparison: PracticeComparison) -> str:
    """Return one sentence for page one on peers that lie far off; empty where they do not.

    It begins with a space, so that it can be put after another sentence as it is.

    Parameters
    ----------
    comparison : PracticeComparison
        The focus and its peers with their distances on the conditions.
    """
    peers = comparison.peers
    if not peers.is_far:
        return ""
    beyond, n_peers = peers.nearness.beyond_typical(peers.codes), len(peers.codes)
    if not beyond:
        return (
            f" Ingen af dem ligner {comparison.focus_name} meget på rammevilkår; se »Hvem "
            "sammenligner vi med?«."
        )
    how_many = "Ingen af dem ligner"
    if len(beyond) < n_peers:
        how_many = f"{number(len(beyond))} af de {number(n_peers)} ligner ikke"
    return (
        f" {how_many} {comparison.focus_name} mere på rammevilkår, end to tilfældige kommuner "
        "ligner hinanden; se »Hvem sammenligner vi med?«."
    )


def _say_nearest(comparison: PracticeComparison) -> str:
    """Say how far off even the nearest is, where that is far."""
    peers = comparison.peers
    if not peers.nearness.nearest_is_far(peers.codes):
        return ""
    known = [code for code in peers.codes if code in peers.nearness.by_code]
    nearest = min(known, key=lambda code: peers.nearness.by_code[code])
    distance = number(peers.nearness.by_code[nearest], decimals=1)
    far = number(peers.nearness.far, decimals=1)
    return (
        f"Selv den, der ligner {comparison.focus_name} mest på rammevilkår, "
        f"{comparison.name(nearest)}, ligger {distance} standardafvigelser væk. Ni af ti kommuner "
        f"har en nabo inden for {far}."
    )


def _say_beyond(comparison: PracticeComparison) -> str:
    """Name the peers that are no more alike than two municipalities at random."""
    peers = comparison.peers
    beyond = peers.nearness.beyond_typical(peers.codes)
    if not beyond:
        return ""
    unlike = f"{listing([comparison.name(code) for code in beyond])} ligner ikke"
    if len(beyond) == len(peers.codes):
        unlike = "Ingen af dem ligner"
    return (
        f"{unlike} {comparison.focus_name} mere, end to tilfældige kommuner ligner "
        f"hinanden (afstand over {number(peers.nearness.typical, decimals=1)})."
    )


def _block(comparison: PracticeComparison, paragraph: Paragraph, *, role: str = "note") -> Block:
    """Return the warning as a block."""
    lineage = comparison.peers.lineage | comparison.name_lineage
    return Block("sammenlignelige-langt-fra", Text((paragraph,), role=role), lineage)
