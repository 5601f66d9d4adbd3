"""What people call the parts of a decision record, in the languages that records are written in.

Words are compared in lower case. Each list is what was seen to be written, not a dictionary.
"""

from __future__ import annotations

from nova.domain.decision import Status


def _words(listed: str) -> tuple[str, ...]:
    return tuple(" ".join(word.split()) for word in listed.split(","))


_STATUSES: dict[Status, tuple[str, ...]] = {
    Status.PROPOSED: _words("""
    proposed, proposal, propose, draft, drafted, pending, on hold, in review, under review, in discussion, wip,
    rfc, under discussion, open, planned, tentative, provisional, undecided, to be decided, tbd, in progress,
    deferred, work in progress, under consideration, for review, ready for review, awaiting approval, postponed,
    new, idea, request for comments, request for comment, to be discussed, to be approved, being discussed,
    review, todo, vorgeschlagen, vorschlag, entwurf, offen, in diskussion, in arbeit, zur diskussion, proposé,
    proposée, proposition, en discussion, brouillon, en cours, en attente, à valider, propuesto, propuesta,
    borrador, en discusión, en revisión, pendiente, proposto, proposta, rascunho, em discussão, em revisão,
    pendente, bozza, in discussione, voorgesteld, voorstel, concept, foreslått, forslag, utkast, foreslået,
    föreslagen, föreslaget, förslag, proponowany, proponowana, proponowane, propozycja, szkic, navrženo, návrh,
    ehdotettu, ehdotus, luonnos, предложено, предложен, предложение, на рассмотрении, черновик, обсуждается,
    запропоновано, чернетка, önerildi, öneri, taslak, 提议, 提案, 提案中, 草案, 草稿, 待定, 讨论中, 已提议,
    已提出, 提議, 検討中, 下書き, ドラフト, レビュー中, 제안, 제안됨, 초안, 검토 중, 검토중, 논의 중"""),
    Status.ACCEPTED: _words("""
    accepted, approved, adopted, agreed, decided, decision made, active, implemented, done,
    final, finalized, finalised, ratified, in effect, effective, in force, enacted, confirmed, current,
    completed, complete, resolved, in use, live, valid, accepté, acceptée, approuvé, approuvée, adopté, adoptée,
    validé, validée, décidé, décidée, implémenté, implémentée, akzeptiert, angenommen, genehmigt, entschieden,
    beschlossen, umgesetzt, verabschiedet, gültig, freigegeben, aceptado, aceptada, aprobado, aprobada,
    adoptado, adoptada, decidido, decidida, implementado, implementada, vigente, aceito, aceita, aceite,
    aprovado, aprovada, adotado, adotada, accettato, accettata, approvato, approvata, adottato, adottata,
    geaccepteerd, aangenomen, goedgekeurd, besloten, vastgesteld, godkjent, vedtatt, akseptert, besluttet,
    accepteret, godkendt, vedtaget, accepterad, accepterat, godkänd, godkänt, antagen, beslutad, beslutat,
    zaakceptowany, zaakceptowana, zaakceptowane, przyjęty, przyjęta, przyjęte, zatwierdzony, zatwierdzona,
    zatwierdzone, přijato, přijaté, schváleno, schválené, hyväksytty, принято, принят, принята, одобрено,
    одобрен, утверждено, утвержден, утверждён, прийнято, схвалено, затверджено, kabul edildi, onaylandı, 已接受,
    接受, 已采纳, 采纳, 已通过, 通过, 已批准, 批准, 已采用, 采用, 生效, 已實施, 已採納, 已实施, 承認, 承認済み,
    承認済, 採用, 採用済み, 採択, 決定, 決定済み, 受理, 承諾, 승인, 승인됨, 수락, 수락됨, 채택, 채택됨, 확정,
    결정"""),
    Status.REJECTED: _words("""
    rejected, reject, declined, withdrawn, abandoned, not accepted, not approved, denied, refused, cancelled,
    canceled, dismissed, won't do, wontfix, dropped, discarded, closed, rejeté, rejetée, refusé, refusée,
    abandonné, abandonnée, abgelehnt, verworfen, zurückgezogen, rechazado, rechazada, descartado, descartada,
    rejeitado, rejeitada, recusado, recusada, rifiutato, rifiutata, respinto, respinta, afgewezen, verworpen,
    avvist, forkastet, afvist, avvisad, avslagen, förkastad, odrzucony, odrzucona, odrzucone, zamítnuto,
    odmítnuto, hylätty, отклонено, отклонен, отклонён, отвергнуто, відхилено, reddedildi, 已拒绝, 拒绝, 被拒绝,
    已否决, 否决, 拒絕, 已拒絕, 却下, 不採用, 拒否, 거부, 거부됨, 거절, 거절됨, 기각, 기각됨, 반려"""),
    Status.DEPRECATED: _words("""
    deprecated, obsolete, obsoleted, retired, outdated, no longer relevant, no longer valid,
    no longer applicable, expired, reverted, revoked, invalid, archived, removed, historical, inactive,
    déprécié, dépréciée, obsolète, caduc, caduque, veraltet, überholt, obsolet, nicht mehr gültig, obsoleto,
    obsoleta, depreciado, depreciada, descontinuado, descontinuada, deprecado, deprecada, deprecato, deprecata,
    verouderd, vervallen, utdatert, foreldet, forældet, udfaset, utfasad, föråldrad, inaktuell, przestarzały,
    przestarzała, przestarzałe, zastaralé, zastaráno, vanhentunut, устарело, устарел, застаріло, отменено,
    скасовано, 已弃用, 弃用, 已废弃, 废弃, 已棄用, 已過時, 已过时, 非推奨, 廃止, 廃止済み, 폐기, 폐기됨,
    더 이상 사용되지 않음"""),
    Status.SUPERSEDED: _words("""
    superseded, superceded, superseeded, supersceded, superseed, replaced, remplacé, remplacée, ersetzt,
    abgelöst, reemplazado, reemplazada, sustituido, sustituida, substituído, substituída, substituido, superado,
    superada, sostituito, sostituita, vervangen, erstattet, ersatt, zastąpiony, zastąpiona, zastąpione,
    nahrazeno, korvattu, заменено, заменен, заменён, замінено, yerine geçildi, 已取代, 被取代, 已被取代, 已替代,
    被替代, 已替换, 取代, 置き換え, 置換, 置き換え済み, 置き換えられた, 上書き, 대체, 대체됨"""),
}
STATUS_WORDS: dict[str, Status] = {word: status for status, words in _STATUSES.items() for word in words}

STATUS_NAMES = frozenset(_words("""
    status, statut, estado, stato, état, etat, situação, situacion, situación, tila, stav, stan, durum, статус,
    状态, 狀態, ステータス, 状態, 상태, adr status, decision status, current status, status der entscheidung"""))
DATE_NAMES = frozenset(_words("""
    date, datum, dato, data, fecha, дата, 日期, 日付, 날짜, created, last updated, decision date, date created,
    decided, decided on"""))
TITLE_NAMES = frozenset(_words("""
    title, titel, titre, tittel, título, titulo, titolo, 标题, タイトル, 제목, name, subject"""))

OUTCOME_NAMES = _words("""
    decision outcome, decision, decisions, the decision, outcome, resolution, our decision, what we decided,
    décision, beslutning, besluttning, vedtak, beslut, entscheidung, ergebnis der entscheidung,
    entscheidungsergebnis, decisión, decisão, decisione, besluit, beslissing, decyzja, rozhodnutí, päätös,
    решение, рішення, karar, 决策, 决定, 決定, 決定事項, 決策, 결정, 결정 사항, résultat de la décision,
    resultado de la decisión, resultado da decisão, decision taken""")
OTHER_NAMES = frozenset(_words("""
    context, context and problem statement, problem, problem statement, background, contexte, kontekst, kontext,
    kontekst og problembeskrivelse, contexto, contesto, kontext und problemstellung, contexte et problème,
    context en, контекст, bağlam, konteksti, 背景, 上下文, 语境, コンテキスト, 文脈, 맥락, 배경, 컨텍스트,
    consequences, consequence, implications, konsequenzen, conséquences, consecuencias, consequências,
    conseguenze, gevolgen, consequenties, konsekvenser, konsekwencje, důsledky, seuraukset, последствия,
    наслідки, sonuçlar, 后果, 结果, 影響, 結果, 결과, considered options, options, options considered,
    alternatives, alternatives considered, considered alternatives, alternativer, alternativen, optionen,
    betrachtete optionen, options envisagées, opciones, opciones consideradas, opções consideradas,
    alternativas, opzioni, decision drivers, drivers, rationale, argument, positive consequences,
    pros and cons of the options, assumptions, constraints, related decisions, y statement"""))
LINK_NAMES = frozenset(_words("""
    links, link, related, related decisions, related adrs, related records, related documents, relations,
    relationships, references, reference, more information, see also, notes, note, history, changelog,
    change log, metadata, details, status history, supersession, info, information, liens, références, lenker,
    referanser, relaterte, verweise, weitere informationen, weiterführende informationen, enlaces, referencias,
    más información, referências, ссылки, 链接, 参考, 関連, リンク, 관련, 참고, about, overview, summary,
    document"""))
TEMPLATE_NAMES = frozenset(_words("""
    template, templates, adr, madr, decision, decisions, record, records, architecture, architectural, short,
    long, bare, minimal, full, simple, nygard, the, my, for, en, fr, de, es, no, modele, modèle, vorlage,
    plantilla, mal, sjabloon, basic, default, example, new, lightweight, mall, szablon, modelo, y, statement,
    rfc, tech, technical, design, copy"""))
TEMPLATE_MARKS = frozenset(_words("""
    template, templates, modele, modèle, vorlage, plantilla, sjabloon, szablon"""))
INDEX_NAMES = frozenset(_words("""
    readme, index, _index, summary, toc, contributing, changelog, decision-log, decisionlog, adr-log, adr-index,
    adrs, overview, _sidebar, contents, table-of-contents, decision-index, decisions, log, list, about"""))
FOLDER_NAMES = frozenset(_words("""
    adr, adrs, decisions, decision, decision-records, architecture-decisions, decision-log,
    architecture-decision-records, architecture_decisions, decision_records, architecture_decision_records,
    architectural-decisions, rfcs, rfc, decisiones, architectural-decision-records, arch-decisions, madr, adl,
    decisoes, entscheidungen, beslutninger"""))
