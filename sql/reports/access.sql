-- title: Who may see which bodies | Qui peut voir quelles collectivités
-- about: Rights given on a shared server by `db access grant`; without any, whoever holds a role sees every body. | Droits donnés sur un serveur partagé par `db access grant` ; tant qu'il n'y en a aucun, qui détient un rôle voit toutes les collectivités.
-- hidden: another command or page shows it
-- parameters:
-- column: login code | Login | Compte
-- column: siren code | SIREN | SIREN
-- column: entity text | Body | Collectivité
-- column: granted date | Granted | Accordé le
-- column: granted_by code | By | Par
select a.login, case when a.siren = 0 then '' else siren_text(a.siren) end as siren,
       case when a.siren <> 0 then coalesce(b.name, '')
            when current_setting('contrepartie.language', true) = 'fr' then '(toutes)' else '(every body)' end as entity,
       to_char(a.granted_at, 'YYYY-MM-DD') as granted, a.granted_by
from body_access a
left join body b using (siren)
order by a.login collate "C", a.siren;
