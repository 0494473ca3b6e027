"""How every part of the pack is computed, in a paragraph each."""

from __future__ import annotations

from analysis.blocks.model import Block, Paragraph, Text
from analysis.packs.assemble import Pack

_PARAGRAPHS = (
    (
        "Praksis.",
        "Kommunens tilkendelser og bestand holdes op mod det, de sammenlignelige kommuners rater "
        "efter alder og køn ville give i kommunens egen befolkning. Tilkendelser har eksakte "
        "grænser; bestande holdes op mod, hvor meget kommuner i forvejen varierer.",
    ),
    (
        "Potentiale.",
        "Sager udtrukket tilfældigt inden for grupper er læst efter tjeklisten og regnet op til "
        "alle på ydelsen.",
    ),
    (
        "Tid.",
        "Uger mellem trin er beregnet af kommunens egen hændelsesfil. Sager, der endnu ikke er "
        "nået til trinet, tæller med, så langt de er fulgt (Kaplan og Meier), og sager, der lukkes "
        "undervejs, tæller som det, de er (Aalen og Johansen).",
    ),
    (
        "Økonomi.",
        "Beløb er nutidsværdier af forskellen mellem to ydelser for kommune, stat og borger, med "
        "refusion efter antal uger. Antal og satser trækkes "
        "tilfældigt inden for deres usikkerhed; det giver intervallet.",
    ),
    (
        "Anbefalinger.",
        "Hver anbefaling hviler på nævnte fund. Belæggets styrke følger faste regler: hvor mange "
        "slags kilder der peger samme vej, og hvor sikre de er.",
    ),
    (
        "Diskretion.",
        "Antal under 5 sager fra kommunens egne filer vises ikke, og heller ikke det, de kunne "
        "regnes ud af.",
    ),
)


def explain_method(pack: Pack) -> Block:
    """Return the method of every part, and the version that computed it.

    Parameters
    ----------
    pack : Pack
        Everything that the meeting gets.
    """
    method = pack.record.method
    version = Paragraph(
        f"praksis {method['version']}, kodens fingeraftryk {method['code'][:12]}.", "Version."
    )
    paragraphs = (*(Paragraph(text, lead) for lead, text in _PARAGRAPHS), version)
    return Block("oplaeg-metode", Text(paragraphs, role="list"))
