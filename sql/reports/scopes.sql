-- title: Scopes | Périmètres
-- about: Named selections of budget lines. | Périmètres nommés de lignes budgétaires.
-- hidden: another command or page shows it
-- parameters: name
-- column: name text | Name | Nom
-- column: formula text | Formula | Formule
-- column: label text | Label | Libellé
select name, formula, label from scope where $1::text is null or name = $1 order by name;
