-- title: Accounts and functions of a chart | Comptes et fonctions d'un plan
-- about: The codes of one norm, variant and year: contrepartie nomenclature show M57-M57_D --year 2022 [--account 657] | Les codes d'une norme, déclinaison et année : contrepartie nomenclature show M57-M57_D --year 2022 [--account 657]
-- hidden: another command or page shows it
-- parameters: norm variant year_first account
-- column: kind code | Kind | Type
-- column: code code | Code | Code
-- column: label text | Label | Libellé
-- column: chapters text | Chapters | Chapitres
-- column: exact boolean | Of that year | De l'exercice
select case kind when 'A' then 'account' when 'C' then 'chapter' else 'function' end as kind, code, label,
       trim(c1 || ' ' || c2 || ' ' || c3 || ' ' || c4 || ' ' || c5 || ' ' || c6) as chapters, exact
from plan_rows($1, $2, coalesce($3, extract(year from now()))::integer)
where $4::text is null or code like $4 || '%'
order by 1, code collate "C";
