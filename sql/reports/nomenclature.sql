-- title: Charts of accounts | Plans de comptes
-- about: The norms, variants and years whose accounts and functions are known. | Les normes, déclinaisons et années dont comptes et fonctions sont connus.
-- parameters:
-- column: norm code | Norm | Norme
-- column: variant code | Variant | Déclinaison
-- column: year year | Year | Exercice
-- column: accounts integer | Accounts | Comptes
-- column: functions integer | Functions | Fonctions
-- column: imported boolean | Imported | Importé
select norm, variant, year, accounts, functions, imported from plan order by norm collate "C", variant collate "C", year;
