-- title: Accounting checks of budget documents | Contrôles comptables des documents budgétaires
-- about: Order operations that mirror each other, sections voted in balance, annexes against lines. One row per document and check. | Opérations d'ordre en miroir, sections votées en équilibre, annexes contre lignes. Une ligne par document et contrôle.
-- parameters: document year_first year_last siren
-- column: document integer | Document | Document
-- column: check code | Check | Contrôle
-- column: level code | Level | Niveau
-- column: passed boolean | Passed | Conforme
-- column: found money | Found | Trouvé
-- column: expected money | Expected | Attendu
-- column: difference money | Difference | Écart
-- column: message text | Message | Message
select d.document_id as document, c.check_name as "check", c.level, c.passed, c.found, c.expected, c.difference,
       case when c.passed then '' when current_setting('contrepartie.language', true) = 'fr' then c.message_fr
            else c.message_en end as message
from document_state d
cross join lateral document_checks(d.siren, d.document_id, d.stage) c
where d.stage <> '' and d.status in ('active', 'control') and ($1::integer is null or d.document_id = $1)
  and ($2::integer is null or d.fiscal_year >= $2) and ($3::integer is null or d.fiscal_year <= $3)
  and ($4::integer is null or d.siren = $4)
order by d.document_id, c.place, c.check_name;
