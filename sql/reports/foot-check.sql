-- title: Do published tables add up | Contrôle de somme des tableaux publiés
-- about: Each printed total against the sum of its parts: exact, within the stated tolerance, or off. | Chaque total imprimé contre la somme de ses parties : exact, dans la tolérance annoncée, ou faux.
-- hidden: another command or page shows it
-- parameters: document
-- compares: bodies
-- column: document integer | Document | Document
-- column: act text | Act | Acte
-- column: recipient text | Recipient | Bénéficiaire
-- column: component text | Component | Composante
-- column: found money | Sum of the parts | Somme des parties
-- column: published money | Published | Publié
-- column: difference money | Difference | Écart
-- column: tolerance money | Tolerance | Tolérance
-- column: verdict code | Verdict | Verdict
-- column: source text | Source | Source
select f.document_id as document, f.act, f.recipient, f.component, (f.found * 0.01)::numeric(18, 2) as found,
       (f.published * 0.01)::numeric(18, 2) as published, (f.difference * 0.01)::numeric(18, 2) as difference,
       (f.tolerance * 0.01)::numeric(18, 2) as tolerance, f.verdict, d.file_name || ':' || f.source_line as source
from foot_check f
join document d on d.siren = 0 and d.document_id = f.document_id
where $1::integer is null or f.document_id = $1
order by f.document_id, f.source_line;
